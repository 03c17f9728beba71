#pragma once

#include <vector>

#include "calcom-sim/working_time.hpp"
#include "core/time.hpp"
#include "core/zone.hpp"

namespace slotgate::sim {

/// How starts are laid over free ranges.
struct grid_rules {
    minutes length;
    minutes step;
    minutes offset_start{0};
    bool optimized = false;       ///< showOptimizedSlots
    const zone* place = nullptr;  ///< the asker's zone, in which minutes are rounded; null: UTC
    instant earliest;             ///< no range begins before it: now + minimum notice
};

/// More starts than any real question has; the walk ends there.
inline constexpr std::size_t starts_max = 200'000;

/// The starts that fit into `ranges`, ascending, each once. The grid begins anew with every range,
/// so a booking moves the starts behind it. Starts before `earliest` can appear (the minute is cut,
/// recorded B4): the caller drops them. Source: calcom.md 7.4; calcom-recorded B1-B7, D3. Pure.
[[nodiscard]] std::vector<instant> starts_on_grid(std::vector<free_range> ranges,
                                                  const grid_rules& rules);

}  // namespace slotgate::sim
