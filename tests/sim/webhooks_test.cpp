#include "calcom-sim/webhooks.hpp"

#include <doctest/doctest.h>

#include "practice.hpp"
#include "wire/signature.hpp"

using namespace slotgate;
using namespace slotgate::sim;
using namespace slotgate::sim::testing;

namespace {

/// The practice with three subscriptions: Anna's with a secret, event type 1's without, Ben's.
world subscribed() {
    auto w = practice();
    const std::vector<std::string> all{"BOOKING_CREATED", "BOOKING_RESCHEDULED",
                                       "BOOKING_CANCELLED"};
    w.webhooks = {{.id = "a",
                   .url = "http://127.0.0.1:7777/user?tenant=1",
                   .secret = "k",
                   .triggers = all,
                   .owner = user_id{1},
                   .event_type = {},
                   .active = true},
                  {.id = "b",
                   .url = "http://127.0.0.1:7777",
                   .secret = {},
                   .triggers = {"BOOKING_CREATED"},
                   .owner = {},
                   .event_type = event_type_id{1},
                   .active = true},
                  {.id = "c",
                   .url = "http://127.0.0.1:7777/ben",
                   .secret = {},
                   .triggers = all,
                   .owner = user_id{2},
                   .event_type = {},
                   .active = true}};
    return w;
}

}  // namespace

TEST_CASE("the organizer's and the event type's subscriptions both fire") {
    asker cal(subscribed());
    const auto r = cal.book("2031-05-06T10:00:00Z");
    REQUIRE(posted(r).size() == 2);
    CHECK(posted(r)[0].url == "http://127.0.0.1:7777/user?tenant=1");
    CHECK(posted(r)[0].trigger == "BOOKING_CREATED");
    CHECK(posted(r)[0].request.target == "/user?tenant=1");
    CHECK(posted(r)[1].request.target == "/");
    CHECK(posted(r)[0].request.body == posted(r)[1].request.body);
    CHECK(posted(cal.book("2031-05-06T10:00:00Z", "b@x.example", 4)).size() == 1);
}

TEST_CASE("a delivery is signed over its bytes, or says that it has no secret") {
    asker cal(subscribed());
    const auto r = cal.book("2031-05-06T10:00:00Z");
    REQUIRE(posted(r).size() == 2);
    const auto first = posted(r)[0].request;
    CHECK(first.method == "POST");
    CHECK(wire::signature_matches("k", first.body, *first.headers.find("x-cal-signature-256")));
    CHECK(posted(r)[1].request.headers.find("x-cal-signature-256") == "no-secret-provided");
    CHECK(first.headers.find("content-type") == "application/json");
    CHECK(first.headers.find("x-cal-webhook-version") == "2021-10-20");
    CHECK(first.headers.find("user-agent") == "node");
}

TEST_CASE("BOOKING_CREATED has the recorded bytes") {
    asker cal(subscribed());
    const auto r = cal.book("2031-05-06T10:00:00Z");
    const auto uid = text(r, "uid");
    REQUIRE_FALSE(posted(r).empty());
    CHECK(posted(r)[0].request.body ==
          R"({"triggerEvent":"BOOKING_CREATED","createdAt":"2031-05-04T08:00:00.000Z","payload":{)"
          R"("bookerUrl":"http://localhost:3000","title":"m1 between Anna Berg and Bo Guest",)"
          R"("startTime":"2031-05-06T10:00:00Z","endTime":"2031-05-06T10:30:00Z","type":"m1",)"
          R"("organizer":{"id":1,"name":"Anna Berg","email":"anna-berg@practice.example",)"
          R"("username":"anna-berg","timeZone":"Europe/Berlin","language":{"locale":"en"},)"
          R"("timeFormat":"h:mma","utcOffset":120},"attendees":[{"email":"bo@guests.example",)"
          R"("name":"Bo Guest","firstName":"","lastName":"","timeZone":"Asia/Tokyo",)"
          R"("language":{"locale":"en"},"utcOffset":540}],"additionalNotes":"","description":"",)"
          R"("eventTypeId":1,"hideCalendarNotes":false,"hideCalendarEventDetails":false,)"
          R"("hideOrganizerEmail":false,"schedulingType":null,"seatsPerTimeSlot":null,)"
          R"("seatsShowAttendees":true,"seatsShowAvailabilityCount":true,)"
          R"("customReplyToEmail":null,"disableRescheduling":false,"disableCancelling":false,)"
          R"("customInputs":{},"responses":{"attendeePhoneNumber":{"label":"phone_number",)"
          R"("isHidden":true},"name":{"label":"your_name","value":"Bo Guest","isHidden":false},)"
          R"("email":{"label":"email_address","value":"bo@guests.example","isHidden":false},)"
          R"("location":{"label":"location","value":{"value":"Room 1","optionValue":""},)"
          R"("isHidden":false},"title":{"label":"what_is_this_meeting_about","isHidden":true},)"
          R"("notes":{"label":"additional_notes","isHidden":false},"guests":{)"
          R"("label":"additional_guests","isHidden":false},"rescheduleReason":{)"
          R"("label":"reason_for_reschedule","isHidden":false}},"userFieldsResponses":{},)"
          R"("location":"Room 1","destinationCalendar":null,"iCalUID":")" +
              uid +
              R"(@Cal.diy","iCalSequence":0,"requiresConfirmation":false,)"
              R"("oneTimePassword":null,"hashedLink":null,"hideBranding":false,"uid":")" +
              uid +
              R"(","eventTitle":"m1","eventDescription":null,"price":0,"currency":"usd",)"
              R"("length":30,"bookingId":1,"metadata":{},"status":"ACCEPTED"}})");
}

