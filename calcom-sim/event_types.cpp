#include "calcom-sim/event_types.hpp"

#include <algorithm>
#include <expected>

#include "calcom-sim/event_type_input.hpp"
#include "calcom-sim/event_type_json.hpp"
#include "calcom-sim/request_body.hpp"
#include "calcom-sim/request_parts.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

bool belongs_to(const world& w, const event_type& type, std::string_view username) {
    const auto owner = w.users.find(type.owner);
    return owner != w.users.end() && owner->second.username == username;
}

wire::response no_such_type(const exchange& x, std::int64_t id) {
    return failure(x, 404, "Event type with id " + std::to_string(id) + " not found");
}

/// The caller's own event type of the path.
std::expected<event_type*, wire::response> own_type(exchange& x) {
    const auto id = path_number(x, 0);
    if (!id) return std::unexpected(id.error());
    const auto found = x.w.event_types.find(event_type_id{*id});
    if (found == x.w.event_types.end() || found->second.owner != *x.caller.who)
        return std::unexpected(no_such_type(x, *id));
    return &found->second;
}

bool has_slug(const world& w, user_id owner, std::string_view slug, event_type_id except) {
    return std::ranges::any_of(w.event_types, [&](const auto& entry) {
        return entry.second.owner == owner && entry.second.slug == slug && entry.first != except;
    });
}

std::optional<wire::response> refuse_schedule(const exchange& x, const event_type& type) {
    if (!type.schedule_id) return std::nullopt;
    const auto owner = x.w.users.find(*x.caller.who);
    if (owner != x.w.users.end() &&
        std::ranges::find(owner->second.schedules, *type.schedule_id, &schedule::id) !=
            owner->second.schedules.end())
        return std::nullopt;
    return failure(x, 404,
                   "User with ID=" + std::to_string(x.caller.who->value) +
                       " does not own schedule with ID=" + std::to_string(*type.schedule_id));
}

}  // namespace

reaction list_event_types(exchange& x) {
    const auto username = parameter(x, "username");
    const auto slug = parameter(x, "eventSlug");
    json::array out;
    for (const auto& [id, type] : x.w.event_types) {
        if (type.team) continue;
        const bool own = x.caller.who && *x.caller.who == type.owner;
        const bool asked = username.empty() ? own
                                            : belongs_to(x.w, type, username) &&
                                                  (slug.empty() || slug == type.slug);
        if (asked && (own || !type.hidden))
            out.emplace_back(event_type_object(x.w, type, form_view::without_hidden));
    }
    if (parameter(x, "sortCreatedAt") == "desc") std::ranges::reverse(out);
    return just(success(200, std::move(out)));
}

reaction show_event_type(exchange& x) {
    const auto type = own_type(x);
    if (!type) return just(type.error());
    return just(success(200, event_type_object(x.w, **type, form_view::whole)));
}

reaction create_event_type(exchange& x) {
    auto body = read_event_type_body(x, ownership::person, presence::required);
    if (!body) return just(std::move(body.error()));
    event_type blank;
    blank.owner = *x.caller.who;
    auto type = with_settings(x, blank, without_nulls(*body));
    if (!type) return just(std::move(type.error()));
    if (has_slug(x.w, type->owner, type->slug, {}))
        return just(failure(x, 400, "User already has an event type with this slug."));
    if (auto refusal = refuse_schedule(x, *type)) return just(std::move(*refusal));
    type->id = event_type_id{x.ids.event_type++};
    const auto& made = x.w.event_types[type->id] = std::move(*type);
    return just(success(201, event_type_object(x.w, made, form_view::whole)));
}

reaction change_event_type(exchange& x) {
    auto body = read_event_type_body(x, ownership::person, presence::optional);
    if (!body) return just(std::move(body.error()));
    const auto found = own_type(x);
    if (!found) return just(found.error());
    auto type = with_settings(x, **found, merged(settings_of(**found), *body));
    if (!type) return just(std::move(type.error()));
    if (has_slug(x.w, type->owner, type->slug, type->id))
        return just(failure(x, 400, "User already has an event type with this slug."));
    if (auto refusal = refuse_schedule(x, *type)) return just(std::move(*refusal));
    **found = std::move(*type);
    return just(success(200, event_type_object(x.w, **found, form_view::whole)));
}

reaction delete_event_type(exchange& x) {
    const auto id = path_number(x, 0);
    if (!id) return just(id.error());
    const auto found = x.w.event_types.find(event_type_id{*id});
    const auto number = std::to_string(*id);
    if (found == x.w.event_types.end())
        return just(failure(x, 404, "Event type with ID=" + number + " does not exist."));
    const auto& type = found->second;
    if (type.owner != *x.caller.who)
        return just(failure(x, 403,
                            "User with ID=" + std::to_string(x.caller.who->value) +
                                " does not own event type with ID=" + number));
    json::object told{{"id", *id},
                      {"lengthInMinutes", type.length.count()},
                      {"slug", type.slug},
                      {"title", type.title}};
    remove_event_type(x.w, event_type_id{*id});
    return just(success(200, std::move(told)));
}

void remove_event_type(world& w, event_type_id id) {
    std::erase_if(w.webhooks, [&](const auto& hook) { return hook.event_type == id; });
    std::erase_if(w.reservations, [&](const auto& r) { return r.second.event_type == id; });
    std::erase_if(w.event_types,
                  [&](const auto& t) { return t.first == id || t.second.parent == id; });
}

}  // namespace slotgate::sim
