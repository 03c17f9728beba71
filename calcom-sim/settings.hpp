#pragma once

#include <array>
#include <string_view>

#include "calcom-sim/fields.hpp"
#include "calcom-sim/world.hpp"
#include "core/zone.hpp"

namespace slotgate::sim {

/// As the API spells them, Sunday first as std::chrono counts them.
inline constexpr std::array<std::string_view, 7> weekday_names{
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

/// Reads a schedule as it is POSTed to `/v2/schedules`: `name`, `timeZone`, `isDefault`,
/// `availability`, `overrides`. What is not given stays as in `from`. Leaves `id` to the caller.
[[nodiscard]] schedule read_schedule(fields& in, const zone_database& zones, fault& wrong,
                                     schedule from);

/// Cal.com's hours of somebody who never set any: Monday to Friday, 09:00 to 17:00.
[[nodiscard]] schedule usual_hours(std::int64_t id, std::string zone);

/// Reads the settings of an event type from the fields of `/v2/event-types` (2024-06-14): what
/// decides about availability as values, what answers show as it is. What is not given stays: in a
/// fresh one that is Cal.com's default. Leaves id, owner, title and slug to the caller.
void read_event_settings(fields& in, event_type& into);

}  // namespace slotgate::sim
