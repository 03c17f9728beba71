#pragma once

#include "calcom-sim/exchange.hpp"

namespace slotgate::sim {

/// /v2/schedules (2024-06-11) of the caller, and the same under
/// /v2/organizations/{orgId}/users/{userId}: a change decides at once about free starts and sends
/// no webhook. Source: calcom.md 5.2, 6.7; recorded group config.
[[nodiscard]] reaction list_schedules(exchange& x);
[[nodiscard]] reaction show_default_schedule(exchange& x);
[[nodiscard]] reaction show_schedule(exchange& x);
[[nodiscard]] reaction create_schedule(exchange& x);
[[nodiscard]] reaction change_schedule(exchange& x);
[[nodiscard]] reaction delete_schedule(exchange& x);

/// Everybody's of a team or organization, in parts.
[[nodiscard]] reaction list_team_schedules(exchange& x);
[[nodiscard]] reaction list_organization_schedules(exchange& x);

}  // namespace slotgate::sim
