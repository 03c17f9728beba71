#pragma once

#include <algorithm>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "core/time.hpp"

namespace slotgate {

/// Everything that can fail in a way we expect. One row each in `error_table` (error.cpp); code,
/// docs/http.md and tests read that table.
enum class errc : std::uint8_t {
    bad_request,         ///< the client's input is not what the route takes
    unauthorized,        ///< a credential or signature is missing or wrong
    forbidden,           ///< the credential does not grant this
    not_found,           ///< no such route or thing
    method_not_allowed,  ///< the route exists, not with this method
    timeout_request,     ///< the client took too long to send its request
    body_too_large,      ///< the body exceeds the route's limit
    header_too_large,    ///< the request line and headers exceed their limit
    too_many_requests,   ///< a rate of ours was exceeded
    misdirected,         ///< no tenant follows from this request
    overloaded,          ///< a queue of ours is full
    shutting_down,       ///< the program is stopping
    client_left,         ///< the client went before its answer was there
    upstream_down,       ///< Cal.com could not be reached: nothing has left
    upstream_lost,       ///< the connection broke after the request may have left
    upstream_timeout,    ///< Cal.com did not answer before the deadline
    upstream_garbage,    ///< Cal.com answered something that cannot be believed
    upstream_error,      ///< Cal.com answered 5xx
    upstream_limited,    ///< Cal.com's rate limit leaves no room, or it answered 429 (S14)
    upstream_failing,    ///< Cal.com failed lately and is not asked for a while (S13)
    not_cached,          ///< the client wanted what is in memory only, and it is not (S12)
    upstream_refused,    ///< Cal.com refused the request (4xx); its answer is at hand
    config,              ///< a configuration file or variable is wrong
    io,                  ///< a file or socket of this machine failed
    internal             ///< a bug of ours, contained
};

enum class retryable : std::uint8_t { no, yes };

/// One row of the error table.
struct error_facts {
    errc code;
    std::string_view name;          ///< stable, for machines: problem `type`, metrics, logs
    int http_status;                ///< what a route of ours answers
    retryable retry;                ///< may the same request succeed later, unchanged?
    std::string_view for_client;    ///< one sentence, safe to show
    std::string_view for_operator;  ///< one sentence: what to look at
};

/// A failure that was expected. `detail` may be shown to the client: no personal data, no secrets.
struct error {
    errc code = errc::internal;
    std::string detail;
    /// When trying again makes sense; 0: nobody knows. Routes send it as `Retry-After`.
    seconds retry_after{};
};

template <class T>
using result = std::expected<T, error>;

/// The row of `code`; every code has one.
[[nodiscard]] const error_facts& facts_of(errc code);

[[nodiscard]] inline std::unexpected<error> fail(errc code, std::string detail = {},
                                                 seconds retry_after = {}) {
    return std::unexpected(error{code, std::move(detail), retry_after});
}

/// `wait` as a `Retry-After` says it: whole seconds, never too few, at least one.
[[nodiscard]] constexpr seconds retry_seconds(milliseconds wait) {
    return std::max(seconds{1}, std::chrono::ceil<seconds>(wait));
}

}  // namespace slotgate
