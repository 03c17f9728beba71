#pragma once

#include "calcom-sim/fields.hpp"
#include "calcom-sim/world.hpp"
#include "core/zone.hpp"

namespace slotgate::sim {

/// Reads a schedule as it is POSTed to `/v2/schedules`: `name`, `timeZone`, `isDefault`,
/// `availability`, `overrides`. Leaves `id` to the caller.
[[nodiscard]] schedule read_schedule(fields& in, const zone_database& zones, fault& wrong);

/// Cal.com's hours of somebody who never set any: Monday to Friday, 09:00 to 17:00.
[[nodiscard]] schedule usual_hours(std::int64_t id, std::string zone);

/// Reads what decides about availability from the fields of `/v2/event-types` (2024-06-14), absent
/// ones as Cal.com's defaults. Leaves id, owner, title, slug and `settings` to the caller.
void read_event_settings(fields& in, event_type& into);

}  // namespace slotgate::sim
