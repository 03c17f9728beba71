#pragma once

#include <string>
#include <vector>

#include "calcom-sim/simulator.hpp"
#include "core/zone.hpp"
#include "radius/chance.hpp"
#include "sim/truth.hpp"

namespace slotgate::simulation {

using testing::chance;

/// A Cal.com account as a world begins with it.
struct practice {
    sim::scenario scenario;
    std::vector<view> views;        ///< how askers look at it
    std::vector<std::string> keys;  ///< of its people; the first is the account's
};

/// Three people with short days, and event types of theirs alone and together, small enough for
/// every answer to be computed after every change. What the radius has to know of hours and rules
/// is the business of tests/radius; here it is what happens between people, messages and time.
[[nodiscard]] practice draw_practice(chance& c, const zone_database& zones);

}  // namespace slotgate::simulation
