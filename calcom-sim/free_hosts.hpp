#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "calcom-sim/hosts.hpp"
#include "calcom-sim/window.hpp"
#include "calcom-sim/world.hpp"
#include "core/interval.hpp"
#include "core/zone.hpp"

namespace slotgate::sim {

/// A booking that looks for its hosts.
struct host_search {
    const event_type* type = nullptr;
    interval when;
    std::string_view moving;  ///< uid of the booking that is moved there; empty: a new one
    instant now;
};

/// Those of `hosts` who work all the time wished for, are not away, not busy with their buffers,
/// and whom no limit closes; in the order given. Unlike a list of starts it looks two hours around
/// (for a booking that is moved its own length more), and at limits by the clock of each host's
/// schedule, with the event type's length or the moved booking's. Source: calcom.md 4.3, 7.2;
/// calcom-recorded C6, C9. Pure.
[[nodiscard]] std::vector<serving_host> free_hosts(const world& w, const zone_database& zones,
                                                   std::span<const serving_host> hosts,
                                                   const host_search& search);

/// How the search for hosts ended.
enum class hosts_found : std::uint8_t {
    enough,
    none,                ///< nobody is free: 400 (calcom-recorded G1)
    fixed_missing,       ///< a fixed host is not: 500
    round_robin_missing  ///< only fixed ones are: 500
};

struct found_hosts {
    hosts_found outcome = hosts_found::none;
    /// Who comes, the organizer first: all fixed hosts in their order, then the one that was
    /// chosen.
    std::vector<user_id> hosts;
};

/// Chooses the hosts of a booking among those who serve its event type: all fixed ones and one of
/// the others. Does not look at limits of the event type (`limit_reached`), windows or notice.
/// Source: calcom.md 4.3, 7.3. Pure.
[[nodiscard]] found_hosts hosts_for_booking(const world& w, const zone_database& zones,
                                            std::span<const serving_host> hosts,
                                            const host_search& search);

/// Whose turn it is on a round robin: of those with the highest priority, whoever was booked
/// longest ago for this event type, as organizer or among the attendees; if equal, the lowest id.
/// `free` must not be empty. Pure.
[[nodiscard]] user_id next_in_turn(const world& w, const event_type& type,
                                   std::span<const serving_host> free);

/// True if the event type's window admits a booking at `start`, days told by the clock of
/// `booker_zone` (null: UTC). A rolling window admits everything here (calcom-recorded C7). Pure.
[[nodiscard]] bool within_window(const world& w, const zone_database& zones, const event_type& type,
                                 instant start, const zone* booker_zone, instant now);

}  // namespace slotgate::sim
