#include <string>

#include <doctest/doctest.h>

#include "calcom-sim/simulator.hpp"
#include "sim/practice.hpp"

namespace slotgate::sim {
namespace {

using testing::at;
using testing::zones;

std::string fault_of(std::string_view json) {
    const auto read = parse_scenario(json, zones());
    return read ? "read" : read.error().detail;
}

constexpr std::string_view one_user =
    R"({"users":[{"id":1,"username":"ann","email":"ann@x.example","timeZone":"Europe/Berlin"}],)";

std::string with_one_user(std::string_view rest) {
    return std::string(one_user) + std::string(rest) + "}";
}

}  // namespace

TEST_CASE("a scenario describes a whole world") {
    const auto read = parse_scenario(R"({
      "now": "2031-05-04T08:00:00Z",
      "users": [{"id": 1, "username": "ann", "email": "ann@x.example", "name": "Ann",
                 "timeZone": "Europe/Berlin"}],
      "schedules": [{"id": 5, "ownerId": 1, "timeZone": "Europe/Berlin", "isDefault": true,
                     "availability": [{"days": ["Sunday", "Friday"], "startTime": "08:30",
                                       "endTime": "23:59"}],
                     "overrides": [{"date": "2031-05-09", "startTime": "00:00",
                                    "endTime": "00:00"}]}],
      "eventTypes": [{"id": 7, "ownerId": 1, "title": "Intro", "slug": "intro",
                      "lengthInMinutes": 45, "slotInterval": 15, "minimumBookingNotice": 0,
                      "scheduleId": 5}],
      "apiKeys": [{"key": "cal_ann", "ownerId": 1}],
      "bookings": [{"eventTypeId": 7, "start": "2031-05-09T10:00:00Z",
                    "attendees": [{"name": "Bo", "email": "bo@x.example"}]}],
      "busy": [{"userId": 1, "start": "2031-05-09T12:00:00Z", "end": "2031-05-09T13:00:00Z"}],
      "webhooks": [{"subscriberUrl": "http://127.0.0.1:1/", "triggers": ["BOOKING_CREATED"],
                    "ownerId": 1}]
    })",
                                     zones());
    REQUIRE_MESSAGE(read.has_value(), read.error().detail);
    const world& w = read->initial;
    CHECK(read->now == at("2031-05-04T08:00:00Z"));
    const auto& hours = w.users.at(user_id{1}).schedules.at(0);
    CHECK(hours.availability.at(0).weekdays == std::vector<unsigned>{0, 5});
    CHECK(hours.availability.at(0).start == minutes{510});
    const auto& type = w.event_types.at(event_type_id{7});
    CHECK(type.length == minutes{45});
    CHECK(type.slot_interval == minutes{15});
    REQUIRE(w.bookings.size() == 1);
    const auto& b = w.bookings.begin()->second;
    CHECK(b.end == at("2031-05-09T10:45:00Z"));
    CHECK(b.title == "Intro between Ann and Bo");
    CHECK(w.webhooks.at(0).owner == user_id{1});
}

TEST_CASE("a scenario describes every rule of an event type") {
    const auto read = parse_scenario(with_one_user(R"("eventTypes":[{"id":7,"ownerId":1,"slug":"x",
        "bookingLimitsCount":{"day":2,"week":3},"bookingLimitsDuration":{"month":300},
        "bookingWindow":{"type":"businessDays","value":3,"rolling":true},
        "seats":{"seatsPerTimeSlot":4,"showAttendeeInfo":true,"showAvailabilityCount":false},
        "confirmationPolicy":{"type":"time","noticeThreshold":{"unit":"hours","count":2},
                              "blockUnconfirmedBookingsInBooker":true},
        "recurrence":{"interval":2,"occurrences":5,"frequency":"weekly"}}])"),
                                     zones());
    REQUIRE_MESSAGE(read.has_value(), read.error().detail);
    const auto& type = read->initial.event_types.at(event_type_id{7});
    CHECK(type.count_limits.day == 2);
    CHECK(type.count_limits.week == 3);
    CHECK(type.duration_limits.month == 300);
    CHECK(type.window.is == booking_window::kind::business_days);
    CHECK(type.window.count == 3);
    CHECK(type.window.rolling);
    REQUIRE(type.seats.has_value());
    CHECK(type.seats->per_slot == 4);
    CHECK(type.seats->show_attendees);
    CHECK_FALSE(type.seats->show_availability);
    REQUIRE(type.confirmation.has_value());
    CHECK(type.confirmation->sooner_than == slotgate::hours{2});
    CHECK(type.confirmation->blocks_unconfirmed);
    REQUIRE(type.recurrence.has_value());
    CHECK(type.recurrence->frequency == "weekly");
}

