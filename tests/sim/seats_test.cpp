#include "calcom-sim/seats.hpp"

#include <doctest/doctest.h>

#include "practice.hpp"

using namespace slotgate;
using namespace slotgate::sim;
using namespace slotgate::sim::testing;

namespace {

constexpr auto ten = "2031-05-06T10:00:00Z";
constexpr auto noon = "2031-05-06T12:00:00Z";

/// Two people at ten; their seats.
struct couple {
    asker cal{with_webhook(wider_practice())};
    reaction first = cal.book(ten, "one@x.example", 5);
    reaction second = cal.book(ten, "two@x.example", 5, R"(,"metadata":{"k":"v"})");
    std::string uid = text(first, "uid");
    std::string seat(const reaction& r) const { return text(r, "seatUid"); }
};

std::string move_seat_to(std::string_view start, const std::string& seat) {
    return R"({"start":")" + std::string(start) + R"(","seatUid":")" + seat + R"("})";
}

}  // namespace

TEST_CASE("a second booker takes a seat in the same booking") {
    couple two;
    CHECK(two.second.answer.status == 201);
    CHECK(text(two.second, "uid") == two.uid);
    CHECK(two.seat(two.first) != two.seat(two.second));
    CHECK(data_of(two.first).at("description").is_null());
    CHECK_FALSE(data_of(two.first).as_object().contains("cancelledByEmail"));
    CHECK_FALSE(data_of(two.first).as_object().contains("metadata"));
}

TEST_CASE("attendees of seats are hidden from callers without rights") {
    couple two;
    CHECK(data_of(two.second).at("attendees").as_array().empty());
    const auto seen = [&](std::string_view key) {
        return data_of(two.cal.ask("GET", "/v2/bookings/" + two.uid, "", key))
            .at("attendees")
            .as_array();
    };
    CHECK(seen("").empty());
    CHECK(seen("cal_ben").empty());
    const auto all = seen("cal_anna");
    REQUIRE(all.size() == 2);
    CHECK(all[1].at("seatUid") == two.seat(two.second).c_str());
    CHECK(boost::json::serialize(all[1].at("bookingFieldsResponses")) ==
          R"({"name":"Bo Guest","guests":[]})");
    CHECK(boost::json::serialize(all[1].at("metadata")) == R"({"k":"v"})");
}

TEST_CASE("a full booking is 409, and so is whoever sits there already") {
    couple two;
    const auto third = two.cal.book(ten, "three@x.example", 5);
    CHECK(third.answer.status == 409);
    CHECK(message(third) == "No more seats left at this seated booking.");
    CHECK(two.cal.book(ten, "one@x.example", 5).answer.body ==
          R"({"statusCode":409,"message":"already_signed_up_for_this_booking_error"})");
}

TEST_CASE("a seat added is told with the booking's uid and the seat's own number") {
    couple two;
    const auto told = posted(two.second);
    REQUIRE(told.size() == 1);
    CHECK(told[0].trigger == "BOOKING_CREATED");
    const auto p = payload(told[0]);
    CHECK(p.at("uid") == two.uid.c_str());
    CHECK(p.at("bookingId") == 1);
    CHECK(p.at("attendeeSeatId") == two.seat(two.second).c_str());
    CHECK(p.at("attendees").as_array().size() == 1);
    CHECK(p.at("attendees").at(0).at("email") == "two@x.example");
    CHECK(p.at("seatsPerTimeSlot") == 2);
    CHECK(payload(posted(two.first)[0]).at("attendeeSeatId") == two.seat(two.first).c_str());
}

