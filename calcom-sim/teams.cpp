#include "calcom-sim/teams.hpp"

#include "calcom-sim/membership.hpp"
#include "calcom-sim/request_parts.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

/// Memberships have no ids of their own in a world: they are counted through the teams in order.
constexpr std::int64_t members_max = 10'000;

bool is_organization(const world& w, const team& t) {
    for (const auto& [id, other] : w.teams)
        if (other.organization == t.id) return true;
    return false;
}

json::object team_object(const world& w, const team& t) {
    json::object out{{"id", t.id}};
    if (t.organization) out["parentId"] = *t.organization;
    out["name"] = t.name;
    out["slug"] = t.slug;
    out["isOrganization"] = is_organization(w, t);
    out["timeZone"] = "Europe/London";
    out["weekStart"] = "Sunday";
    return out;
}

json::object membership_object(const world& w, const team& t, std::size_t place) {
    const auto who = t.members[place];
    json::object out{{"id", t.id * members_max + static_cast<std::int64_t>(place) + 1},
                     {"userId", who.value},
                     {"teamId", t.id},
                     {"accepted", true},
                     {"role", place == 0 ? "OWNER" : "MEMBER"},
                     {"disableImpersonation", false}};
    const auto person = w.users.find(who);
    if (person != w.users.end())
        out["user"] = json::object{{"avatarUrl", nullptr},
                                   {"username", person->second.username},
                                   {"name", person->second.name},
                                   {"email", person->second.email},
                                   {"bio", nullptr},
                                   {"metadata", json::object{}}};
    return out;
}

}  // namespace

reaction list_teams(exchange& x) {
    json::array out;
    for (const auto& [id, t] : x.w.teams)
        if (is_member(x.w, id, *x.caller.who)) out.emplace_back(team_object(x.w, t));
    return just(success(200, std::move(out)));
}

reaction show_team(exchange& x) {
    const auto found = team_of_path(x);
    if (!found) return just(found.error());
    return just(success(200, team_object(x.w, **found)));
}

reaction list_memberships(exchange& x) {
    const auto found = team_of_path(x);
    if (!found) return just(found.error());
    const auto part = read_list_part(x);
    if (!part) return just(part.error());
    json::array all;
    for (std::size_t i = 0; i < (*found)->members.size(); ++i)
        all.emplace_back(membership_object(x.w, **found, i));
    return just(success(200, part->of(all)));
}

reaction show_membership(exchange& x) {
    const auto found = team_of_path(x);
    if (!found) return just(found.error());
    const auto id = path_number(x, 1);
    if (!id) return just(id.error());
    const auto place = *id - (*found)->id * members_max - 1;
    if (place < 0 || place >= static_cast<std::int64_t>((*found)->members.size()))
        return just(failure(x, 404,
                            "Membership with id " + std::to_string(*id) + " within team id " +
                                std::to_string((*found)->id) + " not found"));
    return just(success(200, membership_object(x.w, **found, static_cast<std::size_t>(place))));
}

}  // namespace slotgate::sim