TEST_CASE("a rule that is switched off is none") {
    const auto read = parse_scenario(with_one_user(R"("eventTypes":[{"id":7,"ownerId":1,"slug":"x",
        "bookingLimitsCount":{"disabled":true},"bookingWindow":{"disabled":true},
        "seats":{"disabled":true},"confirmationPolicy":{"disabled":true}}])"),
                                     zones());
    REQUIRE_MESSAGE(read.has_value(), read.error().detail);
    const auto& type = read->initial.event_types.at(event_type_id{7});
    CHECK_FALSE(type.count_limits.any());
    CHECK(type.window.is == booking_window::kind::unlimited);
    CHECK_FALSE(type.seats.has_value());
    CHECK_FALSE(type.confirmation.has_value());
}

TEST_CASE("a malformed rule is refused with its place") {
    const auto fault = [](const std::string& rule) {
        return fault_of(
            with_one_user(R"("eventTypes":[{"id":7,"ownerId":1,"slug":"x",)" + rule + "}]"));
    };
    CHECK(
        fault(R"("bookingWindow":{"type":"range","value":["2031-05-08","2031-05-06"]})") ==
        "eventTypes[0].bookingWindow.value: must be two dates like 2031-05-06, the first not after "
        "the last");
    CHECK(fault(R"("seats":{"seatsPerTimeSlot":0})") ==
          "eventTypes[0].seats.seatsPerTimeSlot: must be a whole number from 1 to 100000");
    CHECK(fault(R"("bookingLimitsCount":{"fortnight":1})") ==
          "eventTypes[0].bookingLimitsCount.fortnight: is not known here");
    CHECK(fault(R"("confirmationPolicy":{"type":"time"})") ==
          "eventTypes[0].confirmationPolicy.noticeThreshold: must be given with the type time");
    CHECK(fault(R"("recurrence":{"interval":1,"occurrences":2,"frequency":"daily"})") ==
          "eventTypes[0].recurrence.frequency: must be weekly, monthly or yearly");
}

TEST_CASE("a scenario describes teams, their event types and who is away") {
    const auto read = parse_scenario(R"({
      "now": "2031-05-04T08:00:00Z",
      "users": [{"id": 1, "username": "ann", "email": "ann@x.example"},
                {"id": 2, "username": "ben", "email": "ben@x.example"}],
      "teams": [{"id": 9, "slug": "care", "members": [{"userId": 1}, {"userId": 2}]}],
      "apiKeys": [{"key": "cal_ann", "ownerId": 1,
                   "limits": [{"name": "short", "limit": 3, "ttl": 1000}]}],
      "eventTypes": [{"id": 7, "teamId": 9, "slug": "any", "schedulingType": "roundRobin",
                      "hosts": [{"userId": 2, "mandatory": true},
                                {"userId": 1, "priority": "high"}]},
                     {"id": 8, "ownerId": 1, "slug": "group", "lengthInMinutes": 60,
                      "seats": {"seatsPerTimeSlot": 3}}],
      "bookings": [{"eventTypeId": 7, "start": "2031-05-09T10:00:00Z", "guests": ["cy@x.example"],
                    "attendees": [{"name": "Bo", "email": "bo@x.example"}]},
                   {"eventTypeId": 8, "start": "2031-05-09T11:00:00Z", "uid": "seated",
                    "attendees": [{"email": "a@x.example"}, {"email": "b@x.example"}]}],
      "reservations": [{"eventTypeId": 8, "slotStart": "2031-05-09T11:00:00Z"}],
      "outOfOffice": [{"userId": 1, "start": "2031-05-06", "end": "2031-05-07"}]
    })",
                                     zones());
    REQUIRE_MESSAGE(read.has_value(), read.error().detail);
    const world& w = read->initial;
    CHECK(w.teams.at(9).members == std::vector{user_id{1}, user_id{2}});
    CHECK(w.api_keys.at(0).limits.at(0).window == milliseconds{1000});
    const auto& type = w.event_types.at(event_type_id{7});
    CHECK(type.kind == scheduling::round_robin);
    CHECK(type.team == 9);
    REQUIRE(type.hosts.size() == 2);
    CHECK(type.hosts.front().fixed);
    CHECK(type.hosts.back().priority == "high");
    const auto& b = w.bookings.at("booking-1");
    CHECK(b.organizer == user_id{2});
    CHECK(b.attendees.back().email == "cy@x.example");
    CHECK(w.bookings.at("seated").attendees.back().seat_uid == "seated-seat-2");
    const auto& kept = w.reservations.find("reservation-1")->second;
    CHECK(kept.who == user_id{1});
    CHECK(kept.is_seat);
    CHECK(kept.end == at("2031-05-09T12:00:00Z"));
    CHECK(kept.release_at == at("2031-05-04T08:05:00Z"));
    CHECK(w.away.at(0).end == at("2031-05-07T23:59:59.999Z"));
}

