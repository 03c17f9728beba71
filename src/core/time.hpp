#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace slotgate {

/// A point on the UTC time line, to the millisecond.
using instant = std::chrono::sys_time<std::chrono::milliseconds>;
/// One UTC date, as its midnight.
using utc_date = std::chrono::sys_days;
/// A calendar date in some zone, kept as the day number it would have in UTC.
using local_date = std::chrono::local_days;
/// A wall-clock reading without its zone.
using local_time = std::chrono::local_time<std::chrono::milliseconds>;
/// A point on the clock that never steps; only differences mean anything.
using steady_instant =
    std::chrono::time_point<std::chrono::steady_clock, std::chrono::milliseconds>;

using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// What time it is, for whoever is not told it: `system` names instants, `steady` measures ages
/// (S9). A value; taken once per question and passed down.
struct moment {
    instant system;
    steady_instant steady;
};

[[nodiscard]] constexpr utc_date date_of(instant t) {
    return std::chrono::floor<days>(t);
}

/// `2031-05-06T07:00:00.000Z`: always UTC, always three decimals. Years 0 to 9999.
[[nodiscard]] std::string to_text(instant t);

/// `2031-05-06`.
[[nodiscard]] std::string to_text(std::chrono::year_month_day date);

/// Reads `YYYY-MM-DDThh:mm[:ss[.fraction]](Z|+hh:mm|-hh:mm)`, the forms Cal.com writes in answers
/// and webhooks. Anything else, including a time without its offset, is nothing.
[[nodiscard]] std::optional<instant> parse_instant(std::string_view text);

/// Reads `YYYY-MM-DD`; nothing for any other form or an impossible date.
[[nodiscard]] std::optional<std::chrono::year_month_day> parse_date(std::string_view text);

}  // namespace slotgate
