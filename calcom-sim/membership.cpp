#include "calcom-sim/membership.hpp"

#include <algorithm>

#include "calcom-sim/request_parts.hpp"

namespace slotgate::sim {
namespace {

std::unexpected<wire::response> refuse(const exchange& x, int status, std::string_view message) {
    return std::unexpected(failure(x, status, message));
}

}  // namespace

bool is_member(const world& w, std::int64_t team, user_id who) {
    const auto found = w.teams.find(team);
    return found != w.teams.end() &&
           std::ranges::find(found->second.members, who) != found->second.members.end();
}

std::size_t first_value_after_organization(const exchange& x) {
    return x.request.path().starts_with("/v2/organizations/") ? 1 : 0;
}

std::expected<const team*, wire::response> organization_of_path(const exchange& x) {
    const auto id = path_number(x, 0);
    if (!id) return std::unexpected(id.error());
    if (!is_member(x.w, *id, *x.caller.who))
        return refuse(x, 403,
                      "RolesGuard - User is not a member of the organization with id=" +
                          std::to_string(*id) + ".");
    return &x.w.teams.at(*id);
}

std::expected<const team*, wire::response> team_of_path(const exchange& x) {
    const auto place = first_value_after_organization(x);
    const auto id = path_number(x, place);
    if (!id) return std::unexpected(id.error());
    const auto found = x.w.teams.find(*id);
    if (place == 1) {
        const auto above = organization_of_path(x);
        if (!above) return above;
        if (found == x.w.teams.end() || found->second.organization != (*above)->id)
            return refuse(x, 404,
                          "IsTeamInOrg - Team with id=" + std::to_string(*id) +
                              " is not part of the organization with id=" +
                              std::to_string((*above)->id) + ".");
        return &found->second;
    }
    if (!is_member(x.w, *id, *x.caller.who))
        return refuse(
            x, 403,
            "RolesGuard - User is not a member of the team with id=" + std::to_string(*id) + ".");
    return &found->second;
}

std::expected<user*, wire::response> subject_of_path(exchange& x) {
    user_id who = *x.caller.who;
    if (first_value_after_organization(x) == 1) {
        const auto above = organization_of_path(x);
        if (!above) return std::unexpected(above.error());
        const auto id = path_number(x, 1);
        if (!id) return std::unexpected(id.error());
        if (!is_member(x.w, (*above)->id, user_id{*id}))
            return refuse(x, 403,
                          "IsUserInOrg - User with id=" + std::to_string(*id) +
                              " is not part of the organization with id=" +
                              std::to_string((*above)->id) + ".");
        who = user_id{*id};
    }
    const auto found = x.w.users.find(who);
    if (found == x.w.users.end()) return refuse(x, 404, "User not found");
    return &found->second;
}

}  // namespace slotgate::sim
