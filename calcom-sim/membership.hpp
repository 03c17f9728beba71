#pragma once

#include <cstddef>
#include <expected>

#include "calcom-sim/exchange.hpp"

namespace slotgate::sim {

/// True if `who` is a member of that team; an organization is a team too.
[[nodiscard]] bool is_member(const world& w, std::int64_t team, user_id who);

/// What comes before the rest of the path's values: 1 under /v2/organizations/{orgId}, else 0.
[[nodiscard]] std::size_t first_value_after_organization(const exchange& x);

/// The team of the path (`{teamId}`, under an organization or not) if the caller may act for it.
/// Errors: 400, 403 of a stranger, 404 of a team outside the organization. Every member counts as
/// an admin: worlds tell no roles.
[[nodiscard]] std::expected<const team*, wire::response> team_of_path(const exchange& x);

/// The user whose things the path is about: the one after /v2/organizations/{orgId}/users/ if the
/// caller is of that organization, else the caller. Errors: 400, 403.
[[nodiscard]] std::expected<user*, wire::response> subject_of_path(exchange& x);

/// The organization of the path, if the caller is a member. Errors: 400, 403.
[[nodiscard]] std::expected<const team*, wire::response> organization_of_path(const exchange& x);

}  // namespace slotgate::sim
