#pragma once

#include <memory>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "calcom-sim/simulator.hpp"
#include "core/ensure.hpp"
#include "support/kept_answers.hpp"
#include "tz/zones.hpp"
#include "wire/calcom_error.hpp"

namespace slotgate::sim::testing {

inline const zone_database& zones() {
    static const auto loaded = tz::load_zones();
    ensure(loaded.has_value(), "this machine has a zone database");
    return **loaded;
}

inline instant at(std::string_view text) {
    const auto t = parse_instant(text);
    ensure(t.has_value(), "a test names times that exist");
    return *t;
}

/// One host in Berlin, Mon-Fri 09:00-17:00: event types 1 (30 min), 2 (15 or 30 min), 3 (hidden); a
/// second host with event type 4. Keys cal_anna and cal_ben. Two days before Tuesday, 2031-05-06.
inline world practice() {
    world w;
    const schedule week{
        .id = 1,
        .name = "Working hours",
        .zone = "Europe/Berlin",
        .is_default = true,
        .availability = {{{1, 2, 3, 4, 5}, slotgate::hours{9}, slotgate::hours{17}}},
        .overrides = {}};
    for (const std::int64_t id : {1, 2}) {
        user u;
        u.id = user_id{id};
        u.username = id == 1 ? "anna-berg" : "ben-weil";
        u.email = u.username + "@practice.example";
        u.name = id == 1 ? "Anna Berg" : "Ben Weil";
        u.zone = "Europe/Berlin";
        u.schedules = {week};
        w.users[u.id] = u;
        w.api_keys.push_back({id == 1 ? "cal_anna" : "cal_ben", u.id});
    }
    for (const std::int64_t id : {1, 2, 3, 4}) {
        event_type t;
        t.id = event_type_id{id};
        t.owner = user_id{id == 4 ? 2 : 1};
        t.title = t.slug = "m" + std::to_string(id);
        t.notice = minutes{60};
        t.hidden = id == 3;
        if (id == 2) t.length_options = {minutes{15}, minutes{30}};
        t.settings["locations"] =
            boost::json::array{boost::json::object{{"type", "address"}, {"address", "Room 1"}}};
        w.event_types[t.id] = t;
    }
    return w;
}

/// The practice with more rules: event type 5 seats two, 6 waits for Anna's word, 7 is booked three
/// weeks running; a team (9) of Anna and Ben with event types 11 (collective) and 12
/// (round robin).
inline world wider_practice() {
    auto w = practice();
    const auto like_first = [&](std::int64_t id) -> event_type& {
        auto t = w.event_types.at(event_type_id{1});
        t.id = event_type_id{id};
        t.title = t.slug = "m" + std::to_string(id);
        return w.event_types[t.id] = t;
    };
    like_first(5).seats = {.per_slot = 2, .show_attendees = false, .show_availability = true};
    like_first(6).confirmation = {.sooner_than = {}, .blocks_unconfirmed = false};
    like_first(7).recurrence = {.interval = 1, .occurrences = 3, .frequency = "weekly"};
    w.teams[9] = {.id = 9, .slug = "both", .name = "Both", .members = {user_id{1}, user_id{2}}};
    for (const std::int64_t id : {11, 12}) {
        auto& t = like_first(id);
        t.owner = user_id{0};
        t.team = 9;
        t.kind = id == 11 ? scheduling::collective : scheduling::round_robin;
        t.hosts = {{.who = user_id{1}}, {.who = user_id{2}}};
    }
    return w;
}

/// A subscription of Anna's to everything, after which deliveries can be looked at.
inline world with_webhook(world w) {
    w.webhooks.push_back(
        {.id = "all",
         .url = "http://127.0.0.1:7777/all",
         .secret = {},
         .triggers = {"BOOKING_CREATED", "BOOKING_REQUESTED", "BOOKING_RESCHEDULED",
                      "BOOKING_CANCELLED", "BOOKING_REJECTED", "BOOKING_NO_SHOW_UPDATED"},
         .owner = user_id{1}});
    return w;
}

/// A world asked one request after another, at a time that stands still unless a test moves it.
struct asker {
    simulator sim;
    instant now = at("2031-05-04T08:00:00.000Z");

    explicit asker(world w = practice(), std::uint64_t seed = 1)
        : sim(std::move(w), zones(),
              {.seed = seed, .slots_cache = milliseconds{0}, .witness = kept_answers()}) {}

    /// Everything a request sets going, the commit made.
    reaction ask(std::string method, std::string target, std::string body = {},
                 std::string_view key = {}, std::string_view version = "2024-08-13") {
        wire::request r;
        r.method = std::move(method);
        r.target = std::move(target);
        r.body = std::move(body);
        if (!version.empty()) r.headers.set("cal-api-version", std::string(version));
        if (!key.empty()) r.headers.set("Authorization", "Bearer " + std::string(key));
        auto out = sim.handle(r, now);
        if (out.commit) out.answer = sim.commit(*out.commit, r, now);
        return out;
    }
    reaction book(std::string_view start, std::string_view email = "bo@guests.example",
                  int type = 1, std::string_view more = {}) {
        return ask("POST", "/v2/bookings",
                   R"({"eventTypeId":)" + std::to_string(type) + R"(,"start":")" +
                       std::string(start) + R"(","attendee":{"name":"Bo Guest","email":")" +
                       std::string(email) + R"(","timeZone":"Asia/Tokyo"})" + std::string(more) +
                       "}");
    }
};

inline boost::json::value body_of(const reaction& r) {
    return boost::json::parse(r.answer.body);
}

/// POST /v2/bookings/{uid}/{what}.
inline reaction act(asker& cal, const std::string& uid, const std::string& what,
                    std::string body = {}, std::string_view key = {}) {
    return cal.ask("POST", "/v2/bookings/" + uid + '/' + what, std::move(body), key);
}

inline boost::json::value data_of(const reaction& r) {
    return body_of(r).at("data");
}

/// The text at `key` of the answer's data.
inline std::string text(const reaction& r, std::string_view key) {
    const auto body = body_of(r);
    return std::string(body.at("data").at(key).as_string());
}

/// Every delivery of every round, in order.
inline std::vector<delivery> posted(const reaction& r) {
    std::vector<delivery> out;
    for (const auto& round : r.deliveries) out.insert(out.end(), round.begin(), round.end());
    return out;
}

/// The payload of a delivery.
inline boost::json::value payload(const delivery& d) {
    return boost::json::parse(d.request.body).at("payload");
}

/// The message of an error, in either of its shapes.
inline std::string message(const reaction& r) {
    return wire::calcom_error_message(r.answer.body);
}

}  // namespace slotgate::sim::testing
