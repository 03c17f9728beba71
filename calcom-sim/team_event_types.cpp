#include "calcom-sim/team_event_types.hpp"

#include <algorithm>
#include <expected>

#include "calcom-sim/event_type_input.hpp"
#include "calcom-sim/event_type_json.hpp"
#include "calcom-sim/event_types.hpp"
#include "calcom-sim/membership.hpp"
#include "calcom-sim/request_body.hpp"
#include "calcom-sim/request_parts.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

using checked = std::expected<event_type, wire::response>;

/// The team whose event types are read: anybody may, except within an organization.
std::expected<const team*, wire::response> team_to_read(const exchange& x) {
    if (first_value_after_organization(x) == 1) return team_of_path(x);
    const auto id = path_number(x, 0);
    if (!id) return std::unexpected(id.error());
    const auto found = x.w.teams.find(*id);
    if (found == x.w.teams.end())
        return std::unexpected(
            failure(x, 404, "Team with id=" + std::to_string(*id) + " not found"));
    return &found->second;
}

std::expected<event_type*, wire::response> type_of_path(exchange& x, const team& whose) {
    const auto id = path_number(x, first_value_after_organization(x) + 1);
    if (!id) return std::unexpected(id.error());
    const auto found = x.w.event_types.find(event_type_id{*id});
    if (found == x.w.event_types.end() || found->second.team != whose.id)
        return std::unexpected(
            failure(x, 404, "Event type with id " + std::to_string(*id) + " not found"));
    return &found->second;
}

scheduling kind_named(const json::object& settings) {
    const auto* const given = settings.if_contains("schedulingType");
    if (given == nullptr || !given->is_string()) return scheduling::round_robin;
    const std::string_view name = given->get_string();
    if (name == "collective") return scheduling::collective;
    if (name == "managed") return scheduling::managed;
    return scheduling::round_robin;
}

host host_of(const json::object& given, scheduling kind) {
    host one{.who = user_id{given.at("userId").to_number<std::int64_t>()}};
    const auto* const fixed = given.if_contains("mandatory");
    one.fixed = kind == scheduling::collective ||
                (fixed != nullptr && fixed->is_bool() && fixed->get_bool());
    const auto* const priority = given.if_contains("priority");
    if (priority != nullptr && priority->is_string()) one.priority = priority->get_string();
    return one;
}

/// The hosts a body asks for; those there are, if it names none.
std::vector<host> hosts_named(const json::object& settings, const event_type& type,
                              const team& whose) {
    const auto* const everybody = settings.if_contains("assignAllTeamMembers");
    std::vector<host> out;
    if (everybody != nullptr && everybody->is_bool() && everybody->get_bool()) {
        for (const auto who : whose.members)
            out.push_back({.who = who, .fixed = type.kind == scheduling::collective});
        return out;
    }
    const auto* const named = settings.if_contains("hosts");
    if (named == nullptr || !named->is_array()) return type.hosts;
    for (const auto& one : named->get_array()) out.push_back(host_of(one.get_object(), type.kind));
    return out;
}

std::optional<wire::response> refuse_hosts(const exchange& x, const event_type& type) {
    for (const auto& one : type.hosts)
        if (!is_member(x.w, *type.team, one.who))
            return failure(x, 404,
                           "User with id " + std::to_string(one.who.value) +
                               " is not part of the team with id " + std::to_string(*type.team));
    return std::nullopt;
}

std::optional<wire::response> refuse_slug(const exchange& x, const event_type& type) {
    for (const auto& [id, other] : x.w.event_types)
        if (other.team == type.team && other.slug == type.slug && id != type.id)
            return failure(x, 400, "Team already has an event type with this slug.");
    return std::nullopt;
}

/// Reads `settings` into `type`, hosts and way of scheduling included.
checked with_team_settings(const exchange& x, event_type type, const team& whose,
                           json::object settings) {
    if (settings.contains("schedulingType")) type.kind = kind_named(settings);
    type.hosts = hosts_named(settings, type, whose);
    // Hosts are values of their own, and change without the rest.
    for (const auto* const name : {"hosts", "schedulingType"}) settings.erase(name);
    auto out = with_settings(x, std::move(type), std::move(settings));
    if (!out) return out;
    if (auto refusal = refuse_hosts(x, *out)) return std::unexpected(std::move(*refusal));
    if (auto refusal = refuse_slug(x, *out)) return std::unexpected(std::move(*refusal));
    return out;
}