TEST_CASE("BOOKING_RESCHEDULED names both bookings, and no calendar uid") {
    asker cal(subscribed());
    const auto a = text(cal.book("2031-05-06T10:00:00Z"), "uid");
    const auto r =
        cal.ask("POST", "/v2/bookings/" + a + "/reschedule",
                R"({"start":"2031-05-07T10:00:00Z","rescheduledBy":"bo@guests.example"})");
    REQUIRE(posted(r).size() == 1);
    const auto p = payload(posted(r)[0]);
    CHECK(p.at("uid") == text(r, "uid").c_str());
    CHECK(p.at("rescheduleUid") == a.c_str());
    CHECK(p.at("rescheduleId") == 1);
    CHECK(p.at("bookingId") == 2);
    CHECK(p.at("rescheduleStartTime") == "2031-05-06T10:00:00Z");
    CHECK(p.at("rescheduledBy") == "bo@guests.example");
    CHECK(p.at("iCalSequence") == 1);
    CHECK(p.at("appsStatus").as_array().empty());
    CHECK_FALSE(p.as_object().contains("iCalUID"));
}

TEST_CASE("BOOKING_CANCELLED writes times with an offset and leaves out who cancelled") {
    asker cal(subscribed());
    const auto cancelled = [&](std::string_view start, std::string_view key) {
        const auto uid = text(cal.book(start), "uid");
        const auto r = cal.ask("POST", "/v2/bookings/" + uid + "/cancel",
                               R"({"cancellationReason":"ill"})", key);
        REQUIRE(posted(r).size() == 1);
        return payload(posted(r)[0]);
    };
    const auto anonymous = cancelled("2031-05-06T10:00:00Z", "");
    CHECK(anonymous.at("startTime") == "2031-05-06T10:00:00+00:00");
    CHECK(anonymous.at("status") == "CANCELLED");
    CHECK(anonymous.at("cancellationReason") == "ill");
    CHECK(anonymous.at("requestReschedule") == false);
    CHECK_FALSE(anonymous.as_object().contains("cancelledBy"));
    CHECK_FALSE(cancelled("2031-05-06T12:00:00Z", "cal_anna").as_object().contains("cancelledBy"));
}

TEST_CASE("subscriptions that are switched off, or want other triggers, stay silent") {
    auto w = subscribed();
    w.webhooks[0].active = false;
    w.webhooks[1].triggers = {"BOOKING_CANCELLED"};
    asker cal(std::move(w));
    CHECK(cal.book("2031-05-06T10:00:00Z").deliveries.empty());
}

TEST_CASE("guests are attendees without a name") {
    asker cal(subscribed());
    const auto r =
        cal.book("2031-05-06T10:00:00Z", "b@x.example", 1, R"(,"guests":["g@x.example"])");
    REQUIRE_FALSE(posted(r).empty());
    const auto p = payload(posted(r)[0]);
    CHECK(p.at("attendees").at(1).at("email") == "g@x.example");
    CHECK(p.at("attendees").at(1).at("name") == "");
    CHECK(p.at("responses").at("guests").at("value") == boost::json::array{"g@x.example"});
}

TEST_CASE("meetings that begin or end are told flat, each once, accepted ones only") {
    auto w = with_webhook(practice());
    w.webhooks[0].triggers = {"MEETING_STARTED", "MEETING_ENDED"};
    asker cal(std::move(w));
    const auto uid = text(cal.book("2031-05-06T10:00:00Z"), "uid");
    const auto gone = text(cal.book("2031-05-06T11:00:00Z"), "uid");
    act(cal, gone, "cancel");
    const auto told = cal.sim.meetings_between(cal.now, at("2031-05-06T10:30:00Z"));
    REQUIRE(told.size() == 2);
    const auto began = boost::json::parse(told[0].request.body).as_object();
    CHECK(began.begin()->key() == "triggerEvent");
    CHECK(began.at("triggerEvent") == "MEETING_STARTED");
    CHECK(began.at("uid") == uid.c_str());
    CHECK_FALSE(began.contains("payload"));
    CHECK(told[1].trigger == "MEETING_ENDED");
    CHECK(cal.sim.meetings_between(at("2031-05-06T10:30:00Z"), at("2031-05-07T10:30:00Z")).empty());
}
