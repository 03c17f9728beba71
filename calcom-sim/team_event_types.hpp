#pragma once

#include "calcom-sim/exchange.hpp"

namespace slotgate::sim {

/// /v2/teams/{teamId}/event-types[/{id}] and the same under /v2/organizations/{orgId} (2024-06-14).
/// Reading those of a team needs no credentials; members change them. A managed one is a parent
/// nobody can book and a child for each host, which follows its parent.
/// Source: calcom.md 5.1, 2.1; the specification for what was not recorded.
[[nodiscard]] reaction list_team_event_types(exchange& x);
[[nodiscard]] reaction show_team_event_type(exchange& x);
[[nodiscard]] reaction create_team_event_type(exchange& x);
[[nodiscard]] reaction change_team_event_type(exchange& x);
[[nodiscard]] reaction delete_team_event_type(exchange& x);

}  // namespace slotgate::sim
