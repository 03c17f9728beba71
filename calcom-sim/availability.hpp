#pragma once

#include <map>
#include <span>
#include <string_view>
#include <vector>

#include "calcom-sim/hosts.hpp"
#include "calcom-sim/limits.hpp"
#include "calcom-sim/working_time.hpp"
#include "calcom-sim/world.hpp"
#include "core/interval.hpp"
#include "core/zone.hpp"

namespace slotgate::sim {

/// What is wanted of the hosts of an event type.
struct demand {
    const event_type* type = nullptr;
    std::span<const serving_host> hosts;
    asked_range asked;
    /// Bookings that touch this stretch are looked at, others block nothing, even if their buffers
    /// reach in (A2).
    interval looked_at;
    instant now;
    minutes length{};             ///< of the meeting, as limits reckon it
    std::string_view ignore_uid;  ///< of a booking that is being moved
    limits_look look = limits_look::starts;
};

/// One host's time for an event type.
struct host_availability {
    serving_host host;
    std::vector<free_range> free;             ///< ascending
    std::vector<free_range> free_of_absence;  ///< the same without the days off; ascending
    bool opens = false;                       ///< has open hours in what is asked, busy or not
    const zone* place = nullptr;              ///< the schedule's zone; null: there is no schedule
    std::map<local_date, const out_of_office*> away;  ///< empty if it does not open
};

/// Each host's time, in the order of the hosts. Source: calcom.md 7.2, 7.4. Pure.
[[nodiscard]] std::vector<host_availability> availability_of(const world& w,
                                                             const zone_database& zones,
                                                             const demand& wanted);

/// Free ranges of all hosts together, ascending: what the grid is laid over. A single person's days
/// off are not taken out: Cal.com lists their starts and marks them. Source: calcom.md 7.3. Pure.
[[nodiscard]] std::vector<free_range> combined(const event_type& type,
                                               const std::vector<host_availability>& hosts);

/// The time that a host's bookings and other engagements take from an event type, buffers of both
/// types on both sides, in order of start.
/// Source: calcom.md 7.2; calcom-recorded A2, C1, C2, C5, C9. Pure.
[[nodiscard]] std::vector<free_range> busy_time_of(const world& w, const user& host,
                                                   const demand& wanted);

/// `ranges` without what `busy` covers; `busy` ascends by start.
[[nodiscard]] std::vector<free_range> subtract(std::span<const free_range> ranges,
                                               std::span<const free_range> busy);

/// The schedule by which `host` serves `type`: the event type's own, else the default, else the
/// first; null if there is none.
[[nodiscard]] const schedule* schedule_for(const world& w, const user& host,
                                           const event_type& type);

}  // namespace slotgate::sim
