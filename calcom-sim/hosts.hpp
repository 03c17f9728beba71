#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "calcom-sim/working_time.hpp"
#include "calcom-sim/world.hpp"

namespace slotgate::sim {

/// Somebody who serves an event type.
struct serving_host {
    const user* who = nullptr;
    bool fixed = true;  ///< must be there; false: one of several, any of whom will do
    std::string_view priority = "medium";
};

/// Who serves `type`: its owner, or the hosts of a team's event type, those that can be chosen
/// first and then the fixed ones, each in the order given. Nobody serves a managed parent. `subset`
/// names those a question is restricted to, which counts only for a round robin that allows it;
/// `moving`, the uid of a booking to be moved, keeps its host on a round robin that says so.
/// Source: calcom.md 2.1 (rrHostSubsetIds), 5.1, 7.3. Pure.
[[nodiscard]] std::vector<serving_host> hosts_for(const world& w, const event_type& type,
                                                  std::span<const user_id> subset,
                                                  std::string_view moving);

/// The e-mails of everybody in the list of hosts of a team's event type; of others none.
[[nodiscard]] bool is_host_of_team(const world& w, const event_type& type, std::string_view email);

/// When all of these can: one list of ranges for each. Ascending. Source: calcom.md 7.3.
[[nodiscard]] std::vector<free_range> intersect(std::vector<std::vector<free_range>> all);

/// Ascending, without those that lie inside another (calcom-recorded C3).
[[nodiscard]] std::vector<free_range> without_redundant(std::vector<free_range> ranges);

/// Overlapping ranges as one; those that only touch stay two, as Cal.com leaves them. Ascending.
[[nodiscard]] std::vector<free_range> merge_overlapping(std::vector<free_range> ranges);

/// A host's free time, and whether the host is fixed.
struct host_time {
    bool fixed = true;
    std::vector<free_range> free;
};

/// When the event type can be served: with all fixed hosts and, if there are others, any of those.
/// Fixed hosts without a free minute in all that is asked are ignored if there are others:
/// Cal.com's fault (calcom-recorded C3, rrfixedoff). Ascending. Pure.
[[nodiscard]] std::vector<free_range> time_of_hosts(const std::vector<host_time>& hosts);

}  // namespace slotgate::sim
