#include <doctest/doctest.h>

#include "calcom-sim/bookings.hpp"
#include "practice.hpp"

using namespace slotgate;
using namespace slotgate::sim;
using namespace slotgate::sim::testing;

namespace {

struct booked {
    asker cal{with_webhook(practice())};
    std::string uid = text(cal.book("2031-05-06T10:00:00Z"), "uid");

    reaction get(const std::string& what, std::string_view key = "cal_anna") {
        return cal.ask("GET", "/v2/bookings/" + uid + '/' + what, "", key);
    }
};

/// A body with so many guests.
std::string guests(std::string_view letter, int count) {
    std::string out = R"({"guests":[)";
    for (int i = 0; i < count; ++i) {
        if (i > 0) out += ',';
        out += R"({"email":")" + std::string(letter) + std::to_string(i) + R"(@x.example"})";
    }
    return out + "]}";
}

}  // namespace

TEST_CASE("absent attendees are marked after the start, and told") {
    booked b;
    const auto mark = [&](std::string_view key) {
        return act(b.cal, b.uid, "mark-absent",
                   R"({"attendees":[{"email":"bo@guests.example","absent":true}]})", key);
    };
    CHECK(message(mark("cal_anna"))
              .starts_with("Bookings can only be marked as absent after their scheduled start"));
    b.cal.now = at("2031-05-06T10:05:00Z");
    CHECK(mark("cal_ben").answer.body ==
          R"({"statusCode":500,"message":"Failed to update no-show status"})");
    const auto done = mark("cal_anna");
    CHECK(data_of(done).at("attendees").at(0).at("absent") == true);
    REQUIRE(posted(done).size() == 1);
    CHECK(boost::json::serialize(payload(posted(done)[0])) ==
          R"({"message":"bo@guests.example marked as no-show","attendees":[{"email":)"
          R"("bo@guests.example","noShow":true}],"bookingUid":")" +
              b.uid + R"(","bookingId":1})");
    const auto host = act(b.cal, b.uid, "mark-absent", R"({"host":true})", "cal_anna");
    CHECK(data_of(host).at("absentHost") == true);
    CHECK(host.deliveries.empty());
    CHECK(act(b.cal, b.uid, "mark-absent", R"({"host":3})", "cal_anna").answer.status == 400);
}

TEST_CASE("attendees are listed with their numbers, for the host") {
    booked b;
    const auto all = data_of(b.get("attendees"));
    REQUIRE(all.as_array().size() == 1);
    const auto id = std::to_string(all.at(0).at("id").as_int64());
    CHECK(data_of(b.get("attendees/" + id)).at("email") == "bo@guests.example");
    CHECK(message(b.get("attendees/999")) == "Attendee with id 999 not found in booking " + b.uid);
    CHECK(message(b.get("attendees", "cal_ben")) ==
          "BookingPbacGuard - user with id=2 does not have access to booking with uid=" + b.uid);
    CHECK(b.get("attendees", "").answer.status == 403);
}

TEST_CASE("an attendee is added once, whatever the capitals and the mark") {
    booked b;
    const auto add = [&](const std::string& email) {
        return act(b.cal, b.uid, "attendees",
                   R"({"name":"Cy","email":")" + email + R"(","timeZone":"UTC"})", "cal_anna");
    };
    const auto r = add("cy@x.example");
    CHECK(r.answer.status == 201);
    CHECK(data_of(r).at("bookingId") == 1);
    CHECK(data_of(r).at("language") == "en");
    CHECK(message(add("CY+2@x.example")) == "emails_must_be_unique_valid");
    CHECK(act(b.cal, b.uid, "attendees", R"({"email":"x"})", "cal_anna").answer.status == 400);
}

TEST_CASE("guests join the booking and the booker's answers, up to thirty") {
    booked b;
    const auto r = act(b.cal, b.uid, "guests", guests("a", 2), "cal_anna");
    CHECK(r.answer.status == 200);
    const auto data = data_of(r);
    REQUIRE(data.at("attendees").as_array().size() == 3);
    CHECK(boost::json::serialize(data.at("guests")) == R"(["a0@x.example","a1@x.example"])");
    CHECK(data.at("attendees").at(1).at("timeZone") == "Europe/Berlin");
    CHECK(act(b.cal, b.uid, "guests", guests("b", 10), "cal_anna").answer.status == 200);
    CHECK(act(b.cal, b.uid, "guests", guests("c", 10), "cal_anna").answer.status == 200);
    CHECK(message(act(b.cal, b.uid, "guests", guests("d", 10), "cal_anna"))
              .ends_with("Maximum total guests allowed is 30. You can add up to 7 more guests."));
}

TEST_CASE("the location is changed by whoever manages the event type") {
    booked b;
    const auto change = [&](const std::string& location, std::string_view key = "cal_anna") {
        return b.cal.ask("PATCH", "/v2/bookings/" + b.uid + "/location",
                         R"({"location":)" + location + '}', key);
    };
    const auto r = change(R"({"type":"address","address":"Room 2"})");
    CHECK(text(r, "location") == "Room 2");
    CHECK(change(R"({"type":"address","address":"x"})", "cal_ben").answer.status == 403);
    CHECK(message(change(R"({"type":"link"})")) ==
          "Missing or invalid location value for type: link");
    CHECK(text(change("null"), "location") == "Room 2");
}

TEST_CASE("an installation without calendars keeps nothing of a booking") {
    booked b;
    CHECK(data_of(b.get("references")).as_array().empty());
    CHECK(message(b.get("recordings")) == "No Cal Video reference found with booking uid " + b.uid);
    auto w = practice();
    w.event_types[event_type_id{1}].settings.erase("locations");
    asker cal(std::move(w));
    const auto uid = text(cal.book("2031-05-06T10:00:00Z"), "uid");
    for (const auto* what : {"recordings", "transcripts", "conferencing-sessions"})
        CHECK(data_of(cal.ask("GET", "/v2/bookings/" + uid + '/' + what, "", "cal_anna"))
                  .as_array()
                  .empty());
}

TEST_CASE("calendar links carry the times of the booking") {
    booked b;
    const auto links = data_of(b.get("calendar-links"));
    REQUIRE(links.as_array().size() == 4);
    CHECK(links.at(0).at("label") == "Google Calendar");
    CHECK(links.at(0).at("link").as_string().find("20310506T100000Z/20310506T103000Z") !=
          std::string::npos);
    CHECK(links.at(3).at("link").as_string().starts_with("data:text/calendar,BEGIN%3AVCALENDAR"));
}
