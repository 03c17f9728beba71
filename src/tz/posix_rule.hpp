#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/time.hpp"

namespace slotgate::tz {

/// One yearly change of a `TZ` text, such as `M3.5.0/2`: on which day, and at which wall-clock time
/// of the offset in force until then. The time may be negative or beyond a day.
struct yearly_change {
    enum class form : std::uint8_t { julian, day_of_year, month_week_day } kind{};
    unsigned month = 0;    ///< 1 to 12; month_week_day only
    unsigned week = 0;     ///< 1 to 5, 5 means the last
    unsigned weekday = 0;  ///< 0 is Sunday
    int day = 0;           ///< julian: 1 to 365, 29 February never counted; day_of_year: 0 to 365
    seconds at{};

    /// The wall-clock reading at which the change happens.
    [[nodiscard]] std::chrono::sys_seconds in(std::chrono::year year) const;
};

/// What a `TZ` text says: an offset, or two that alternate every year. A value.
struct posix_rule {
    seconds standard{};  ///< local time minus UTC
    seconds summer{};    ///< equal to `standard` if clocks never change
    struct changes {
        yearly_change to_summer;
        yearly_change to_standard;
    };
    std::optional<changes> yearly;
};

/// Reads a `TZ` text as zone files carry it: `CET-1CEST,M3.5.0,M10.5.0/3`, `<+0330>-3:30`. Nothing
/// for any other text, and for summer time without its two rules. Source: POSIX 1003.1, 8.3, with
/// the wider hours of RFC 9636, 3.3.1.
[[nodiscard]] std::optional<posix_rule> read_posix_rule(std::string_view text);

}  // namespace slotgate::tz
