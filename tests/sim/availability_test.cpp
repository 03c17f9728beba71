#include "calcom-sim/availability.hpp"

#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "calcom-sim/free_hosts.hpp"
#include "calcom-sim/settings.hpp"
#include "calcom-sim/slots.hpp"
#include "sim/practice.hpp"

namespace slotgate::sim {
namespace {

using testing::at;
using testing::practice;
using testing::zones;

const zone& berlin() {
    return *zones().find("Europe/Berlin");
}

asked_range asked(std::string_view from, std::string_view to) {
    return {.from = at(from), .to = at(to)};
}

schedule round_the_clock() {
    schedule hours = usual_hours(1, "Europe/Berlin");
    hours.availability = {
        {.weekdays = {0, 1, 2, 3, 4, 5, 6}, .start = minutes{0}, .end = minutes{1439}}};
    return hours;
}

/// `05-06T07:00/05-06T15:00`, ranges in order of start.
std::string text_of(std::vector<free_range> ranges) {
    std::ranges::sort(ranges);
    std::string out;
    for (const auto& [start, end] : ranges) {
        if (!out.empty()) out += ' ';
        out += to_text(start).substr(5, 11) + '/' + to_text(end).substr(5, 11);
    }
    return out;
}

std::string hours_of(const schedule& hours, const asked_range& range) {
    std::vector<free_range> open;
    for (const auto& r : working_time(hours, berlin(), range)) open.push_back(r.range);
    return text_of(std::move(open));
}

void book(world& w, std::string_view start, std::string_view end, std::int64_t type = 1) {
    booking b;
    b.uid = "b" + std::to_string(w.bookings.size());
    b.event_type = event_type_id{type};
    b.organizer = w.event_types.at(b.event_type).owner;
    b.start = at(start);
    b.end = at(end);
    b.attendees = {{.name = "Bo", .email = "bo@guests.example"}};
    w.bookings[b.uid] = b;
}

/// Free ranges for event type 1 on Tuesday, 2031-05-06, all of which is looked at.
std::string free_on_tuesday(const world& w, std::string_view ignore_uid = {}) {
    const auto& type = w.event_types.at(event_type_id{1});
    const auto hosts = hosts_for(w, type, {}, {});
    const demand wanted{.type = &type,
                        .hosts = hosts,
                        .asked = asked("2031-05-06T00:00:00Z", "2031-05-06T23:59:59Z"),
                        .looked_at = interval::of_date(date_of(at("2031-05-06T00:00:00Z"))),
                        .now = at("2031-05-04T08:00:00Z"),
                        .length = type.length,
                        .ignore_uid = ignore_uid};
    return text_of(combined(type, availability_of(w, zones(), wanted)));
}

}  // namespace

TEST_CASE("working hours are those of the schedule's own zone") {
    CHECK(hours_of(usual_hours(1, "Europe/Berlin"),
                   asked("2031-05-05T00:00:00Z", "2031-05-06T23:59:59Z")) ==
          "05-05T07:00/05-05T15:00 05-06T07:00/05-06T15:00");
}

TEST_CASE("recorded A1: the question cuts the hours on both sides") {
    CHECK(hours_of(usual_hours(1, "Europe/Berlin"),
                   asked("2031-05-06T08:10:00Z", "2031-05-06T10:30:00Z")) ==
          "05-06T08:10/05-06T10:30");
}

TEST_CASE("recorded A3: date overrides are not cut, and those of the dates around count") {
    schedule hours = usual_hours(1, "Europe/Berlin");
    using namespace std::chrono;
    hours.overrides = {{year{2031} / 5 / 7, slotgate::hours{12}, slotgate::hours{14}}};
    CHECK(hours_of(hours, asked("2031-05-06T08:00:00Z", "2031-05-06T10:00:00Z")) ==
          "05-06T08:00/05-06T10:00 05-07T10:00/05-07T12:00");
    CHECK(hours_of(hours, asked("2031-05-05T08:00:00Z", "2031-05-05T10:00:00Z")) ==
          "05-05T08:00/05-05T10:00");
}

TEST_CASE("an override replaces the hours of its date, equal ends close it") {
    schedule hours = usual_hours(1, "Europe/Berlin");
    using namespace std::chrono;
    hours.overrides = {{year{2031} / 5 / 6, minutes{0}, minutes{0}}};
    CHECK(hours_of(hours, asked("2031-05-06T00:00:00Z", "2031-05-06T23:59:59Z")).empty());
}

TEST_CASE("recorded B3: 23:59 means midnight, and days that touch grow together") {
    CHECK(hours_of(round_the_clock(), asked("2031-05-06T10:00:00Z", "2031-05-07T10:00:00Z")) ==
          "05-06T10:00/05-07T10:00");
}

TEST_CASE("recorded C4: an override inside grown-together days has no effect, asked alone it has") {
    schedule hours = round_the_clock();
    using namespace std::chrono;
    hours.overrides = {{year{2031} / 5 / 7, minutes{0}, minutes{0}}};
    CHECK(hours_of(hours, asked("2031-05-06T10:00:00Z", "2031-05-07T10:00:00Z")) ==
          "05-06T10:00/05-07T10:00");
    CHECK(hours_of(hours, asked("2031-05-07T00:00:00Z", "2031-05-07T10:00:00Z")).empty());
}

TEST_CASE("recorded D1: on the day of a clock change early hours are an hour off") {
    schedule hours = usual_hours(1, "Europe/Berlin");
    hours.availability = {{.weekdays = {0}, .start = minutes{30}, .end = minutes{360}},
                          {.weekdays = {0}, .start = minutes{540}, .end = minutes{600}}};
    // 30 March 2031: 00:30 becomes 23:30 of the evening before; 09:00 is right.
    CHECK(hours_of(hours, asked("2031-03-29T12:00:00Z", "2031-03-30T12:00:00Z")) ==
          "03-29T22:30/03-30T04:00 03-30T07:00/03-30T08:00");
}

TEST_CASE("recorded D1: an override behind a clock change in the Americas is an hour off too") {
    schedule hours = usual_hours(1, "America/New_York");
    hours.availability.clear();
    hours.overrides = {{std::chrono::year{2031} / 11 / 2, slotgate::hours{3}, slotgate::hours{9}}};
    std::vector<free_range> open;
    for (const auto& r : working_time(hours, *zones().find("America/New_York"),
                                      asked("2031-11-02T00:00:00Z", "2031-11-02T23:59:59Z")))
        open.push_back(r.range);
    CHECK(text_of(open) == "11-02T07:00/11-02T14:00");
}

TEST_CASE("overrides that touch become one, of the date of the first") {
    schedule hours = round_the_clock();
    using namespace std::chrono;
    hours.overrides = {{year{2031} / 5 / 6, slotgate::hours{20}, minutes{1439}},
                       {year{2031} / 5 / 7, minutes{0}, minutes{0}}};
    // The closed 7th is swallowed by the evening before, so its own hours stay.
    CHECK(hours_of(hours, asked("2031-05-07T00:00:00Z", "2031-05-07T08:00:00Z")) ==
          "05-06T18:00/05-06T22:00 05-07T00:00/05-07T08:00");
}

TEST_CASE("an accepted booking of the host takes its time, on whatever event type") {
    world w = practice();
    book(w, "2031-05-06T10:00:00Z", "2031-05-06T10:30:00Z", 2);
    CHECK(free_on_tuesday(w) == "05-06T07:00/05-06T10:00 05-06T10:30/05-06T15:00");
    CHECK(free_on_tuesday(w, "b0") == "05-06T07:00/05-06T15:00");
    w.bookings.at("b0").status = booking_status::cancelled;
    CHECK(free_on_tuesday(w) == "05-06T07:00/05-06T15:00");
}

TEST_CASE("buffers of both event types lie on both sides of a booking") {
    world w = practice();
    w.event_types.at(event_type_id{1}).buffer_before = minutes{5};
    w.event_types.at(event_type_id{1}).buffer_after = minutes{10};
    w.event_types.at(event_type_id{2}).buffer_before = minutes{20};
    w.event_types.at(event_type_id{2}).buffer_after = minutes{40};
    book(w, "2031-05-06T10:00:00Z", "2031-05-06T10:30:00Z", 2);
    CHECK(free_on_tuesday(w) == "05-06T07:00/05-06T09:30 05-06T11:15/05-06T15:00");
}

TEST_CASE(
    "recorded A2: a booking outside the question blocks nothing, though its buffers reach in") {
    world w = practice();
    w.event_types.at(event_type_id{1}).buffer_after = minutes{600};
    book(w, "2031-05-07T00:30:00Z", "2031-05-07T01:00:00Z");
    CHECK(free_on_tuesday(w) == "05-06T07:00/05-06T15:00");
}

TEST_CASE("recorded C5: an attendee is busy if the address is a host's to the letter") {
    world w = practice();
    book(w, "2031-05-06T10:00:00Z", "2031-05-06T10:30:00Z", 4);
    CHECK(free_on_tuesday(w) == "05-06T07:00/05-06T15:00");
    w.bookings.at("b0").attendees.front().email = "Anna-Berg@practice.example";
    CHECK(free_on_tuesday(w) == "05-06T07:00/05-06T15:00");
    w.bookings.at("b0").guests = {"anna-berg@practice.example"};
    CHECK(free_on_tuesday(w) == "05-06T07:00/05-06T10:00 05-06T10:30/05-06T15:00");
}

TEST_CASE("an external engagement gets the asked event type's buffers only") {
    world w = practice();
    w.event_types.at(event_type_id{1}).buffer_before = minutes{15};
    w.busy.push_back(
        {.who = user_id{1},
         .when =
             interval::between(at("2031-05-06T10:00:00Z"), at("2031-05-06T11:00:00Z")).value()});
    CHECK(free_on_tuesday(w) == "05-06T07:00/05-06T10:00 05-06T11:15/05-06T15:00");
}

TEST_CASE(
    "a booking finds its host free inside the hours and off the grid, not outside or on another") {
    world w = practice();
    const auto& type = w.event_types.at(event_type_id{1});
    const auto is_free = [&](std::string_view start, std::string_view end,
                             std::string_view ignore_uid = {}) {
        const host_search wish{.type = &type,
                               .when = interval::between(at(start), at(end)).value(),
                               .moving = ignore_uid,
                               .now = at("2031-05-04T08:00:00Z")};
        return !free_hosts(w, zones(), hosts_for(w, type, {}, {}), wish).empty();
    };
    CHECK(is_free("2031-05-06T07:07:00Z", "2031-05-06T07:37:00Z"));
    CHECK_FALSE(is_free("2031-05-06T14:45:00Z", "2031-05-06T15:15:00Z"));
    book(w, "2031-05-06T07:30:00Z", "2031-05-06T08:00:00Z");
    CHECK(is_free("2031-05-06T07:00:00Z", "2031-05-06T07:30:00Z"));
    CHECK_FALSE(is_free("2031-05-06T07:15:00Z", "2031-05-06T07:45:00Z"));
    CHECK(is_free("2031-05-06T07:15:00Z", "2031-05-06T07:45:00Z", "b0"));
}

TEST_CASE("recorded C9: buffers count for a booking even if they lie outside its own time") {
    world w = practice();
    w.event_types.at(event_type_id{1}).buffer_before = minutes{30};
    book(w, "2031-05-06T07:30:00Z", "2031-05-06T08:00:00Z");
    const host_search wish{
        .type = &w.event_types.at(event_type_id{1}),
        .when = interval::between(at("2031-05-06T08:15:00Z"), at("2031-05-06T08:45:00Z")).value(),
        .moving = {},
        .now = at("2031-05-04T08:00:00Z")};
    CHECK(free_hosts(w, zones(), hosts_for(w, *wish.type, {}, {}), wish).empty());
}

TEST_CASE("with the first slot only, one that falls under the notice leaves its date empty") {
    world w = practice();
    auto& type = w.event_types.at(event_type_id{1});
    type.only_first_slot = true;
    type.notice = minutes{0};
    const wire::request question{
        .method = "GET", .target = "/v2/slots?eventTypeId=1&start=2031-05-06&end=2031-05-07"};
    const auto body = answer_slots(w, zones(), wire::generation::v2024_09_04, question,
                                   at("2031-05-06T07:59:00.500Z"))
                          .body;
    CHECK(body == R"({"data":{"2031-05-06":[{"start":"2031-05-06T08:00:00.000Z"}],)"
                  R"("2031-05-07":[{"start":"2031-05-07T07:00:00.000Z"}]},"status":"success"})");
    const auto later = answer_slots(w, zones(), wire::generation::v2024_09_04, question,
                                    at("2031-05-06T08:00:00.500Z"))
                           .body;
    CHECK(later.contains("2031-05-06T08:30"));
}

}  // namespace slotgate::sim
