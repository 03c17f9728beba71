#pragma once

#include <cstdint>

#include "core/time.hpp"
#include "core/zone.hpp"

namespace slotgate::sim {

/// How the date library under Cal.com reckons with wall clocks. It keeps a local time as text and
/// finds its instant with the offset which the zone has at *that text read as UTC*, not at the
/// instant meant. Away from a clock change both are the same; near one they are not, and the errors
/// D1 to D4 of the recordings follow from it. All pure.

enum class calendar_unit : std::uint8_t { day, week, month, year };

/// The instant of a local text in `place`, found the library's way.
[[nodiscard]] instant instant_of_text(const zone& place, local_time text);

/// The offset the library gives that text.
[[nodiscard]] minutes offset_of_text(const zone& place, local_time text);

/// The first and the last millisecond of the unit around `text`. Weeks begin on Sunday.
[[nodiscard]] local_time first_of(calendar_unit unit, local_time text);
[[nodiscard]] local_time last_of(calendar_unit unit, local_time text);

/// The first millisecond of the unit after the one that begins with `first`.
[[nodiscard]] local_time next_after(calendar_unit unit, local_time first);

/// The same in UTC.
[[nodiscard]] instant first_of(calendar_unit unit, instant t);
[[nodiscard]] instant last_of(calendar_unit unit, instant t);

/// The same time of day a month before, in UTC; the 31st becomes the last of a shorter month.
[[nodiscard]] instant month_before(instant t);

}  // namespace slotgate::sim
