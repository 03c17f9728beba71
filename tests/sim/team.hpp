#pragma once

#include <string>
#include <string_view>

#include "sim/practice.hpp"

namespace slotgate::sim::testing {

/// The practice with a team of both hosts: event type 11 is collective, 12 a round robin.
inline world practice_team() {
    world w = practice();
    w.teams[9] = {.id = 9, .slug = "care", .name = "Care", .members = {user_id{1}, user_id{2}}};
    for (const std::int64_t id : {11, 12}) {
        event_type t;
        t.id = event_type_id{id};
        t.team = 9;
        t.kind = id == 11 ? scheduling::collective : scheduling::round_robin;
        t.hosts = {{.who = user_id{1}}, {.who = user_id{2}}};
        t.title = t.slug = id == 11 ? "together" : "anybody";
        t.length = minutes{60};
        t.notice = minutes{0};
        w.event_types[t.id] = t;
    }
    return w;
}

/// An accepted booking of that event type, with its owner or with `organizer`.
inline booking& add_booking(world& w, std::string_view start, std::string_view end,
                            std::int64_t type = 1, std::int64_t organizer = 0) {
    booking b;
    b.uid = "b" + std::to_string(w.bookings.size());
    b.event_type = event_type_id{type};
    b.organizer = organizer != 0 ? user_id{organizer} : w.event_types.at(b.event_type).owner;
    b.start = at(start);
    b.end = at(end);
    b.created_at = b.start;
    b.attendees.push_back({.name = "Bo", .email = "bo@guests.example"});
    return w.bookings[b.uid] = b;
}

/// Opens all schedules of a user at these minutes on Monday to Friday.
inline void set_hours(world& w, std::int64_t user, minutes start, minutes end) {
    for (auto& hours : w.users.at(user_id{user}).schedules)
        hours.availability = {{.weekdays = {1, 2, 3, 4, 5}, .start = start, .end = end}};
}

/// What is listed for an event type: `06T09:00 06T10:00`, day and local time of each start.
inline std::string starts_listed(asker& from, int type, std::string_view start,
                                 std::string_view end, std::string_view zone = "Europe/Berlin",
                                 std::string_view more = {}) {
    const auto r = from.ask("GET",
                            "/v2/slots?eventTypeId=" + std::to_string(type) +
                                "&start=" + std::string(start) + "&end=" + std::string(end) +
                                "&timeZone=" + std::string(zone) + std::string(more),
                            {}, {}, "2024-09-04");
    if (r.answer.status != 200) return r.answer.body;
    std::string out;
    const auto body = body_of(r);
    for (const auto& [date, slots] : body.at("data").as_object())
        for (const auto& slot : slots.as_array())
            out +=
                (out.empty() ? "" : " ") + std::string(slot.at("start").as_string()).substr(8, 8);
    return out;
}

}  // namespace slotgate::sim::testing
