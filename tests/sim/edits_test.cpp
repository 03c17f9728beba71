#include <doctest/doctest.h>

#include "calcom-sim/world_edits.hpp"
#include "practice.hpp"

using namespace slotgate;
using namespace slotgate::sim;
using namespace slotgate::sim::testing;

namespace {

const instant now = at("2031-05-04T08:00:00.000Z");

world edited(world w, std::string_view edits) {
    auto out = edit_world(std::move(w), edits, zones(), now);
    REQUIRE_MESSAGE(out.has_value(), out.error().detail);
    return std::move(out->after);
}

std::string complaint_about(std::string_view edits) {
    const auto out = edit_world(practice(), edits, zones(), now);
    REQUIRE_FALSE(out.has_value());
    CHECK(out.error().code == errc::bad_request);
    return out.error().detail;
}

/// The starts of a Tuesday on event type `type`, as one text.
std::string tuesday(world w, int type = 1) {
    asker cal(std::move(w));
    return cal
        .ask("GET",
             "/v2/slots?eventTypeId=" + std::to_string(type) + "&start=2031-05-06&end=2031-05-06",
             {}, {}, "2024-09-04")
        .answer.body;
}

world team_world() {
    return edited(practice(), R"([
        {"add":"team","id":9,"slug":"both","members":[{"userId":1},{"userId":2}]},
        {"add":"eventType","id":10,"teamId":9,"slug":"any","schedulingType":"roundRobin",
         "hosts":[{"userId":1},{"userId":2}]}])");
}

}  // namespace

TEST_CASE("a schedule is changed in part: the rest stays as it is") {
    const auto w = edited(practice(), R"({"set":"schedule","id":1,"availability":[
        {"days":["Tuesday"],"startTime":"14:00","endTime":"15:00"}]})");
    const auto& hours = w.users.at(user_id{1}).schedules.front();
    CHECK(hours.zone == "Europe/Berlin");
    CHECK(hours.is_default);
    CHECK(tuesday(w).contains("2031-05-06T12:30:00.000Z"));
    CHECK_FALSE(tuesday(w).contains("2031-05-06T07:00:00.000Z"));
}

TEST_CASE("an override, and another default schedule, count at once") {
    auto w = edited(practice(), R"([{"set":"schedule","id":1,"overrides":[
        {"date":"2031-05-06","startTime":"00:00","endTime":"00:00"}]}])");
    CHECK_FALSE(tuesday(w).contains("2031-05-06T"));
    w = edited(std::move(w), R"({"add":"schedule","ownerId":1,"id":7,"timeZone":"UTC",
        "isDefault":false,"availability":[{"days":["Tuesday"],"startTime":"20:00",
        "endTime":"21:00"}]})");
    CHECK_FALSE(tuesday(w).contains("T20:00"));
    w = edited(std::move(w), R"({"set":"schedule","id":7,"isDefault":true})");
    CHECK(tuesday(w).contains("2031-05-06T20:00:00.000Z"));
    w = edited(std::move(w), R"({"remove":"schedule","id":7})");
    CHECK_FALSE(tuesday(w).contains("T20:00"));
}

TEST_CASE("an event type is changed in part, and its rules go with disabled") {
    auto w = edited(practice(), R"({"set":"eventType","id":1,"lengthInMinutes":60,
        "seats":{"seatsPerTimeSlot":3},"beforeEventBuffer":15})");
    const auto& type = w.event_types.at(event_type_id{1});
    CHECK(type.length == minutes{60});
    CHECK(type.seats->per_slot == 3);
    CHECK(type.notice == minutes{60});
    CHECK(type.slug == "m1");
    CHECK(type.settings.contains("locations"));
    CHECK(type.settings.contains("seats"));
    w = edited(std::move(w), R"({"set":"eventType","id":1,"seats":{"disabled":true}})");
    CHECK_FALSE(w.event_types.at(event_type_id{1}).seats.has_value());
    CHECK(w.event_types.at(event_type_id{1}).buffer_before == minutes{15});
    w = edited(std::move(w), R"({"remove":"eventType","id":1})");
    CHECK(tuesday(w).contains("error"));
}

TEST_CASE("busy times of an external calendar come and go") {
    auto w = edited(practice(), R"({"add":"busy","userId":1,"start":"2031-05-06T07:00:00Z",
        "end":"2031-05-06T08:00:00Z"})");
    CHECK_FALSE(tuesday(w).contains("T07:30"));
    w = edited(std::move(w), R"({"remove":"busy","userId":1,"start":"2031-05-06T07:00:00Z"})");
    CHECK(tuesday(w).contains("T07:30"));
}

