#include "calcom-sim/limits.hpp"

#include <doctest/doctest.h>

#include "sim/team.hpp"

namespace slotgate::sim {
namespace {

using testing::add_booking;
using testing::asker;
using testing::at;
using testing::practice;
using testing::starts_listed;
using testing::zones;

event_type& first(world& w) {
    return w.event_types.at(event_type_id{1});
}

/// `05-04T22:00/05-05T21:59`
std::string closed(const world& w, std::string_view from, std::string_view to,
                   limits_look look = limits_look::starts,
                   std::string_view zone = "Europe/Berlin") {
    const auto& type = w.event_types.at(event_type_id{1});
    const std::vector hosts{type.owner};
    const limits_question asked{.type = &type,
                                .from = at(from),
                                .to = at(to),
                                .length = type.length,
                                .place = zones().find(zone),
                                .hosts = hosts,
                                .ignore_uid = {}};
    std::string out;
    for (const auto& [start, end] : closed_by_limits(w, asked, look, type.owner))
        out += (out.empty() ? "" : " ") + to_text(start).substr(5, 11) + '/' +
               to_text(end).substr(5, 11);
    return out;
}

}  // namespace

TEST_CASE("as many bookings as the limit close the host's local day") {
    world w = practice();
    first(w).count_limits.day = 2;
    add_booking(w, "2031-05-06T08:00:00Z", "2031-05-06T08:30:00Z");
    CHECK(closed(w, "2031-05-06T00:00:00Z", "2031-05-07T23:59:59Z").empty());
    add_booking(w, "2031-05-06T09:00:00Z", "2031-05-06T09:30:00Z");
    CHECK(closed(w, "2031-05-06T00:00:00Z", "2031-05-07T23:59:59Z") == "05-05T22:00/05-06T21:59");
    add_booking(w, "2031-05-07T09:00:00Z", "2031-05-07T09:30:00Z", 2);
    w.bookings.at("b1").status = booking_status::pending;
    CHECK(closed(w, "2031-05-06T00:00:00Z", "2031-05-07T23:59:59Z").empty());
}

TEST_CASE("recorded C6: a week runs from Sunday to Saturday whatever the host's own begins with") {
    world w = practice();
    first(w).count_limits.week = 1;
    w.users.at(user_id{1}).week_start = "Monday";
    add_booking(w, "2031-05-07T08:00:00Z", "2031-05-07T08:30:00Z");
    CHECK(closed(w, "2031-05-05T00:00:00Z", "2031-05-05T23:59:59Z") == "05-03T22:00/05-10T21:59");
    CHECK(closed(w, "2031-05-12T00:00:00Z", "2031-05-12T23:59:59Z").empty());
}

TEST_CASE(
    "recorded A4: with a limit for days, bookings outside the question's UTC days are missed") {
    world w = practice();
    first(w).count_limits.day = 1;
    // 08:00 in Tokyo on the 6th is still the 5th in UTC.
    add_booking(w, "2031-05-05T23:00:00Z", "2031-05-05T23:30:00Z");
    const auto in_tokyo = [&](std::string_view from) {
        return closed(w, from, "2031-05-06T23:59:59Z", limits_look::starts, "Asia/Tokyo");
    };
    CHECK(in_tokyo("2031-05-06T00:00:00Z").empty());
    CHECK(in_tokyo("2031-05-05T00:00:00Z") == "05-05T15:00/05-06T14:59");
    first(w).count_limits.week = 9;
    CHECK(in_tokyo("2031-05-06T00:00:00Z") == "05-05T15:00/05-06T14:59");
}

TEST_CASE("recorded C6: minutes booked and minutes asked for together must not exceed the limit") {
    world w = practice();
    first(w).duration_limits.day = 60;
    add_booking(w, "2031-05-06T08:00:00Z", "2031-05-06T08:30:00Z");
    CHECK(closed(w, "2031-05-06T00:00:00Z", "2031-05-06T23:59:59Z").empty());
    first(w).length = minutes{45};
    CHECK_FALSE(closed(w, "2031-05-06T00:00:00Z", "2031-05-06T23:59:59Z").empty());
    asker ask(w);
    CHECK(starts_listed(ask, 1, "2031-05-06", "2031-05-06").empty());
    CHECK_FALSE(
        starts_listed(ask, 1, "2031-05-06", "2031-05-06", "Europe/Berlin", "&duration=30").empty());
}

TEST_CASE("a year is counted whole, however short the question is") {
    world w = practice();
    first(w).count_limits.year = 1;
    add_booking(w, "2031-02-06T08:00:00Z", "2031-02-06T08:30:00Z");
    CHECK(closed(w, "2031-05-06T00:00:00Z", "2031-05-06T23:59:59Z") == "12-31T23:00/12-31T22:59");
}

TEST_CASE(
    "behind the end of summer time a limit misses its day, as days are told off in the old "
    "offset") {
    world w = practice();
    first(w).count_limits.day = 1;
    add_booking(w, "2031-10-27T09:00:00Z", "2031-10-27T09:30:00Z");
    CHECK(closed(w, "2031-10-27T00:00:00Z", "2031-10-27T23:59:59Z").starts_with("10-26T23:00"));
    CHECK(closed(w, "2031-10-25T00:00:00Z", "2031-10-27T23:59:59Z") == "10-26T22:00/10-26T22:59");
}

TEST_CASE("each host's minutes count alone where starts are listed, all together for a booking") {
    world w = testing::practice_team();
    auto& type = w.event_types.at(event_type_id{12});
    type.duration_limits.day = 90;
    add_booking(w, "2031-05-06T08:00:00Z", "2031-05-06T09:00:00Z", 12, 1);
    const std::vector hosts{user_id{1}, user_id{2}};
    const limits_question asked{.type = &type,
                                .from = at("2031-05-06T00:00:00Z"),
                                .to = at("2031-05-06T23:59:59Z"),
                                .length = type.length,
                                .place = &zones().utc(),
                                .hosts = hosts,
                                .ignore_uid = {}};
    CHECK(closed_by_limits(w, asked, limits_look::starts, user_id{1}).size() == 1);
    CHECK(closed_by_limits(w, asked, limits_look::starts, user_id{2}).empty());
    CHECK(closed_by_limits(w, asked, limits_look::booking, user_id{2}).size() == 1);
}

TEST_CASE(
    "recorded C6: who books is refused by UTC days unless the event type has its own schedule") {
    world w = practice();
    first(w).count_limits.day = 1;
    add_booking(w, "2031-05-05T22:30:00Z", "2031-05-05T23:00:00Z");
    const auto refused = [&](std::string_view start) {
        return limit_reached(w, zones(), first(w), at(start), {}).value_or("");
    };
    CHECK(refused("2031-05-06T08:00:00Z").empty());
    CHECK(refused("2031-05-05T08:00:00Z") == "booking_limit_reached");
    first(w).schedule_id = 1;  // in Berlin that booking is on the 6th
    CHECK(refused("2031-05-06T08:00:00Z") == "booking_limit_reached");
    CHECK(refused("2031-05-05T08:00:00Z").empty());
    CHECK_FALSE(limit_reached(w, zones(), first(w), at("2031-05-06T08:00:00Z"), "b0"));
}

TEST_CASE(
    "minutes already booked refuse a booking when they reach the limit, the new ones do not") {
    world w = practice();
    first(w).duration_limits.week = 60;
    add_booking(w, "2031-05-06T08:00:00Z", "2031-05-06T08:45:00Z");
    CHECK_FALSE(limit_reached(w, zones(), first(w), at("2031-05-07T08:00:00Z"), {}));
    add_booking(w, "2031-05-06T09:00:00Z", "2031-05-06T09:15:00Z");
    CHECK(limit_reached(w, zones(), first(w), at("2031-05-07T08:00:00Z"), {}) ==
          "duration_limit_reached");
}

}  // namespace slotgate::sim
