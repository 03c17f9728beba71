#include <algorithm>
#include <array>
#include <utility>

#include "calcom-sim/settings.hpp"
#include "calcom-sim/world_builder.hpp"

// Changing and removing what is there, as somebody in Cal.com's web interface or an external
// calendar would: nothing is announced.

namespace slotgate::sim {
namespace {

constexpr std::int64_t id_max = 2'147'483'647;

/// Removes what `gone` says from a list or map; a fault at `key` if there was nothing.
template <class Things, class Gone>
void remove(fields& in, std::string_view key, std::string_view what, Things& from,
            const Gone& gone) {
    if (std::erase_if(from, gone) == 0) in.complain(key, "names no " + std::string(what));
}

}  // namespace

schedule* world_builder::schedule_of(fields& in) {
    const auto id = in.number("id", 1, id_max);
    for (auto& [who, person] : world_.users) {
        const auto found = std::ranges::find(person.schedules, id, &schedule::id);
        if (found != person.schedules.end()) return &*found;
    }
    in.complain("id", "names no schedule");
    return nullptr;
}

booking* world_builder::booking_of(fields& in) {
    const auto found = world_.bookings.find(in.text("uid"));
    if (found != world_.bookings.end()) return &found->second;
    in.complain("uid", "names no booking");
    return nullptr;
}

out_of_office* world_builder::absence_of(fields& in) {
    const auto found =
        std::ranges::find(world_.away, in.number("id", 1, id_max), &out_of_office::id);
    if (found != world_.away.end()) return &*found;
    in.complain("id", "names no absence");
    return nullptr;
}

void world_builder::set_user(fields& in) {
    user* const who = owner_of(in, "id");
    if (who == nullptr) return;
    who->name = in.text_or("name", who->name);
    who->email = in.text_or("email", who->email);
    who->zone = in.text_or("timeZone", who->zone);
    check_zone(in, "timeZone", who->zone);
    who->week_start = in.text_or("weekStart", who->week_start);
}

void world_builder::set_schedule(fields& in) {
    schedule* const one = schedule_of(in);
    if (one == nullptr) return;
    *one = read_schedule(in, zones_, fault_, *one);
    if (!one->is_default) return;
    // Somebody has one default: the others step back.
    for (auto& [id, person] : world_.users) {
        const bool owns =
            std::ranges::find(person.schedules, one->id, &schedule::id) != person.schedules.end();
        for (auto& other : person.schedules)
            if (owns && other.id != one->id) other.is_default = false;
    }
}

void world_builder::set_team(fields& in) {
    const auto found = world_.teams.find(in.number("id", 1, id_max));
    if (found == world_.teams.end()) return in.complain("id", "names no team");
    auto& one = found->second;
    one.slug = in.text_or("slug", one.slug);
    one.name = in.text_or("name", one.name);
    if (in.has("members")) one.members.clear();
    read_members(in, one);
}

void world_builder::set_event_type(fields& in) {
    const auto found = world_.event_types.find(event_type_id{in.number("id", 1, id_max)});
    if (found == world_.event_types.end()) return in.complain("id", "names no event type");
    auto& one = found->second;
    one.slug = in.text_or("slug", one.slug);
    one.title = in.text_or("title", one.title);
    if (in.has("hosts") && !one.team) in.complain("hosts", "are only a team's event type's");
    if (in.has("hosts")) one.hosts.clear();
    read_hosts(in, one);
    read_event_settings(in, one);
    check_schedule(in, one);
}

void world_builder::set_booking(fields& in) {
    booking* const one = booking_of(in);
    if (one == nullptr) return;
    if (in.has("organizerId"))
        if (const user* who = owner_of(in, "organizerId")) one->organizer = who->id;
    if (in.has("status")) one->status = read_booking_status(in);
    one->start = in.time_if("start").value_or(one->start);
    one->end = in.time_if("end").value_or(one->end);
    if (one->end <= one->start) in.complain("end", "must be after the start");
    one->updated_at = now_;
}

void world_builder::set_absence(fields& in) {
    out_of_office* const one = absence_of(in);
    if (one == nullptr) return;
    read_absent_days(in, *one);
    if (now_) one->updated_at = *now_;
}

void world_builder::remove_schedule(fields& in) {
    const auto id = in.number("id", 1, id_max);
    std::size_t removed = 0;
    for (auto& [who, person] : world_.users)
        removed +=
            std::erase_if(person.schedules, [&](const schedule& one) { return one.id == id; });
    if (removed == 0) return in.complain("id", "names no schedule");
    // As in Cal.com's tables: what pointed there points nowhere, and its owner's default counts.
    for (auto& [type_id, type] : world_.event_types)
        if (type.schedule_id == id) type.schedule_id.reset();
    give_usual_hours();
}

void world_builder::remove_event_type(fields& in) {
    const auto id = event_type_id{in.number("id", 1, id_max)};
    if (world_.event_types.erase(id) == 0) return in.complain("id", "names no event type");
    std::erase_if(world_.event_types, [&](const auto& one) { return one.second.parent == id; });
    std::erase_if(world_.reservations,
                  [&](const auto& one) { return one.second.event_type == id; });
    std::erase_if(world_.webhooks, [&](const webhook& one) { return one.event_type == id; });
}

void world_builder::remove_api_key(fields& in) {
    const auto key = in.text("key");
    remove(in, "key", "key", world_.api_keys, [&](const api_key& one) { return one.key == key; });
}

void world_builder::remove_webhook(fields& in) {
    const auto id = in.text("id");
    remove(in, "id", "webhook", world_.webhooks, [&](const webhook& one) { return one.id == id; });
}

void world_builder::remove_booking(fields& in) {
    const auto uid = in.text("uid");
    remove(in, "uid", "booking", world_.bookings,
           [&](const auto& one) { return one.first == uid; });
}

void world_builder::remove_reservation(fields& in) {
    const auto uid = in.text("reservationUid");
    remove(in, "reservationUid", "reservation", world_.reservations,
           [&](const auto& one) { return one.first == uid; });
}

void world_builder::remove_absence(fields& in) {
    const auto id = in.number("id", 1, id_max);
    remove(in, "id", "absence", world_.away,
           [&](const out_of_office& one) { return one.id == id; });
}

void world_builder::remove_busy(fields& in) {
    const user* const who = owner_of(in, "userId");
    const instant start = in.time("start");
    if (who == nullptr) return;
    remove(in, "start", "busy time", world_.busy,
           [&](const busy_time& one) { return one.who == who->id && one.when.start() == start; });
}

}  // namespace slotgate::sim
