#include "wire/booking_answer.hpp"

#include <doctest/doctest.h>

#include "wire/host_address.hpp"

using namespace slotgate;
using wire::booking_state;
using wire::read_booking_answer;
using wire::read_hold_answer;

TEST_CASE("S7: a booking's answer tells how it stands, and whose time it takes") {
    const auto b = read_booking_answer(
        R"({"status":"success","data":{"uid":"hq7","status":"accepted","eventTypeId":7,)"
        R"("hosts":[{"id":5,"email":"ana@ex.org"}],"start":"2031-05-06T07:00:00.000Z",)"
        R"("end":"2031-05-06T07:30:00.000Z","attendees":[{"email":"bo@ex.org"}]}})");
    REQUIRE(b);
    CHECK(b->uid == "hq7");
    CHECK(b->state == booking_state::accepted);
    CHECK(b->event_type == event_type_id{7});
    CHECK(b->organizer == user_id{5});
    REQUIRE(b->when);
    CHECK(to_text(b->when->end()) == "2031-05-06T07:30:00.000Z");
    CHECK(b->mentioned.size() == 2);
}

TEST_CASE("S7: what is missing is not told, and what is no booking is an error") {
    const auto state = [](const char* text) {
        return read_booking_answer(
                   std::string(R"({"data":{"uid":"u","hosts":[{"id":"unknown"}],)") +
                   R"("status":")" + text + "\"}}")
            ->state;
    };
    CHECK(state("pending") == booking_state::pending);
    CHECK(state("cancelled") == booking_state::ended);
    CHECK(state("rejected") == booking_state::ended);
    CHECK(state("awaiting_host") == booking_state::other);
    for (const auto* body : {"", "[]", "{}", R"({"data":[]})", R"({"data":{"status":"accepted"}})"})
        CHECK_FALSE(read_booking_answer(body));
}

TEST_CASE("S7: a booking's answer tells what it was moved from, and whether it is a seat's") {
    const auto of = [](const char* more) {
        return *read_booking_answer(std::string(R"({"data":{"uid":"u","status":"accepted")") +
                                    more + "}}");
    };
    CHECK(of(R"(,"rescheduledFromUid":"old")").moved_from == "old");
    CHECK(of("").moved_from.empty());
    CHECK(of(R"(,"seatUid":"s")").is_seat);
    CHECK_FALSE(of("").is_seat);
}

TEST_CASE("S7: a hold's answer tells what is held and until when; half of one is an error") {
    const std::string whole =
        R"({"status":"success","data":{"eventTypeId":7,"slotStart":"2031-05-06T07:00:00.000Z",)"
        R"("slotEnd":"2031-05-06T07:30:00.000Z","slotDuration":30,"reservationDuration":5,)"
        R"("reservationUid":"h","reservationUntil":"2031-05-01T10:05:00.000Z"}})";
    const auto held = read_hold_answer(whole);
    REQUIRE(held);
    CHECK(held->uid == "h");
    CHECK(held->event_type == event_type_id{7});
    CHECK(to_text(held->when.start()) == "2031-05-06T07:00:00.000Z");
    CHECK(to_text(held->when.end()) == "2031-05-06T07:30:00.000Z");
    CHECK(to_text(held->until) == "2031-05-01T10:05:00.000Z");
    for (const std::string name :
         {"eventTypeId", "slotStart", "slotEnd", "reservationUid", "reservationUntil"}) {
        auto half = whole;
        half.replace(half.find(name), name.size(), "other");
        CHECK_FALSE(read_hold_answer(half));
    }
    for (const auto* body : {"", "[]", "{}", R"({"data":null})", R"({"data":[]})"})
        CHECK_FALSE(read_hold_answer(body));
}
