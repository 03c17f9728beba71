#pragma once

#include <vector>

#include "calcom-sim/simulator.hpp"
#include "core/zone.hpp"

namespace slotgate::sim {

/// What subscribers hear of a booking that was made, or moved from `moved_from` (null: made). One
/// delivery for each subscription that fires: the organizer's and the event type's. `b` is as
/// stored. Source: calcom.md 6.3 to 6.6; calcom-recorded H; recorded groups hook, conf.
[[nodiscard]] std::vector<delivery> announce_made(const world& w, const zone_database& zones,
                                                  const booking& b, const booking* moved_from,
                                                  instant now);

/// What subscribers hear of a cancellation, before it is made.
[[nodiscard]] std::vector<delivery> announce_cancelled(const world& w, const zone_database& zones,
                                                       const booking& b,
                                                       const pending_commit& change, instant now);

}  // namespace slotgate::sim
