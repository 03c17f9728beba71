#include "wire/webhook_event.hpp"

#include <algorithm>

#include <doctest/doctest.h>

#include "wire/host_address.hpp"

using namespace slotgate;
using namespace slotgate::wire;

TEST_CASE("W7: both spellings of a trigger mean the same") {
    for (const auto* name : {"BOOKING_CREATED", "BOOKING.CREATED", "booking.created"}) {
        const auto event = read_webhook_event(std::string(R"({"triggerEvent":")") + name +
                                              R"(","payload":{"uid":"u"}})");
        REQUIRE(event);
        CHECK(event->trigger == trigger::booking_created);
    }
    CHECK(read_webhook_event(R"({"triggerEvent":"EVENT_TYPE.UPDATED","payload":{}})")->trigger ==
          trigger::event_type_changed);
}

TEST_CASE("W7: the parts of a booking event are read, from the flat shape too") {
    const auto* const nested = R"({"triggerEvent":"BOOKING_RESCHEDULED","payload":{
        "uid":"new","bookingId":58,"eventTypeId":7,"rescheduleUid":"old",
        "startTime":"2031-05-07T07:00:00Z","endTime":"2031-05-07T07:30:00+00:00",
        "organizer":{"id":5}}})";
    const auto event = read_webhook_event(nested);
    REQUIRE(event);
    CHECK(event->uid == "new");
    CHECK(event->reschedule_uid == "old");
    CHECK(event->booking_id == 58);
    CHECK(event->event_type == event_type_id{7});
    CHECK(event->organizer == user_id{5});
    REQUIRE(event->when);
    CHECK(event->when->end() - event->when->start() == minutes{30});
    const auto flat =
        read_webhook_event(R"({"triggerEvent":"MEETING_ENDED","uid":"x","eventTypeId":7})");
    REQUIRE(flat);
    CHECK(flat->trigger == trigger::other);
    CHECK(flat->uid == "x");
}

TEST_CASE("W7: the web page's test is a ping whatever its trigger says") {
    const auto* const test = R"({"triggerEvent":"BOOKING_CREATED","payload":{"type":"Test"}})";
    CHECK(read_webhook_event(test)->trigger == trigger::ping);
    const auto* const real =
        R"({"triggerEvent":"BOOKING_CREATED","payload":{"type":"Test","uid":"u"}})";
    CHECK(read_webhook_event(real)->trigger == trigger::booking_created);
}

TEST_CASE("W5: missing and foreign fields are missing, not errors") {
    const auto event = read_webhook_event(R"({"triggerEvent":"BOOKING_CANCELLED","payload":{)"
                                          R"("uid":7,"eventTypeId":null,"bookingId":"9"}})");
    REQUIRE(event);
    CHECK(event->trigger == trigger::booking_cancelled);
    CHECK(event->uid.empty());
    CHECK_FALSE(event->event_type);
    CHECK_FALSE(event->booking_id);
    CHECK(read_webhook_event(R"({"triggerEvent":"X","payload":{"eventTypeId":0}})")->event_type ==
          std::nullopt);
}

TEST_CASE("what is not a JSON object is an error") {
    for (const auto* body : {"", "[]", "7", "{", "\xff"}) CHECK_FALSE(read_webhook_event(body));
}

TEST_CASE("S4: whose time a booking takes, and when, is read from its event") {
    const auto event = read_webhook_event(R"({"triggerEvent":"BOOKING_RESCHEDULED","payload":{
        "uid":"new","eventTypeId":7,"rescheduleUid":"old",
        "startTime":"2031-05-07T07:00:00Z","endTime":"2031-05-07T07:30:00Z",
        "rescheduleStartTime":"2031-05-06T07:00:00Z","rescheduleEndTime":"2031-05-06T07:30:00Z",
        "organizer":{"id":5,"email":"ana@ex.org"},"recurringEvent":null,
        "attendees":[{"email":"bo@ex.org"}],"responses":{"guests":{"value":["cy@ex.org"]}},
        "team":{"members":[{"id":6,"email":"di@ex.org"},{"email":"ed@ex.org"}]}}})");
    REQUIRE(event);
    REQUIRE(event->moved_from);
    CHECK(event->moved_from->end() - event->moved_from->start() == minutes{30});
    CHECK(event->members == hosts{user_id{6}});
    CHECK(event->addresses ==
          std::vector<host_address>{{user_id{5}, digest_of_address("ana@ex.org")},
                                    {user_id{6}, digest_of_address("di@ex.org")}});
    CHECK(event->tells_attendees);
    CHECK_FALSE(event->of_series);
    for (const auto* who : {"bo@ex.org", "cy@ex.org", "ed@ex.org"})
        CHECK(std::ranges::count(event->mentioned, digest_of_address(who)) == 1);
    const auto series =
        read_webhook_event(R"({"triggerEvent":"BOOKING_CANCELLED",)"
                           R"("payload":{"uid":"u","recurringEvent":{"count":3}}})");
    CHECK(series->of_series);
    CHECK_FALSE(series->tells_attendees);
    CHECK_FALSE(series->moved_from);
}