TEST_CASE("what a scenario leaves out is as Cal.com sets it up") {
    const auto read =
        parse_scenario(with_one_user(R"("eventTypes":[{"id":7,"ownerId":1,"slug":"x"}])"), zones());
    REQUIRE(read.has_value());
    const auto& hours = read->initial.users.at(user_id{1}).schedules.at(0);
    CHECK(hours.zone == "Europe/Berlin");
    CHECK(hours.is_default);
    CHECK(hours.availability.at(0).weekdays == std::vector<unsigned>{1, 2, 3, 4, 5});
    CHECK(hours.availability.at(0).end == slotgate::hours{17});
    const auto& type = read->initial.event_types.at(event_type_id{7});
    CHECK(type.length == minutes{30});
    CHECK(type.notice == minutes{120});
    CHECK_FALSE(read->now.has_value());
}

TEST_CASE("a fault in a scenario names its place") {
    CHECK(fault_of("{").starts_with("the file is not JSON"));
    CHECK(fault_of("[]") == "the file: must be an object");
    CHECK(fault_of(R"({"userz":[]})") == "userz: is not known here");
    CHECK(fault_of(with_one_user(R"("eventTypes":[{"id":7,"ownerId":2,"slug":"x"}])")) ==
          "eventTypes[0].ownerId: names no user");
    CHECK(fault_of(with_one_user(R"("busy":[{"userId":1,"start":"tomorrow","end":"x"}])")) ==
          "busy[0].start: must be a time like 2031-05-06T07:00:00Z");
    CHECK(fault_of(R"({"users":[{"id":1,"username":"a","email":"e","timeZone":"UTC",)"
                   R"("schedules":[{"id":1,"timeZone":"Mars/Base"}]}]})") ==
          "users[0].schedules[0].timeZone: is no time zone of this machine");
    CHECK(fault_of(with_one_user(R"("apiKeys":[{"key":"k","ownerId":1}])")) ==
          "apiKeys[0].key: must begin with cal_");
}

TEST_CASE("a booking of an event type without its owner is a fault, not a crash") {
    CHECK(fault_of(with_one_user(
              R"("eventTypes":[{"id":7,"ownerId":2,"slug":"x"}],"bookings":[{"eventTypeId":7,)"
              R"("start":"2031-05-06T07:00:00Z","attendees":[{"email":"bo@x.example"}]}])")) ==
          "eventTypes[0].ownerId: names no user");
}

TEST_CASE("ids and user names are given once") {
    const std::string twice = R"({"id":7,"ownerId":1,"slug":"x"})";
    CHECK(fault_of(with_one_user(R"("eventTypes":[)" + twice + "," + twice + "]")) ==
          "eventTypes[1].id: is taken by another event type");
}

TEST_CASE("a scenario of absurd size is refused before it is read") {
    CHECK(fault_of(std::string(5UL << 20U, ' ')) == "the file is longer than 4 MiB");
    std::string users = R"({"users":[)";
    for (int i = 0; i <= 10'000; ++i) users += "{},";
    users.back() = ']';
    CHECK(fault_of(users + "}") == "users: must be a list of at most 10000 elements");
}

TEST_CASE("a scenario's webhooks belong to a person, an event type or a team, with a template") {
    const auto with_hook = [](const std::string& hook) {
        return with_one_user(R"("blockedEmails":["spam@x.example"],)"
                             R"("teams":[{"id":3,"slug":"salon"}],"webhooks":[{"subscriberUrl":)"
                             R"("http://127.0.0.1:1/","triggers":["BOOKING_CREATED"],)" +
                             hook + "}]");
    };
    const auto read =
        parse_scenario(with_hook(R"("teamId":3,"payloadTemplate":"{{uid}}")"), zones());
    REQUIRE_MESSAGE(read.has_value(), read.error().detail);
    CHECK(read->initial.webhooks.at(0).team == 3);
    CHECK(read->initial.webhooks.at(0).payload_template == "{{uid}}");
    CHECK(read->initial.blocked_emails == std::vector<std::string>{"spam@x.example"});
    CHECK(fault_of(with_hook(R"("teamId":4)")) == "webhooks[0].teamId: names no team");
    CHECK(fault_of(with_hook(R"("teamId":3,"ownerId":1)")) ==
          "webhooks[0].ownerId: or eventTypeId or teamId must be given, and only one");
}

}  // namespace slotgate::sim
