#pragma once

#include "calcom-sim/world.hpp"
#include "coherence/radius.hpp"
#include "radius/chance.hpp"

namespace slotgate::testing {

/// Changes bookings of the world in one of the ways Cal.com knows, and says what changed: books,
/// moves (to another host too), cancels, confirms, declines, books a series, adds guests who may be
/// hosts, reassigns. Times are not those on offer: anything may be booked over anything.
[[nodiscard]] coherence::change change_world(chance& c, sim::world& w, instant now);

}  // namespace slotgate::testing
