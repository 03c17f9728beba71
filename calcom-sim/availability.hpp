#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "calcom-sim/working_time.hpp"
#include "calcom-sim/world.hpp"
#include "core/interval.hpp"
#include "core/zone.hpp"

namespace slotgate::sim {

/// What is wanted of the hosts of an event type.
struct demand {
    const event_type* type = nullptr;
    asked_range asked;
    /// Bookings that touch this stretch are looked at, others block nothing, even if their buffers
    /// reach in (A2).
    interval looked_at;
    std::string_view ignore_uid;  ///< of a booking that is being moved
};

/// The time that a host's bookings and other engagements take from an event type, buffers of both
/// types on both sides, in order of start. Source: calcom.md 7.2; calcom-recorded A2, C5, C9.
[[nodiscard]] std::vector<free_range> busy_time_of(const world& w, const user& host,
                                                   const demand& wanted);

/// `ranges` without what `busy` covers; `busy` ascends by start.
[[nodiscard]] std::vector<free_range> subtract(std::span<const free_range> ranges,
                                               std::span<const free_range> busy);

/// Overlapping ranges as one; those that only touch stay two, as Cal.com leaves them. Ascending.
[[nodiscard]] std::vector<free_range> merge_overlapping(std::vector<free_range> ranges);

/// The schedule by which `host` serves `type`: the event type's own, else the default, else the
/// first; null if there is none.
[[nodiscard]] const schedule* schedule_for(const world& w, const user& host,
                                           const event_type& type);

/// Free ranges of all hosts together, ascending: what the grid is laid over. For a personal event
/// type those of its owner. Source: calcom.md 7.3. Pure.
[[nodiscard]] std::vector<free_range> free_ranges(const world& w, const zone_database& zones,
                                                  const demand& wanted);

}  // namespace slotgate::sim
