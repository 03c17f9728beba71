#pragma once

#include "calcom-sim/exchange.hpp"

namespace slotgate::sim {

/// GET /v2/teams, /v2/teams/{teamId} and its memberships: the caller's teams, to be read only.
[[nodiscard]] reaction list_teams(exchange& x);
[[nodiscard]] reaction show_team(exchange& x);
[[nodiscard]] reaction list_memberships(exchange& x);
[[nodiscard]] reaction show_membership(exchange& x);

}  // namespace slotgate::sim
