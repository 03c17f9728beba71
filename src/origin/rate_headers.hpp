#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/time.hpp"
#include "wire/http.hpp"

namespace slotgate::origin {

/// One of the limits Cal.com counts a credential by, as it stands in one answer.
struct told_limit {
    std::string name;  ///< the headers' suffix in lower case: `default`, `short`
    std::int64_t most = 0;
    std::int64_t remaining = 0;
    milliseconds reset{};  ///< until its window or block is over; nothing counts any more then
};

/// What an answer says about its credential's rate.
struct rate_reading {
    std::vector<told_limit> limits;           ///< those told whole and in range; eight at most
    std::optional<milliseconds> retry_after;  ///< an hour at most
    bool limited = false;                     ///< status 429
};

/// Reads `X-RateLimit-Limit-NAME`, `-Remaining-NAME`, `-Reset-NAME` and `Retry-After`. Resets are
/// seconds, or an instant of the epoch if greater than 10^9; a second is added, as nobody says how
/// they are rounded. An hour is the most that is believed. `now` is the system's time when the
/// answer came. Pure. Source: calcom.md 8, calcom-recorded I; RFC 9110, 10.2.3.
[[nodiscard]] rate_reading read_rate(int status, const wire::headers& headers, instant now);

/// Reads `Retry-After` alone: seconds or a date.
[[nodiscard]] std::optional<milliseconds> read_retry_after(const wire::headers& headers,
                                                           instant now);

}  // namespace slotgate::origin
