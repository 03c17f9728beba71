#include "calcom-sim/free_hosts.hpp"

#include <doctest/doctest.h>

#include "sim/team.hpp"

namespace slotgate::sim {
namespace {

using testing::add_booking;
using testing::at;
using testing::practice_team;
using testing::zones;

/// Who comes to a booking on Tuesday at ten, the organizer first; or how the search ended.
struct search {
    hosts_found outcome;
    std::vector<std::int64_t> hosts;
};

search search_hosts(const world& w, std::int64_t type,
                    std::string_view start = "2031-05-06T08:00:00Z") {
    const host_search wish{.type = &w.event_types.at(event_type_id{type}),
                           .when = interval::between(at(start), at(start) + hours{1}).value(),
                           .moving = {},
                           .now = at("2031-05-04T08:00:00Z")};
    const auto found = hosts_for_booking(w, zones(), hosts_for(w, *wish.type, {}, {}), wish);
    search out{found.outcome, {}};
    for (const auto id : found.hosts) out.hosts.push_back(id.value);
    return out;
}

using ids = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("a collective is booked with everybody, in the order of its hosts") {
    world w = practice_team();
    CHECK(search_hosts(w, 11).hosts == ids{1, 2});
    add_booking(w, "2031-05-06T08:30:00Z", "2031-05-06T09:00:00Z", 4);
    CHECK(search_hosts(w, 11).outcome == hosts_found::fixed_missing);
    CHECK(search_hosts(w, 11, "2031-05-10T08:00:00Z").outcome == hosts_found::none);
}

TEST_CASE("a round robin takes whoever was booked longest ago, if equal the lowest id") {
    world w = practice_team();
    CHECK(search_hosts(w, 12).hosts == ids{1});
    add_booking(w, "2031-05-02T08:00:00Z", "2031-05-02T09:00:00Z", 12, 1);
    CHECK(search_hosts(w, 12).hosts == ids{2});
    add_booking(w, "2031-05-02T09:00:00Z", "2031-05-02T10:00:00Z", 12, 2);
    CHECK(search_hosts(w, 12).hosts == ids{1});
    w.bookings.at("b0").status = booking_status::cancelled;
    CHECK(search_hosts(w, 12).hosts == ids{1});
}

TEST_CASE("the highest priority comes first, unless that host is busy") {
    world w = practice_team();
    w.event_types.at(event_type_id{12}).hosts.back().priority = "high";
    CHECK(search_hosts(w, 12).hosts == ids{2});
    add_booking(w, "2031-05-06T08:30:00Z", "2031-05-06T09:00:00Z", 4);
    CHECK(search_hosts(w, 12).hosts == ids{1});
}

TEST_CASE("recorded G1: a fixed host leads a round robin, and without that host it breaks") {
    world w = practice_team();
    w.event_types.at(event_type_id{12}).hosts.back().fixed = true;
    CHECK(search_hosts(w, 12).hosts == ids{2, 1});
    auto& taken = add_booking(w, "2031-05-06T08:30:00Z", "2031-05-06T09:00:00Z", 4);
    CHECK(search_hosts(w, 12).outcome == hosts_found::fixed_missing);
    taken.organizer = user_id{1};
    CHECK(search_hosts(w, 12).outcome == hosts_found::round_robin_missing);
}

TEST_CASE("recorded C8: nobody is booked on a day off") {
    world w = practice_team();
    w.away.push_back({.who = user_id{1},
                      .start = at("2031-05-06T00:00:00Z"),
                      .end = at("2031-05-06T23:59:59.999Z")});
    CHECK(search_hosts(w, 12).hosts == ids{2});
    CHECK(search_hosts(w, 1).outcome == hosts_found::none);
}

TEST_CASE("limits reckon a new booking with its event type's length, a moved one with its own") {
    world w = practice_team();
    auto& type = w.event_types.at(event_type_id{1});
    type.duration_limits.day = 60;
    add_booking(w, "2031-05-06T12:00:00Z", "2031-05-06T12:30:00Z");
    add_booking(w, "2031-05-07T12:00:00Z", "2031-05-07T13:00:00Z");
    CHECK(search_hosts(w, 1).outcome == hosts_found::enough);
    const auto hosts = hosts_for(w, type, {}, {});
    const host_search move{
        .type = &type,
        .when = interval::between(at("2031-05-06T08:00:00Z"), at("2031-05-06T09:00:00Z")).value(),
        .moving = "b1",
        .now = at("2031-05-04T08:00:00Z")};
    CHECK(free_hosts(w, zones(), hosts, move).empty());
}

TEST_CASE("a window admits a booking by the booker's day, a rolling one any") {
    world w = practice_team();
    auto& type = w.event_types.at(event_type_id{1});
    type.window = {.is = booking_window::kind::calendar_days, .count = 1};
    const auto admits = [&](std::string_view start, std::string_view zone) {
        return within_window(w, zones(), type, at(start), zones().find(zone),
                             at("2031-05-04T08:00:00Z"));
    };
    CHECK(admits("2031-05-05T21:30:00Z", "Europe/Berlin"));
    CHECK_FALSE(admits("2031-05-05T22:30:00Z", "Europe/Berlin"));
    CHECK(admits("2031-05-05T22:30:00Z", "UTC"));
    type.window.rolling = true;
    CHECK(admits("2031-07-05T22:30:00Z", "Europe/Berlin"));
}

}  // namespace slotgate::sim
