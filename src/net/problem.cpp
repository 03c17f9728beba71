#include <string>

#include <boost/json.hpp>

#include "net/calcom_headers.hpp"
#include "net/server.hpp"
#include "wire/calcom_error.hpp"

namespace slotgate::net {
namespace {

/// RFC 9457, with `retryable` of our own. `type` is a name, not an address: nothing has to be
/// there.
wire::response problem(const error& e, const error_facts& facts) {
    boost::json::object body{{"type", "urn:slotgate:error:" + std::string(facts.name)},
                             {"title", facts.for_client},
                             {"status", facts.http_status}};
    if (!e.detail.empty()) body["detail"] = e.detail;
    body["retryable"] = facts.retry == retryable::yes;
    return {.status = facts.http_status,
            .headers = {{"Content-Type", "application/problem+json"}},
            .body = boost::json::serialize(body)};
}

/// What Cal.com says about an address it does not know (recorded: "Cannot GET /v2/slots?...").
std::string cannot(const wire::request& request) {
    return "Cannot " + request.method + " " + request.target;
}

std::string message_for(const error& e, const error_facts& facts, const wire::request& request) {
    if (!e.detail.empty()) return e.detail;
    if (e.code == errc::not_found) return cannot(request);
    // Clients of Cal.com know its own words for a used up limit.
    if (e.code == errc::upstream_limited) return std::string(wire::throttler_message);
    return std::string(facts.for_client);
}

}  // namespace

wire::response error_response(const error& e, error_shape shape, const wire::request& request,
                              instant now) {
    const auto& facts = facts_of(e.code);
    auto out = shape == error_shape::problem
                   ? problem(e, facts)
                   : wire::calcom_error(facts.http_status, message_for(e, facts, request),
                                        request.target, now);
    if (shape == error_shape::calcom) add_calcom_headers(out);
    if (e.retry_after > seconds{0})
        out.headers.add("Retry-After", std::to_string(e.retry_after.count()));
    return out;
}

}  // namespace slotgate::net
