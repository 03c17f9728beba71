#include "core/error.hpp"

#include <algorithm>
#include <array>

#include "core/ensure.hpp"

namespace slotgate {
namespace {

using enum retryable;

constexpr std::array error_table{
    error_facts{errc::bad_request, "bad_request", 400, no, "The request is not valid.",
                "A client sent input the route does not take; the detail names it."},
    error_facts{errc::unauthorized, "unauthorized", 401, no,
                "A valid credential or signature is required.",
                "Wrong key, token or webhook secret; compare both sides' settings."},
    error_facts{errc::forbidden, "forbidden", 403, no, "This credential does not allow that.",
                "A caller asked for more than its credential grants."},
    error_facts{errc::not_found, "not_found", 404, no, "There is nothing at this address.",
                "A client uses a route or an id that does not exist."},
    error_facts{errc::method_not_allowed, "method_not_allowed", 405, no,
                "This address does not take that method.", "A client uses the wrong method."},
    error_facts{errc::timeout_request, "timeout_request", 408, yes,
                "The request did not arrive in time.", "A client sends too slowly, or attacks."},
    error_facts{errc::body_too_large, "body_too_large", 413, no, "The body is too large.",
                "A client exceeds the body limit of a route (docs/http.md)."},
    error_facts{errc::header_too_large, "header_too_large", 431, no,
                "The request line or headers are too large.",
                "A client exceeds the header limit (docs/http.md)."},
    error_facts{errc::too_many_requests, "too_many_requests", 429, yes, "Too many requests.",
                "A client exceeds a rate of ours."},
    error_facts{errc::misdirected, "misdirected", 421, no,
                "This host name or credential belongs to no account served here.",
                "Add the host name or key to a tenant in the configuration."},
    error_facts{errc::overloaded, "overloaded", 503, yes, "Too busy, try again shortly.",
                "A bounded queue is full: more load than this machine takes."},
    error_facts{errc::shutting_down, "shutting_down", 503, yes, "The service is stopping.",
                "Requests arrived while the program was draining."},
    error_facts{errc::client_left, "client_left", 499, yes, "The client left.",
                "Nobody reads this answer: the client closed its connection before."},
    error_facts{errc::upstream_down, "upstream_down", 502, yes,
                "Could not check: Cal.com cannot be reached.",
                "Network, DNS or TLS between here and Cal.com."},
    error_facts{errc::upstream_lost, "upstream_lost", 502, yes,
                "Could not check: the connection to Cal.com was lost.",
                "Cal.com, or something between, closed the connection instead of answering."},
    error_facts{errc::upstream_timeout, "upstream_timeout", 504, yes,
                "Could not check: Cal.com did not answer in time.",
                "Cal.com is slow; compare slotgate_upstream_seconds."},
    error_facts{errc::upstream_garbage, "upstream_garbage", 502, yes,
                "Could not check: Cal.com's answer was not usable.",
                "Cal.com or something between answered another shape than the API's."},
    error_facts{errc::upstream_error, "upstream_error", 502, yes,
                "Could not check: Cal.com reported an internal error.",
                "Cal.com answered 5xx; see its status page."},
    error_facts{errc::upstream_limited, "upstream_limited", 429, yes,
                "Could not check: Cal.com's rate limit is exhausted.",
                "A credential's requests per minute are used up; see slotgate_quota_remaining."},
    error_facts{errc::upstream_failing, "upstream_failing", 503, yes,
                "Could not check: Cal.com is failing and is left alone for a moment.",
                "Questions failed lately; see slotgate_breaker_state and upstream_requests."},
    error_facts{errc::not_cached, "not_cached", 504, yes,
                "Nothing in memory answers this question.",
                "A client sent Cache-Control: only-if-cached and Cal.com would have to be asked."},
    error_facts{errc::upstream_refused, "upstream_refused", 502, no, "Cal.com refused the request.",
                "Cal.com answered 4xx to a request of ours."},
    error_facts{errc::config, "config", 500, no, "The service is not configured correctly.",
                "The message names file, line and key."},
    error_facts{errc::io, "io", 500, yes, "The service could not use its own machine.",
                "A file, socket or disk failed; the detail names it."},
    error_facts{errc::internal, "internal", 500, yes, "Something went wrong here.",
                "A bug: please report it with the log line."},
};

}  // namespace

const error_facts& facts_of(errc code) {
    const auto row = std::ranges::find(error_table, code, &error_facts::code);
    ensure(row != error_table.end(), "every errc has a row in the error table");
    return *row;
}

}  // namespace slotgate
