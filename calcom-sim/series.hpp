#pragma once

#include <cstdint>
#include <vector>

#include "calcom-sim/world.hpp"
#include "core/zone.hpp"

namespace slotgate::sim {

/// When the `count` bookings of a series start: at the same time of day on the booker's clock,
/// which stands in `place`; each counted from the one before, so that after a short month the day
/// stays the earlier one. Source: calcom.md 4.1. Pure.
[[nodiscard]] std::vector<instant> starts_of_series(instant first, const recurrence_rule& rule,
                                                    std::int64_t count, const zone& place);

}  // namespace slotgate::sim
