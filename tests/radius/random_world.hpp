#pragma once

#include <string>
#include <vector>

#include "calcom-sim/world.hpp"
#include "core/event_type.hpp"
#include "core/zone.hpp"
#include "radius/chance.hpp"

namespace slotgate::testing {

/// A world drawn from a seed, and how it looks from outside.
struct drawn_world {
    sim::world w;
    instant now;
    std::string text;               ///< the scenario, to look at when something is found
    std::vector<event_type> known;  ///< as read from Cal.com's own answers
};

/// Up to four people of any zone and hours (over midnight, round the clock, with overrides), and a
/// handful of event types of every kind and rule, their rules drawn one by one.
[[nodiscard]] drawn_world draw_world(chance& c, const zone_database& zones);

}  // namespace slotgate::testing
