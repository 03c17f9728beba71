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
          "eventTypes[0].ownerId: names no user of this file");
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
          "eventTypes[0].ownerId: names no user of this file");
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

}  // namespace slotgate::sim
