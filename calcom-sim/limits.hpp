#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "calcom-sim/working_time.hpp"
#include "calcom-sim/world.hpp"
#include "core/zone.hpp"

namespace slotgate::sim {

/// A look at the limits of an event type for a stretch of time.
struct limits_question {
    const event_type* type = nullptr;
    instant from;
    instant to;
    minutes length;               ///< of the meeting that is asked for
    const zone* place = nullptr;  ///< whose clock tells the days
    std::span<const user_id> hosts;
    std::string_view ignore_uid;  ///< of a booking that is being moved
};

/// Which of two ways Cal.com takes: the list of starts adds up each host's own minutes, a booking
/// those of all hosts, and it looks for bookings a little less far.
enum class limits_look : std::uint8_t { starts, booking };

/// The days, weeks (Sunday to Saturday), months and years in which `host` may not be booked any
/// more, each up to its last millisecond. Only bookings found around [from, to] count, in whole UTC
/// days, weeks or months if there is such a limit; years are counted whole. Source: calcom.md 5.1,
/// 7.4; calcom-recorded A4, C6. Pure.
[[nodiscard]] std::vector<free_range> closed_by_limits(const world& w, const limits_question& asked,
                                                       limits_look look, user_id host);

/// Why a booking that starts at `start` is refused before anybody's time is looked at:
/// `booking_limit_reached`, `duration_limit_reached` (both 401), or nothing. Bookings are counted
/// in UTC days unless the event type has a schedule of its own, minutes always, and without the
/// ones asked for. Source: calcom.md 4.3; calcom-recorded C6. Pure.
[[nodiscard]] std::optional<std::string_view> limit_reached(const world& w,
                                                            const zone_database& zones,
                                                            const event_type& type, instant start,
                                                            std::string_view ignore_uid);

}  // namespace slotgate::sim
