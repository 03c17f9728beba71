#pragma once

#include <map>
#include <optional>
#include <vector>

#include "calcom-sim/world.hpp"
#include "core/slot.hpp"
#include "core/zone.hpp"
#include "radius/chance.hpp"
#include "radius/random_world.hpp"

namespace slotgate::testing {

/// A question for whole UTC dates, of which the outermost are thrown away, as every fetch is (S2).
struct fetch {
    event_type_id type;
    utc_date first;
    utc_date last;
    const zone* place = nullptr;
    minutes duration{};
};

/// One date and twenty-five of each event type, in zones and lengths of every kind.
[[nodiscard]] std::vector<fetch> draw_fetches(chance& c, const drawn_world& drawn);

/// Starts, with their seats, by UTC date.
using dates_answered = std::map<utc_date, std::vector<seated_slot>>;

/// What the simulator answers; nothing: there was no answer.
[[nodiscard]] std::optional<dates_answered> ask(const sim::world& w, const fetch& what,
                                                instant now);

/// Is the answer for `date` another one?
[[nodiscard]] bool differ(const dates_answered& a, const dates_answered& b, utc_date date);

}  // namespace slotgate::testing
