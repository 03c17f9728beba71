#include "calcom-sim/series.hpp"

#include <doctest/doctest.h>

#include "practice.hpp"

using namespace slotgate;
using namespace slotgate::sim;
using namespace slotgate::sim::testing;

namespace {

constexpr auto first_start = "2031-05-06T10:00:00Z";

std::string days_of(const boost::json::value& series) {
    std::string out;
    for (const auto& b : series.as_array())
        out += std::string(b.at("start").as_string()).substr(5, 5) + ':' +
               std::string(b.at("status").as_string()).substr(0, 1) + ' ';
    return out;
}

struct booked_series {
    asker cal{with_webhook(wider_practice())};
    reaction made = cal.book(first_start, "bo@guests.example", 7);
    boost::json::value all = data_of(made);
    std::string uid(std::size_t i) const { return std::string(all.at(i).at("uid").as_string()); }
    std::string series() const {
        return std::string(all.at(0).at("recurringBookingUid").as_string());
    }
};

}  // namespace

TEST_CASE("a series keeps the time of day on the booker's clock") {
    const recurrence_rule monthly{.interval = 1, .occurrences = 3, .frequency = "monthly"};
    const auto& berlin = *zones().find("Europe/Berlin");
    const auto starts = starts_of_series(at("2031-01-31T08:00:00Z"), monthly, 4, berlin);
    REQUIRE(starts.size() == 4);
    CHECK(to_text(starts[1]) == "2031-02-28T08:00:00.000Z");
    CHECK(to_text(starts[2]) == "2031-03-28T08:00:00.000Z");
    CHECK(to_text(starts[3]) == "2031-04-28T07:00:00.000Z");
    const recurrence_rule weekly{.interval = 2, .occurrences = 2, .frequency = "weekly"};
    CHECK(to_text(starts_of_series(at("2031-05-06T10:00:00Z"), weekly, 2, berlin)[1]) ==
          "2031-05-20T10:00:00.000Z");
}

TEST_CASE("a series is answered as an array, people first, with one uid for all") {
    booked_series s;
    CHECK(s.made.answer.status == 201);
    CHECK(days_of(s.all) == "05-06:a 05-13:a 05-20:a ");
    CHECK(s.all.at(0).at("recurringBookingUid") == s.all.at(2).at("recurringBookingUid"));
    CHECK(s.all.at(0).as_object().begin()->key() == "attendees");
    CHECK_FALSE(s.all.at(0).as_object().contains("rescheduledByEmail"));
    CHECK(days_of(data_of(s.cal.ask("GET", "/v2/bookings/" + s.series()))) ==
          "05-06:a 05-13:a 05-20:a ");
}

TEST_CASE("a series is told booking by booking, one after the other") {
    booked_series s;
    REQUIRE(s.made.deliveries.size() == 3);
    CHECK(s.made.deliveries[0].size() == 1);
    const auto p = payload(s.made.deliveries[1][0]);
    CHECK(p.at("uid") == s.uid(1).c_str());
    CHECK(boost::json::serialize(p.at("recurringEvent")) == R"({"interval":1,"count":3,"freq":2})");
}

TEST_CASE("fewer than the event type offers may be booked, more may not") {
    asker cal(wider_practice());
    CHECK(data_of(cal.book(first_start, "b@x.example", 7, R"(,"recurrenceCount":2)"))
              .as_array()
              .size() == 2);
    CHECK(message(cal.book("2031-05-06T12:00:00Z", "b@x.example", 7, R"(,"recurrenceCount":4)")) ==
          "Provided recurrence count is higher than the event type's recurring event count.");
    CHECK(cal.book("2031-05-06T12:00:00Z", "b@x.example", 1, R"(,"recurrenceCount":4)")
              .answer.status == 201);
}

TEST_CASE("only the first of a series has to find its host free") {
    asker cal(wider_practice());
    cal.book("2031-05-13T10:15:00Z");
    CHECK(cal.book(first_start, "b@x.example", 7).answer.status == 201);
    CHECK(cal.book("2031-05-13T10:15:00Z", "c@x.example", 7).answer.status == 400);
}

TEST_CASE("where one of a series fails the earlier ones stay") {
    asker cal(wider_practice());
    cal.book("2031-05-13T10:00:00Z");
    const auto r = cal.book(first_start, "b@x.example", 7);
    CHECK(r.answer.status == 409);
    CHECK(message(r) == "booking_conflict_error");
    CHECK(cal.sim.state().bookings.size() == 2);
}

TEST_CASE("the whole series is cancelled by its own uid, with one webhook") {
    booked_series s;
    const auto r = act(s.cal, s.series(), "cancel", R"({"cancellationReason":"ill"})");
    CHECK(days_of(data_of(r)) == "05-06:c 05-13:c 05-20:c ");
    REQUIRE(posted(r).size() == 1);
    CHECK(payload(posted(r)[0]).at("uid") == s.uid(0).c_str());
    CHECK(payload(posted(r)[0]).as_object().contains("recurringEvent"));
    CHECK(message(act(s.cal, s.series(), "cancel")).contains("cancelled already"));
}

TEST_CASE("one of a series is cancelled alone, or with those after it") {
    booked_series s;
    const auto later = act(s.cal, s.uid(1), "cancel", R"({"cancelSubsequentBookings":true})");
    CHECK(days_of(data_of(later)) == "05-06:a 05-13:c 05-20:c ");
    CHECK(text(act(s.cal, s.uid(0), "cancel"), "status") == "cancelled");
    CHECK(message(act(s.cal, s.series(), "cancel", R"({"cancelSubsequentBookings":true})"))
              .starts_with("Cannot cancel subsequent bookings for recurring event"));
    const auto single = text(s.cal.book("2031-05-06T14:00:00Z"), "uid");
    CHECK(message(act(s.cal, single, "cancel", R"({"cancelSubsequentBookings":true})")) ==
          "Booking with bookingUid=" + single + " is not part of a recurring booking.");
}

TEST_CASE("one of a series that moves stays in it") {
    booked_series s;
    const auto r = act(s.cal, s.uid(1), "reschedule", R"({"start":"2031-05-14T10:00:00Z"})");
    CHECK(text(r, "recurringBookingUid") == s.series());
    CHECK(days_of(data_of(s.cal.ask("GET", "/v2/bookings/" + s.series()))) ==
          "05-06:a 05-13:c 05-14:a 05-20:a ");
}

TEST_CASE("seats and series together are refused") {
    auto w = wider_practice();
    w.event_types[event_type_id{7}].seats = seats_offer{.per_slot = 2};
    asker cal(std::move(w));
    CHECK(cal.book(first_start, "b@x.example", 7).answer.body ==
          R"({"statusCode":400,"message":"recurring_event_seats_error"})");
}