TEST_CASE("one seat is cancelled and the booking lives on, until the last one goes") {
    couple two;
    const auto leave = [&](const std::string& seat) {
        return act(two.cal, two.uid, "cancel", R"({"seatUid":")" + seat + R"("})");
    };
    const auto gone = leave(two.seat(two.second));
    CHECK(text(gone, "status") == "accepted");
    const auto p = payload(posted(gone)[0]);
    CHECK(p.at("attendees").as_array().size() == 1);
    CHECK(p.at("attendees").at(0).at("email") == "two@x.example");
    CHECK(message(leave(two.seat(two.second))) ==
          "Invalid seatUid: this seat does not exist or has already been cancelled.");
    CHECK(text(leave(two.seat(two.first)), "status") == "cancelled");
}

TEST_CASE("a whole booking with seats only its host cancels") {
    couple two;
    CHECK(act(two.cal, two.uid, "cancel", "{}").answer.body ==
          R"({"statusCode":401,"message":"User not a host of this event"})");
    const auto done =
        act(two.cal, two.uid, "cancel", R"({"cancellationReason":"ill"})", "cal_anna");
    CHECK(text(done, "status") == "cancelled");
    CHECK(data_of(done).at("attendees").as_array().empty());
}

TEST_CASE("a seat that moves to an empty time leaves its booking to the others") {
    couple two;
    const auto moved =
        act(two.cal, two.uid, "reschedule", move_seat_to(noon, two.seat(two.second)));
    CHECK(moved.answer.status == 201);
    CHECK(text(moved, "uid") != two.uid);
    CHECK(text(moved, "seatUid") != two.seat(two.second));
    const auto p = payload(posted(moved)[0]);
    CHECK(posted(moved)[0].trigger == "BOOKING_RESCHEDULED");
    CHECK(p.at("rescheduleUid") == two.uid.c_str());
    CHECK_FALSE(p.as_object().contains("rescheduleId"));
    const auto old = data_of(two.cal.ask("GET", "/v2/bookings/" + two.uid, "", "cal_anna"));
    CHECK(old.at("status") == "accepted");
    CHECK(old.at("attendees").as_array().size() == 1);
}

TEST_CASE("a seat that moves to a booking keeps its number there; the last one closes the door") {
    couple two;
    const auto there = text(two.cal.book(noon, "three@x.example", 5), "uid");
    const auto moved =
        act(two.cal, two.uid, "reschedule", move_seat_to(noon, two.seat(two.second)));
    CHECK(text(moved, "uid") == there);
    CHECK(text(moved, "seatUid") == two.seat(two.second));
    CHECK(payload(posted(moved)[0]).at("bookingId") == 1);
    act(two.cal, two.uid, "reschedule", move_seat_to("2031-05-07T10:00:00Z", two.seat(two.first)));
    CHECK(text(two.cal.ask("GET", "/v2/bookings/" + two.uid), "status") == "cancelled");
}

TEST_CASE("seats move one by one: without a seat 500 for nobody, 400 for somebody") {
    couple two;
    const auto body = R"({"start":"2031-05-06T12:00:00Z"})";
    CHECK(act(two.cal, two.uid, "reschedule", body).answer.body ==
          R"({"statusCode":500,"message":"Internal server error"})");
    CHECK(message(act(two.cal, two.uid, "reschedule", body, "cal_anna"))
              .contains("is a seated booking which means you have to provide seatUid"));
    CHECK(act(two.cal, two.uid, "reschedule", move_seat_to(noon, "none")).answer.status == 404);
    CHECK(
        act(two.cal, two.uid, "reschedule", move_seat_to(ten, two.seat(two.first))).answer.status ==
        409);
}

TEST_CASE("whoever knows a seat finds its booking and sees himself") {
    couple two;
    const auto found = two.cal.ask("GET", "/v2/bookings/by-seat/" + two.seat(two.second));
    CHECK(text(found, "uid") == two.uid);
    REQUIRE(data_of(found).at("attendees").as_array().size() == 1);
    CHECK(data_of(found).at("attendees").at(0).at("email") == "two@x.example");
    CHECK(message(two.cal.ask("GET", "/v2/bookings/by-seat/none")) ==
          "Booking with seatUid=none was not found in the database");
}
