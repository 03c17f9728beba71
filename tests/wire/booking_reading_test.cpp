#include "wire/booking_reading.hpp"

#include <algorithm>

#include <doctest/doctest.h>

#include "wire/host_address.hpp"

using namespace slotgate;
using wire::read_booking_request;

TEST_CASE("S4: a request for a booking tells its event type, time, length and people") {
    const auto asked = read_booking_request(
        R"({"eventTypeId":7,"start":"2031-05-06T09:00:00+02:00","lengthInMinutes":45,)"
        R"("attendee":{"name":"Bo","email":"bo@ex.org"},"guests":["cy@ex.org"]})");
    REQUIRE(asked);
    CHECK(asked->event_type == event_type_id{7});
    CHECK(to_text(asked->start) == "2031-05-06T07:00:00.000Z");
    CHECK(asked->length == minutes{45});
    CHECK(asked->mentioned ==
          std::vector{wire::digest_of_address("bo@ex.org"), wire::digest_of_address("cy@ex.org")});
    CHECK_FALSE(
        read_booking_request(R"({"eventTypeId":7,"start":"2031-05-06T07:00:00Z"})")->length);
}

TEST_CASE("S4: a request for a hold tells its event type, time and length") {
    const auto asked = wire::read_hold_request(
        R"({"eventTypeId":7,"slotStart":"2031-05-06T07:00:00Z","slotDuration":45,)"
        R"("reservationDuration":10})");
    REQUIRE(asked);
    CHECK(asked->event_type == event_type_id{7});
    CHECK(to_text(asked->start) == "2031-05-06T07:00:00.000Z");
    CHECK(asked->length == minutes{45});
    CHECK(asked->mentioned.empty());
    CHECK_FALSE(wire::read_hold_request(R"({"eventTypeId":7,"start":"2031-05-06T07:00:00Z"})"));
    CHECK_FALSE(wire::read_hold_request(R"({"eventTypeId":7,"slotStart":"soon"})"));
}

TEST_CASE("S4: what does not tell all of that is not read") {
    for (const auto* body :
         {"", "[]", "{", R"({"start":"2031-05-06T07:00:00Z"})", R"({"eventTypeId":7})",
          R"({"eventTypeId":"7","start":"2031-05-06T07:00:00Z"})",
          R"({"eventTypeId":0,"start":"2031-05-06T07:00:00Z"})",
          R"({"eventTypeId":7,"start":"soon"})", R"({"eventTypeId":7,"start":7})",
          R"({"eventTypeId":7,"start":"2031-05-06T07:00:00Z","lengthInMinutes":"45"})",
          R"({"eventTypeId":7,"start":"2031-05-06T07:00:00Z","lengthInMinutes":-1})",
          R"({"eventTypeId":7,"start":"2031-05-06T07:00:00Z","instant":true})",
          R"({"eventTypeSlug":"m","username":"bo","start":"2031-05-06T07:00:00Z"})"}) {
        CAPTURE(body);
        CHECK_FALSE(read_booking_request(body));
    }
}

TEST_CASE("S4: a request to move a booking tells its new time and people, one of a seat nothing") {
    const auto moved = wire::read_move_request(
        R"({"start":"2031-05-06T09:00:00+02:00","rescheduledBy":"bo@ex.org"})");
    REQUIRE(moved);
    CHECK(to_text(moved->start) == "2031-05-06T07:00:00.000Z");
    CHECK(moved->mentioned == std::vector{wire::digest_of_address("bo@ex.org")});
    for (const auto* body : {"", "[]", "{}", R"({"start":7})", R"({"start":"soon"})",
                             R"({"start":"2031-05-06T09:00:00Z","seatUid":"s"})"})
        CHECK_FALSE(wire::read_move_request(body));
}

TEST_CASE("S4: a request to cancel tells whether it is one whole booking that goes") {
    CHECK(wire::cancels_one_booking(""));
    CHECK(wire::cancels_one_booking("{}"));
    CHECK(wire::cancels_one_booking(R"({"cancellationReason":"ill","seatUid":null})"));
    for (const auto* body :
         {"[]", "{", R"({"seatUid":"s"})", R"({"cancelSubsequentBookings":true})"})
        CHECK_FALSE(wire::cancels_one_booking(body));
}