TEST_CASE("an absence comes, is moved and goes") {
    auto w = edited(practice(), R"({"add":"outOfOffice","userId":1,"start":"2031-05-06",
        "end":"2031-05-06","id":4})");
    REQUIRE(w.away.size() == 1);
    CHECK_FALSE(tuesday(w).contains("2031-05-06T"));
    CHECK(to_text(w.away.front().end) == "2031-05-06T23:59:59.999Z");
    w = edited(std::move(w), R"({"set":"outOfOffice","id":4,"start":"2031-05-07",
        "end":"2031-05-08"})");
    CHECK(tuesday(w).contains("2031-05-06T"));
    CHECK(to_text(w.away.front().start) == "2031-05-07T00:00:00.000Z");
    CHECK(to_text(w.away.front().end) == "2031-05-08T23:59:59.999Z");
    w = edited(std::move(w), R"({"remove":"outOfOffice","id":4})");
    CHECK(w.away.empty());
}

TEST_CASE("team, hosts and a person's zone are changed") {
    auto w = edited(team_world(), R"([
        {"set":"team","id":9,"members":[{"userId":2}]},
        {"set":"eventType","id":10,"hosts":[{"userId":2,"mandatory":true}]},
        {"set":"user","id":2,"timeZone":"Asia/Kolkata"}])");
    CHECK(w.teams.at(9).members == std::vector{user_id{2}});
    CHECK(w.teams.at(9).slug == "both");
    REQUIRE(w.event_types.at(event_type_id{10}).hosts.size() == 1);
    CHECK(w.event_types.at(event_type_id{10}).hosts.front().fixed);
    CHECK(w.users.at(user_id{2}).zone == "Asia/Kolkata");
    CHECK(w.users.at(user_id{2}).email == "ben-weil@practice.example");
}

TEST_CASE("a booking is given to another host, and nothing else of it changes") {
    auto w = edited(team_world(), R"({"add":"booking","eventTypeId":10,"uid":"b",
        "start":"2031-05-06T07:00:00Z","attendees":[{"email":"bo@x.example"}]})");
    const auto before = w.bookings.at("b");
    CHECK(before.organizer == user_id{1});
    w = edited(std::move(w), R"({"set":"booking","uid":"b","organizerId":2})");
    const auto& after = w.bookings.at("b");
    CHECK(after.organizer == user_id{2});
    CHECK(after.start == before.start);
    CHECK(after.updated_at == now);
    CHECK(edited(std::move(w), R"({"remove":"booking","uid":"b"})").bookings.empty());
}

TEST_CASE("keys, webhooks and reservations come and go; a new user has the usual hours") {
    auto w = edited(practice(), R"([
        {"add":"user","id":5,"username":"eve","email":"eve@x.example"},
        {"add":"apiKey","ownerId":5,"key":"cal_eve"},
        {"add":"webhook","id":"w","ownerId":5,"subscriberUrl":"http://x/","triggers":[]},
        {"add":"reservation","eventTypeId":1,"slotStart":"2031-05-06T07:00:00Z",
         "reservationUid":"r"}])");
    CHECK(w.users.at(user_id{5}).schedules.size() == 1);
    CHECK(w.reservations.find("r")->second.release_at == now + minutes{5});
    w = edited(std::move(w), R"([{"remove":"apiKey","key":"cal_eve"},
        {"remove":"webhook","id":"w"},{"remove":"reservation","reservationUid":"r"}])");
    CHECK(w.api_keys.size() == 2);
    CHECK(w.webhooks.empty());
    CHECK(w.reservations.empty());
}

TEST_CASE("an edit that cannot be made says where and why") {
    CHECK(complaint_about("no").starts_with("The body must be JSON"));
    CHECK(complaint_about("[7]") == "edits[0]: must be an object");
    CHECK(complaint_about(R"({"set":"schedule","id":77})") == "edits.id: names no schedule");
    CHECK(complaint_about(R"([{"set":"user","id":1,"timeZone":"Europe/Rome"},
                              {"set":"schedule","id":1,"timeZone":"Mars"}])") ==
          "edits[1].timeZone: is no time zone of this machine");
    CHECK(complaint_about(R"({"set":"busy","userId":1})") ==
          "edits.set: must be one of user, schedule, team, eventType, booking, outOfOffice");
    CHECK(complaint_about(R"({"add":"busy","remove":"busy"})") ==
          "edits.add: or set or remove must be given, one of them");
    CHECK(complaint_about(R"({"id":1})") ==
          "edits.add: or set or remove must be given, one of them");
    CHECK(complaint_about(R"({"set":"user","id":1,"colour":"red"})") ==
          "edits.colour: is not known here");
    CHECK(complaint_about(R"({"remove":"busy","userId":1,"start":"2031-05-06T07:00:00Z"})") ==
          "edits.start: names no busy time");
    CHECK(complaint_about(R"({"set":"eventType","id":1,"hosts":[{"userId":1}]})") ==
          "edits.hosts: are only a team's event type's");
    CHECK(complaint_about(R"({"add":"schedule","ownerId":2,"id":1,"timeZone":"UTC"})") ==
          "edits.id: is taken by another schedule");
    for (const auto* what : {"eventType", "outOfOffice", "schedule"})
        CHECK(complaint_about(std::string(R"({"remove":")") + what + R"(","id":99})")
                  .contains("names no"));
}