event_type child_of(const event_type& parent, user_id who) {
    event_type child = parent;
    child.id = {};
    child.kind = scheduling::personal;
    child.team.reset();
    child.hosts.clear();
    child.owner = who;
    child.parent = parent.id;
    return child;
}

/// Makes the children of a managed event type follow it: one for each host, old ids kept.
void let_children_follow(exchange& x, const event_type& parent) {
    if (parent.kind != scheduling::managed) return;
    std::map<user_id, event_type_id> known;
    for (const auto& [id, type] : x.w.event_types)
        if (type.parent == parent.id) known[type.owner] = id;
    for (const auto& one : parent.hosts) {
        auto child = child_of(parent, one.who);
        const auto old = known.find(one.who);
        child.id = old != known.end() ? old->second : event_type_id{x.ids.event_type++};
        known.erase(one.who);
        x.w.event_types[child.id] = child;
    }
    for (const auto& [who, id] : known) remove_event_type(x.w, id);
}

/// A child as its parent's team sees it.
json::object told_child(const world& w, const event_type& child, const event_type& parent) {
    event_type shown = child;
    shown.team = parent.team;
    shown.kind = parent.kind;
    shown.hosts = {{.who = child.owner}};
    auto out = event_type_object(w, shown, form_view::whole);
    out["ownerId"] = child.owner.value;
    return out;
}

/// A managed event type is told with its children, any other alone.
json::value told(const world& w, const event_type& type) {
    if (type.kind != scheduling::managed) return event_type_object(w, type, form_view::whole);
    json::array out{event_type_object(w, type, form_view::whole)};
    for (const auto& [id, child] : w.event_types)
        if (child.parent == type.id) out.emplace_back(told_child(w, child, type));
    return out;
}

}  // namespace

reaction list_team_event_types(exchange& x) {
    const auto whose = team_to_read(x);
    if (!whose) return just(whose.error());
    const auto slug = parameter(x, "eventSlug");
    json::array out;
    for (const auto& [id, type] : x.w.event_types)
        if (type.team == (*whose)->id && (slug.empty() || slug == type.slug))
            out.emplace_back(event_type_object(x.w, type, form_view::whole));
    if (parameter(x, "sortCreatedAt") == "desc") std::ranges::reverse(out);
    return just(success(200, std::move(out)));
}

reaction show_team_event_type(exchange& x) {
    const auto whose = team_of_path(x);
    if (!whose) return just(whose.error());
    const auto type = type_of_path(x, **whose);
    if (!type) return just(type.error());
    return just(success(200, event_type_object(x.w, **type, form_view::whole)));
}

reaction create_team_event_type(exchange& x) {
    const auto whose = team_of_path(x);
    if (!whose) return just(whose.error());
    const auto body = read_event_type_body(x, ownership::team, presence::required);
    if (!body) return just(body.error());
    event_type blank;
    blank.team = (*whose)->id;
    auto type = with_team_settings(x, std::move(blank), **whose, without_nulls(*body));
    if (!type) return just(std::move(type.error()));
    type->id = event_type_id{x.ids.event_type++};
    const auto& made = x.w.event_types[type->id] = std::move(*type);
    let_children_follow(x, made);
    return just(success(201, told(x.w, made)));
}

reaction change_team_event_type(exchange& x) {
    const auto whose = team_of_path(x);
    if (!whose) return just(whose.error());
    const auto found = type_of_path(x, **whose);
    if (!found) return just(found.error());
    const auto body = read_event_type_body(x, ownership::team, presence::optional);
    if (!body) return just(body.error());
    auto type = with_team_settings(x, **found, **whose, merged(settings_of(**found), *body));
    if (!type) return just(std::move(type.error()));
    **found = std::move(*type);
    let_children_follow(x, **found);
    return just(success(200, told(x.w, **found)));
}

reaction delete_team_event_type(exchange& x) {
    const auto whose = team_of_path(x);
    if (!whose) return just(whose.error());
    const auto found = type_of_path(x, **whose);
    if (!found) return just(found.error());
    const auto& type = **found;
    const auto id = type.id;
    json::object gone{{"id", id.value}, {"title", type.title}};
    remove_event_type(x.w, id);
    return just(success(200, std::move(gone)));
}

}  // namespace slotgate::sim
