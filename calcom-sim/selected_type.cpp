#include "calcom-sim/selected_type.hpp"

#include <algorithm>

namespace slotgate::sim {
namespace {

using found = std::expected<const event_type*, wire::refusal>;

std::unexpected<wire::refusal> refuse(int status, std::string message) {
    return std::unexpected(wire::refusal{.status = status, .message = std::move(message)});
}

std::unexpected<wire::refusal> no_such_type() {
    return refuse(404, "Event Type not found");
}

template <class Predicate>
found first_type(const world& w, Predicate is_it) {
    for (const auto& [id, type] : w.event_types)
        if (is_it(type)) return &type;
    return no_such_type();
}

found type_of_user(const world& w, const wire::slots_selector& by) {
    const auto owner = std::ranges::find_if(
        w.users, [&](const auto& entry) { return entry.second.username == by.username; });
    if (owner == w.users.end())
        return refuse(404, "User with username " + by.username + " not found");
    return first_type(w, [&](const event_type& type) {
        return !type.team && type.owner == owner->first && type.slug == by.slug;
    });
}

found type_of_team(const world& w, const wire::slots_selector& by) {
    const auto owner = std::ranges::find_if(
        w.teams, [&](const auto& entry) { return entry.second.slug == by.team; });
    if (owner == w.teams.end()) return refuse(404, "Team with slug " + by.team + " not found");
    return first_type(w, [&](const event_type& type) {
        return type.team == owner->first && type.slug == by.slug;
    });
}

found stored_type(const world& w, const wire::slots_selector& by) {
    if (by.id) {
        const auto type = w.event_types.find(*by.id);
        if (type == w.event_types.end()) return no_such_type();
        return &type->second;
    }
    if (!by.username.empty()) return type_of_user(w, by);
    if (!by.team.empty()) return type_of_team(w, by);
    return no_such_type();
}

/// Cal.com's event type of a meeting that is made up: half an hour unless a length is asked for.
const event_type& meeting() {
    static const event_type made_up = [] {
        event_type out;
        out.slug = "dynamic";
        return out;
    }();
    return made_up;
}

selected_type meeting_of(const world& w, const wire::slots_selector& by) {
    selected_type out{.type = &meeting(), .hosts = {}, .stored = false};
    for (const auto& [id, who] : w.users)
        if (who.organization == by.organization &&
            std::ranges::find(by.usernames, who.username) != by.usernames.end())
            out.hosts.push_back({.who = &who});
    return out;
}

}  // namespace

std::expected<selected_type, wire::refusal> select_type(const world& w,
                                                        const wire::slots_question& q) {
    if (!q.selector.usernames.empty()) return meeting_of(w, q.selector);
    const auto type = stored_type(w, q.selector);
    if (!type) return std::unexpected(type.error());
    return selected_type{.type = *type,
                         .hosts = hosts_for(w, **type, q.host_subset, q.booking_to_reschedule)};
}

}  // namespace slotgate::sim
