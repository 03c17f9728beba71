#include "calcom-sim/world_builder.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "calcom-sim/settings.hpp"

namespace slotgate::sim {
namespace {

constexpr std::int64_t id_max = 2'147'483'647;

rate_limit read_rate_limit(fields in) {
    constexpr std::int64_t milliseconds_max = 86'400'000;
    constexpr std::int64_t minute = 60'000;
    rate_limit one;
    one.name = in.text("name");
    one.limit = in.number("limit", 1, id_max);
    one.window = milliseconds{in.number_if("ttl", 1, milliseconds_max).value_or(minute)};
    one.block = milliseconds{in.number_if("blockDuration", 0, milliseconds_max).value_or(minute)};
    in.finish();
    return one;
}

/// `webhook-3`: the first that no other has, from one more than their number on.
template <class Things, class Id>
std::string fresh_name(std::string_view prefix, const Things& all, Id id) {
    for (auto n = all.size() + 1;; ++n) {
        auto name = std::string(prefix) + std::to_string(n);
        if (std::ranges::find(all, name, id) == all.end()) return name;
    }
}

}  // namespace

world_builder::world_builder(world from, std::optional<instant> now, const zone_database& zones,
                             fault& wrong)
    : zones_(zones), fault_(wrong), world_(std::move(from)), now_(now) {
    for (const auto& [id, person] : world_.users)
        for (const auto& one : person.schedules) schedule_ids_.insert(one.id);
}

void world_builder::check_zone(fields& in, std::string_view key, const std::string& name) {
    if (zones_.find(name) == nullptr) in.complain(key, "is no time zone of this machine");
}

user* world_builder::owner_of(fields& in, std::string_view key) {
    const auto found = world_.users.find(user_id{in.number(key, 1, id_max)});
    if (found != world_.users.end()) return &found->second;
    in.complain(key, "names no user");
    return nullptr;
}

event_type* world_builder::type_of(fields& in) {
    const auto id = event_type_id{in.number("eventTypeId", 1, id_max)};
    const auto found = world_.event_types.find(id);
    if (found != world_.event_types.end()) return &found->second;
    in.complain("eventTypeId", "names no event type");
    return nullptr;
}

schedule world_builder::read_one_schedule(fields& in) {
    const auto id = in.number("id", 1, id_max);
    schedule out = read_schedule(in, zones_, fault_, {});
    out.id = id;
    if (!schedule_ids_.insert(id).second) in.complain("id", "is taken by another schedule");
    return out;
}

void world_builder::add_user(fields& in) {
    user one;
    one.id = user_id{in.number("id", 1, id_max)};
    one.username = in.text("username");
    one.email = in.text("email");
    one.name = in.text_or("name", one.username);
    one.zone = in.text_or("timeZone", "Europe/London");
    check_zone(in, "timeZone", one.zone);
    one.week_start = in.text_or("weekStart", "Sunday");
    one.organization = in.text_or("organizationSlug", "");
    in.each("schedules", [&](const boost::json::value& element, const std::string& at) {
        fields hours(element, at, fault_);
        one.schedules.push_back(read_one_schedule(hours));
        hours.finish();
    });
    const auto same_name = [&](const auto& entry) { return entry.second.username == one.username; };
    if (std::ranges::any_of(world_.users, same_name))
        in.complain("username", "is taken by another user");
    if (!world_.users.try_emplace(one.id, one).second)
        in.complain("id", "is taken by another user");
}

void world_builder::add_schedule(fields& in) {
    user* owner = owner_of(in, "ownerId");
    const schedule one = read_one_schedule(in);
    if (owner != nullptr) owner->schedules.push_back(one);
}

void world_builder::give_usual_hours() {
    for (auto& [id, one] : world_.users) {
        if (one.schedules.empty()) {
            const auto next = schedule_ids_.empty() ? 1 : *schedule_ids_.rbegin() + 1;
            schedule_ids_.insert(next);
            one.schedules.push_back(usual_hours(next, one.zone));
        }
        if (std::ranges::none_of(one.schedules, &schedule::is_default))
            one.schedules.front().is_default = true;
    }
}

void world_builder::read_members(fields& in, team& into) {
    in.each("members", [&](const boost::json::value& element, const std::string& at) {
        fields member(element, at, fault_);
        if (const user* who = owner_of(member, "userId")) into.members.push_back(who->id);
        member.finish();
    });
}

void world_builder::add_team(fields& in) {
    team one;
    one.id = in.number("id", 1, id_max);
    one.slug = in.text("slug");
    one.name = in.text_or("name", one.slug);
    one.organization = in.number_if("organizationId", 1, id_max);
    read_members(in, one);
    if (!world_.teams.try_emplace(one.id, one).second)
        in.complain("id", "is taken by another team");
}

host world_builder::read_host(fields in) {
    host one;
    if (const user* who = owner_of(in, "userId")) one.who = who->id;
    one.fixed = in.flag_or("mandatory", false);
    constexpr std::array<std::pair<std::string_view, std::string_view>, 5> priorities{
        {{"medium", "medium"},
         {"lowest", "lowest"},
         {"low", "low"},
         {"high", "high"},
         {"highest", "highest"}}};
    one.priority = named(in, "priority", in.text_or("priority", "medium"), priorities);
    in.finish();
    return one;
}

void world_builder::read_hosts(fields& in, event_type& into) {
    in.each("hosts", [&](const boost::json::value& element, const std::string& at) {
        into.hosts.push_back(read_host(fields(element, at, fault_)));
    });
}

/// Whose an event type is: a person's, a managed one's child, or a team's with its hosts.
bool world_builder::read_owner(fields& in, event_type& one) {
    if (in.has("ownerId") == in.has("teamId"))
        in.complain("ownerId", "or teamId must be given, not both");
    if (!in.has("teamId")) {
        if (const auto parent = in.number_if("parentEventTypeId", 1, id_max))
            one.parent = event_type_id{*parent};
        const user* owner = owner_of(in, "ownerId");
        if (owner != nullptr) one.owner = owner->id;
        return owner != nullptr;
    }
    one.team = in.number("teamId", 1, id_max);
    constexpr std::array<std::pair<std::string_view, scheduling>, 3> kinds{
        {{"collective", scheduling::collective},
         {"roundRobin", scheduling::round_robin},
         {"managed", scheduling::managed}}};
    one.kind = named(in, "schedulingType", in.text("schedulingType"), kinds);
    read_hosts(in, one);
    if (world_.teams.contains(*one.team)) return true;
    in.complain("teamId", "names no team");
    return false;
}

void world_builder::check_schedule(fields& in, const event_type& one) {
    if (one.schedule_id && !schedule_ids_.contains(*one.schedule_id))
        in.complain("scheduleId", "names no schedule");
}

void world_builder::add_event_type(fields& in) {
    event_type one;
    one.id = event_type_id{in.number("id", 1, id_max)};
    const bool owned = read_owner(in, one);
    one.slug = in.text("slug");
    one.title = in.text_or("title", one.slug);
    read_event_settings(in, one);
    check_schedule(in, one);
    // One without its owner would break what relies on finding him; the fault is noted already.
    if (owned && !world_.event_types.try_emplace(one.id, one).second)
        in.complain("id", "is taken by another event type");
}

void world_builder::add_api_key(fields& in) {
    const user* owner = owner_of(in, "ownerId");
    const std::string key = in.text("key");
    if (!key.starts_with("cal_")) in.complain("key", "must begin with cal_");
    std::vector<rate_limit> limits;
    in.each("limits", [&](const boost::json::value& element, const std::string& at) {
        limits.push_back(read_rate_limit(fields(element, at, fault_)));
    });
    if (owner != nullptr)
        world_.api_keys.push_back({.key = key, .owner = owner->id, .limits = std::move(limits)});
}

void world_builder::add_webhook(fields& in) {
    webhook one;
    one.id = in.text_or("id", fresh_name("webhook-", world_.webhooks, &webhook::id));
    one.url = in.text("subscriberUrl");
    if (in.has("secret")) one.secret = in.text("secret");
    one.triggers = in.texts("triggers");
    one.active = in.flag_or("active", true);
    if (in.has("payloadTemplate")) one.payload_template = in.text("payloadTemplate");
    const std::array owners{in.has("ownerId"), in.has("eventTypeId"), in.has("teamId")};
    if (std::ranges::count(owners, true) != 1)
        in.complain("ownerId", "or eventTypeId or teamId must be given, and only one");
    if (in.has("ownerId"))
        if (const user* owner = owner_of(in, "ownerId")) one.owner = owner->id;
    if (in.has("eventTypeId"))
        if (const event_type* type = type_of(in)) one.event_type = type->id;
    if (in.has("teamId")) {
        one.team = in.number("teamId", 1, id_max);
        if (!world_.teams.contains(*one.team)) in.complain("teamId", "names no team");
    }
    if (std::ranges::find(world_.webhooks, one.id, &webhook::id) != world_.webhooks.end())
        in.complain("id", "is taken by another webhook");
    world_.webhooks.push_back(std::move(one));
}

}  // namespace slotgate::sim
