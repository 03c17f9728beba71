#pragma once

#include "calcom-sim/exchange.hpp"

namespace slotgate::sim {

/// /v2/me/ooo, and /v2/organizations/{orgId}/users/{userId}/ooo: whole days on which somebody is
/// away. None of it sends a webhook. Source: calcom.md 5.3, 6.7; calcom-recorded C8.
[[nodiscard]] reaction list_absences(exchange& x);
[[nodiscard]] reaction create_absence(exchange& x);
[[nodiscard]] reaction change_absence(exchange& x);
[[nodiscard]] reaction delete_absence(exchange& x);

/// GET /v2/organizations/{orgId}/ooo: everybody's of the organization; `email` narrows it down.
[[nodiscard]] reaction list_organization_absences(exchange& x);

}  // namespace slotgate::sim
