#pragma once

#include <string>

#include "calcom-sim/world.hpp"

namespace slotgate::sim {

/// What takes time in the world, for GET /_sim/world, in order of start: {"now":T,"bookings":[
/// {"uid","id","eventTypeId","organizerId","status","start","end","attendees":[E-MAIL]}],
/// "reservations":[{"uid","eventTypeId","userId","start","end","until"}],"busy":[{"userId","start",
/// "end"}],"outOfOffice":[{"id","userId","start","end"}]}.
[[nodiscard]] std::string world_json(const world& w, instant now);

}  // namespace slotgate::sim
