#pragma once

#include <set>
#include <span>

#include <boost/json.hpp>

#include "calcom-sim/recording.hpp"
#include "calcom-sim/world.hpp"
#include "core/error.hpp"
#include "core/zone.hpp"

namespace slotgate::sim {

/// The world as the scenario of a recording tells it. What the scenario leaves untold is as the
/// recorder's set-up calls had it: bookers are called `Bo Guest`, events take place in `Room 1`,
/// an event type of a team bears its name in the scenario as title and slug, webhooks carry the
/// secret `k`. When a booking was made is a guess, shortly before `now`.
struct told_world {
    world state;
    std::set<instant> guesses;  ///< times of creation nobody told

    std::string unread;  ///< the first thing in the scenario that has no known form; or empty

    /// Hosts by their names in the scenario.
    std::map<std::string, user_id> hosts;
};

/// Everybody in it has an API key, `key_of`. What is unknown (fields, notes) is passed over; what
/// has no known form is `unread`, and the rest is told all the same: the answer may not depend on
/// it.
/// `heard`: the webhooks recorded in the whole flow, which show what subscriptions there were.
[[nodiscard]] told_world read_told_world(const recording& item, const zone_database& zones,
                                         std::span<const recorded_delivery> heard);

/// The API key of a host in a told world.
[[nodiscard]] std::string key_of(user_id who);

}  // namespace slotgate::sim
