#include "calcom-sim/bookings.hpp"

#include <doctest/doctest.h>

#include "practice.hpp"

using namespace slotgate;
using namespace slotgate::sim;
using namespace slotgate::sim::testing;

namespace {

std::string move_to(std::string_view start, std::string_view more = {}) {
    return R"({"start":")" + std::string(start) + '"' + std::string(more) + '}';
}

reaction move(asker& cal, const std::string& uid, const std::string& body,
              std::string_view key = {}) {
    return cal.ask("POST", "/v2/bookings/" + uid + "/reschedule", body, key);
}

reaction cancel(asker& cal, const std::string& uid, const std::string& body = {},
                std::string_view key = {}) {
    return cal.ask("POST", "/v2/bookings/" + uid + "/cancel", body, key);
}

bool offers(asker& cal, std::string_view utc_start) {
    return cal
        .ask("GET", "/v2/slots?eventTypeId=1&start=2031-05-06&end=2031-05-06", "", "", "2024-09-04")
        .answer.body.contains(utc_start);
}

}  // namespace

TEST_CASE("a booking is answered in Cal.com's keys and order") {
    asker cal;
    const auto r = cal.book("2031-05-06T10:00:00Z");
    const auto uid = text(r, "uid");
    CHECK(r.answer.status == 201);
    CHECK(uid.size() == 22);
    CHECK(
        r.answer.body ==
        R"({"status":"success","data":{"id":1,"uid":")" + uid +
            R"(","title":"m1 between Anna Berg and Bo Guest","description":"","hosts":[{"id":1,)"
            R"("name":"Anna Berg","email":"anna-berg@practice.example",)"
            R"("displayEmail":"anna-berg@practice.example","username":"anna-berg",)"
            R"("timeZone":"Europe/Berlin"}],"status":"accepted","cancellationReason":"",)"
            R"("cancelledByEmail":"","rescheduledByEmail":null,)"
            R"("start":"2031-05-06T10:00:00.000Z","end":"2031-05-06T10:30:00.000Z","duration":30,)"
            R"("eventTypeId":1,"eventType":{"id":1,"slug":"m1"},"meetingUrl":"Room 1",)"
            R"("location":"Room 1","absentHost":false,"createdAt":"2031-05-04T08:00:00.000Z",)"
            R"("updatedAt":"2031-05-04T08:00:00.000Z","metadata":{},"rating":null,"icsUid":")" +
            uid +
            R"(@Cal.diy","attendees":[{"name":"Bo Guest","email":"bo@guests.example",)"
            R"("displayEmail":"bo@guests.example","timeZone":"Asia/Tokyo","language":"en",)"
            R"("absent":false}],"bookingFieldsResponses":{"email":"bo@guests.example",)"
            R"("name":"Bo Guest","displayEmail":"bo@guests.example"},)"
            R"("isPlatformManagedUserBooking":false}})");
}

TEST_CASE("guests, metadata, phone and answers are kept") {
    asker cal;
    const auto r =
        cal.ask("POST", "/v2/bookings",
                R"({"eventTypeSlug":"m1","username":"anna-berg","start":"2031-05-06T10:00:07.9Z",)"
                R"("attendee":{"name":"Bo","email":"bo@x.example","timeZone":"UTC",)"
                R"("phoneNumber":"+491701",)"
                R"("language":"de"},"guests":["g@x.example"],"metadata":{"intent":"i-1","a":"b"},)"
                R"("bookingFieldsResponses":{"notes":"knee","why":"x"}})");
    const auto body = body_of(r);
    const auto& data = body.at("data");
    CHECK(data.at("start") == "2031-05-06T10:00:07.000Z");
    CHECK(boost::json::serialize(data.at("metadata")) == R"({"a":"b","intent":"i-1"})");
    CHECK(data.at("guests") == boost::json::array{"g@x.example"});
    CHECK(data.at("attendees").at(0).at("phoneNumber") == "+491701");
    CHECK(data.at("attendees").at(1).at("name") == "");
    CHECK(boost::json::serialize(data.at("bookingFieldsResponses")) ==
          R"({"email":"bo@x.example","attendeePhoneNumber":"+491701","name":"Bo",)"
          R"("guests":["g@x.example"],"why":"x","notes":"knee","displayEmail":"bo@x.example",)"
          R"("displayGuests":["g@x.example"]})");
}

TEST_CASE("a booking takes its slot, a cancellation gives it back") {
    asker cal;
    CHECK(offers(cal, "2031-05-06T10:00:00.000Z"));
    const auto uid = text(cal.book("2031-05-06T10:00:00Z"), "uid");
    CHECK_FALSE(offers(cal, "2031-05-06T10:00:00.000Z"));
    CHECK(cancel(cal, uid).answer.status == 200);
    CHECK(offers(cal, "2031-05-06T10:00:00.000Z"));
}

TEST_CASE("a start that is taken, outside hours, too soon or past is refused in Cal.com's words") {
    asker cal;
    cal.now = at("2031-05-06T08:00:00.000Z");
    CHECK(cal.book("2031-05-06T10:00:00Z").answer.status == 201);
    const auto* const busy = "User either already has booking at this time or is not available";
    for (const auto* start : {"2031-05-06T10:00:00Z", "2031-05-06T10:15:00Z",
                              "2031-05-06T22:00:00Z", "2031-05-10T10:00:00Z"}) {
        const auto r = cal.book(start, "else@guests.example");
        CHECK(r.answer.status == 400);
        CHECK(message(r) == busy);
        CHECK(r.deliveries.empty());
    }
    CHECK(message(cal.book("2031-05-06T08:59:00Z")).starts_with("The event type can't be booked"));
    CHECK(message(cal.book("2031-05-06T07:30:00Z")) == "Attempting to book a meeting in the past.");
    CHECK(cal.book("2031-05-06T10:30:00Z").answer.status == 201);
}

TEST_CASE("creates at once: the same start once, overlapping starts both") {
    simulator sim(practice(), zones(),
                  {.race_window = milliseconds{50}, .witness = kept_answers()});
    wire::request r{
        .method = "POST", .target = "/v2/bookings", .headers = {}, .body = {}, .peer = {}};
    r.headers.set("cal-api-version", "2024-08-13");
    const auto book = [&](const std::string& start, std::string_view now) {
        r.body = R"({"eventTypeId":1,"start":")" + start +
                 R"(","attendee":{"name":"x","email":"x@x.example","timeZone":"UTC"}})";
        return sim.handle(r, at(now)).answer;
    };
    CHECK(book("2031-05-06T10:00:00Z", "2031-05-04T08:00:00.000Z").status == 201);
    const auto lost = book("2031-05-06T10:00:00Z", "2031-05-04T08:00:00.049Z");
    CHECK(lost.status == 409);
    CHECK(lost.body == R"({"statusCode":409,"message":"booking_conflict_error"})");
    CHECK(book("2031-05-06T10:15:00Z", "2031-05-04T08:00:00.049Z").status == 201);
    CHECK(book("2031-05-06T10:00:00Z", "2031-05-04T08:00:00.200Z").status == 400);
}

TEST_CASE("an event type that does not exist is 404, by number and by name") {
    asker cal;
    CHECK(message(cal.book("2031-05-06T10:00:00Z", "b@x.example", 99)) ==
          "Event type with id 99 not found.");
    const auto by_name = [&](const std::string& selector) {
        return message(
            cal.ask("POST", "/v2/bookings",
                    R"({"start":"2031-05-06T10:00:00Z","attendee":{"name":"x",)"
                    R"("email":"x@x.example","timeZone":"UTC"},"eventTypeSlug":"none",)" +
                        selector + "}"));
    };
    CHECK(by_name(R"("username":"u")") == "User with username u not found");
    CHECK(by_name(R"("teamSlug":"t")") == "Team with slug t not found");
    CHECK(by_name(R"("username":"anna-berg")") ==
          "Event type with slug none belonging to user anna-berg not found.");
    CHECK(by_name(R"("username":"anna-berg","organizationSlug":"o")") ==
          "Event type with slug none belonging to user anna-berg within organization o not found.");
}

TEST_CASE("lengths: the event type's own, or one of those it offers") {
    asker cal;
    const auto* const start = "2031-05-06T10:00:00Z";
    CHECK(message(cal.book(start, "b@x.example", 1, R"(,"lengthInMinutes":60)"))
              .starts_with("Can't specify 'lengthInMinutes'"));
    CHECK(message(cal.book(start, "b@x.example", 2, R"(,"lengthInMinutes":20)")) ==
          "Provided 'lengthInMinutes' is not one of the possible lengths for the event type. The "
          "possible lengths are: 15, 30");
    const auto r = cal.book(start, "b@x.example", 2, R"(,"lengthInMinutes":15)");
    CHECK(text(r, "end") == "2031-05-06T10:15:00.000Z");
}

TEST_CASE("bad bodies are refused in the flattened texts of the validation") {
    asker cal;
    const auto say = [&](const std::string& body) {
        return message(cal.ask("POST", "/v2/bookings", body));
    };
    CHECK(say("{") == "Unexpected end of JSON input");
    CHECK(say("{x}") == "Unexpected token in JSON");
    CHECK(
        say("") ==
        "start property is wrong,start must be a valid ISO 8601 date string , attendee property is "
        "wrong,attendee should not be null or undefined , eventTypeId or eventTypeSlug + username "
        "property is wrong,Either eventTypeId or eventTypeSlug + username or eventTypeSlug + "
        "teamSlug must be provided ");
    CHECK(message(cal.book("2031-05-06T10:00:00Z", "b@x.example", 1, R"(,"colour":"red")")) ==
          "colour property is wrong,property colour should not exist ");
    CHECK(message(cal.book("tomorrow")) ==
          "start property is wrong,start must be a valid ISO 8601 date string ");
    CHECK(
        say(R"({"eventTypeId":1,"start":"2031-05-06T10:00:00Z","attendee":{"email":"a@b.example",)"
            R"("timeZone":"Mars/Base"}})") ==
        "attendee property is wrong, name property is wrong,name must be a string , timeZone "
        "property is wrong,timeZone must be a valid IANA time-zone ");
    CHECK(cal.sim.state().bookings.empty());
}

TEST_CASE("a bad e-mail fails the form's own check") {
    asker cal;
    for (const auto* email : {"nobody", "a@b", "a b@c.example", ""}) {
        const auto r = cal.ask("POST", "/v2/bookings",
                               R"({"eventTypeId":1,"start":"2031-05-06T10:00:00Z","attendee":{)"
                               R"("name":"x","phoneNumber":"+49170","timeZone":"UTC","email":")" +
                                   std::string(email) + R"("}})");
        CHECK(r.answer.status == 400);
        CHECK(message(r) == "responses - {email}email_validation_error, ");
        CHECK(body_of(r).at("error").at("code") == "BAD_REQUEST");
    }
}

TEST_CASE("metadata has Cal.com's limits") {
    asker cal;
    const auto with = [&](const std::string& metadata) {
        return cal.book("2031-05-06T10:00:00Z", "b@x.example", 1, ",\"metadata\":" + metadata);
    };
    CHECK(message(with(R"({")" + std::string(41, 'k') + R"(":"v"})")).contains("at most 50 keys"));
    CHECK(message(with(R"({"k":")" + std::string(501, 'v') + R"("})")).contains("at most 50 keys"));
    CHECK(with(R"({"k":")" + std::string(500, 'v') + R"("})").answer.status == 201);
}

TEST_CASE("rules of an event type: who may book, how often, where") {
    auto w = practice();
    w.event_types[event_type_id{1}].settings["bookingRequiresAuthentication"] = true;
    w.event_types[event_type_id{2}].settings["bookerActiveBookingsLimit"] =
        boost::json::object{{"maximumActiveBookings", 1}, {"offerReschedule", true}};
    asker cal(std::move(w));
    CHECK(cal.book("2031-05-06T10:00:00Z").answer.status == 401);
    const auto first = text(cal.book("2031-05-06T10:00:00Z", "bo@x.example", 2), "uid");
    CHECK(message(cal.book("2031-05-07T10:00:00Z", "bo@x.example", 2))
              .ends_with("You can reschedule your existing booking (" + first +
                         ") to a new timeslot instead."));
    CHECK(message(cal.book("2031-05-07T10:00:00Z", "al@x.example", 2,
                           R"(,"location":{"type":"phone"})"))
              .starts_with("Booking location with type phone not valid"));
    CHECK(cal.book("2031-05-07T10:00:00Z", "al@x.example", 2, R"(,"location":{"type":"address"})")
              .answer.status == 201);
}

TEST_CASE("a booking is shown to anybody who knows its uid, in either contract") {
    asker cal;
    const auto uid = text(cal.book("2031-05-06T10:00:00Z"), "uid");
    const auto now_shape = body_of(cal.ask("GET", "/v2/bookings/" + uid));
    CHECK(now_shape.at("data").at("status") == "accepted");
    CHECK_FALSE(now_shape.at("data").as_object().contains("isPlatformManagedUserBooking"));
    const auto old_shape = body_of(cal.ask("GET", "/v2/bookings/" + uid, "", "", ""));
    CHECK(old_shape.at("data").at("status") == "ACCEPTED");
    CHECK(old_shape.at("data").at("startTime") == "2031-05-06T10:00:00.000Z");
    CHECK(message(cal.ask("GET", "/v2/bookings/none")) ==
          "Booking with uid=none was not found in the database");
}

TEST_CASE("a move makes a new uid and leads from the old one to it") {
    asker cal;
    const auto a = text(cal.book("2031-05-06T10:00:00Z"), "uid");
    const auto moved =
        move(cal, a,
             move_to("2031-05-07T10:00:00Z", R"(,"rescheduledBy":"bo@guests.example",)"
                                             R"("reschedulingReason":"ill")"));
    CHECK(moved.answer.status == 201);
    const auto b = text(moved, "uid");
    CHECK(b != a);
    CHECK(text(moved, "rescheduledFromUid") == a);
    CHECK(text(moved, "reschedulingReason") == "ill");
    CHECK(text(moved, "rescheduledByEmail") == "bo@guests.example");
    CHECK(text(moved, "icsUid") == a + "@Cal.diy");
    const auto old = cal.ask("GET", "/v2/bookings/" + a);
    CHECK(text(old, "status") == "cancelled");
    CHECK(text(old, "rescheduledToUid") == b);
    CHECK(text(old, "rescheduledByEmail") == "bo@guests.example");
    CHECK(offers(cal, "2031-05-06T10:00:00.000Z"));
    const auto c = move(cal, b, move_to("2031-05-07T10:15:00Z"));
    CHECK(c.answer.status == 201);
    CHECK(text(c, "icsUid") == a + "@Cal.diy");
}

TEST_CASE("a move keeps the booking's length and may overlap itself") {
    asker cal;
    const auto uid =
        text(cal.book("2031-05-06T10:00:00Z", "b@x.example", 2, R"(,"lengthInMinutes":15)"), "uid");
    const auto moved = move(cal, uid, move_to("2031-05-06T10:05:00Z"));
    CHECK(moved.answer.status == 201);
    CHECK(text(moved, "end") == "2031-05-06T10:20:00.000Z");
}

TEST_CASE("what cannot be moved: unknown, moved already, cancelled, taken, under notice") {
    asker cal;
    const auto a = text(cal.book("2031-05-06T10:00:00Z"), "uid");
    CHECK(cal.book("2031-05-06T12:00:00Z").answer.status == 201);
    CHECK(message(move(cal, "none", move_to("2031-05-06T11:00:00Z"))) ==
          "Booking with uid=none was not found in the database");
    CHECK(message(move(cal, a, move_to("2031-05-06T12:15:00Z"))) ==
          "User either already has booking at this time or is not available");
    CHECK(text(cal.ask("GET", "/v2/bookings/" + a), "status") == "accepted");
    const auto b = text(move(cal, a, move_to("2031-05-06T11:00:00Z")), "uid");
    CHECK(message(move(cal, a, move_to("2031-05-06T09:00:00Z"))) ==
          "Can't reschedule booking with uid=" + a +
              " because it has been cancelled and rescheduled already to booking with uid=" + b +
              ". You probably want to reschedule " + b +
              " instead by passing it within the request URL.");
    CHECK(cancel(cal, b).answer.status == 200);
    CHECK(message(move(cal, b, move_to("2031-05-06T09:00:00Z"))) ==
          "Can't reschedule booking with uid=" + b +
              " because it has been cancelled. Please provide uid of a booking that is not "
              "cancelled.");
    CHECK(move(cal, b, "{}").answer.status == 400);
}

TEST_CASE("inside the reschedule notice only the host may move") {
    auto w = practice();
    w.event_types[event_type_id{1}].settings["disableRescheduling"] =
        boost::json::object{{"disabled", false}, {"minutesBefore", 100'000}};
    asker cal(std::move(w));
    const auto uid = text(cal.book("2031-05-06T10:00:00Z"), "uid");
    const auto refused = move(cal, uid, move_to("2031-05-07T10:00:00Z"));
    CHECK(refused.answer.body ==
          R"({"statusCode":403,"message":"Rescheduling is not allowed within the minimum notice )"
          R"(period before the event"})");
    CHECK(move(cal, uid, move_to("2031-05-07T10:00:00Z"), "cal_anna").answer.status == 201);
}

TEST_CASE("a cancellation is announced first and made by the commit") {
    asker cal;
    const auto uid = text(cal.book("2031-05-06T10:00:00Z"), "uid");
    wire::request r{.method = "POST",
                    .target = "/v2/bookings/" + uid + "/cancel",
                    .headers = {{"cal-api-version", "2024-08-13"}},
                    .body = R"({"cancellationReason":"ill"})",
                    .peer = {}};
    const auto announced = cal.sim.handle(r, cal.now);
    REQUIRE(announced.commit.has_value());
    CHECK(cal.sim.state().bookings.at(uid).status == booking_status::accepted);
    const auto answer = cal.sim.commit(*announced.commit, r, cal.now + milliseconds{100});
    CHECK(answer.status == 200);
    const auto& b = cal.sim.state().bookings.at(uid);
    CHECK(b.status == booking_status::cancelled);
    CHECK(b.cancellation_reason == "ill");
    CHECK(b.updated_at == cal.now + milliseconds{100});
    CHECK(answer.body.contains(
        R"("status":"cancelled","cancellationReason":"ill","cancelledByEmail":"")"));
}

TEST_CASE("the host must give a reason, others need none, nobody twice") {
    asker cal;
    const auto uid = text(cal.book("2031-05-06T10:00:00Z"), "uid");
    CHECK(cancel(cal, uid, "{}", "cal_anna").answer.body ==
          R"({"statusCode":400,"message":"Cancellation reason is required"})");
    const auto done = cancel(cal, uid, R"({"cancellationReason":"away"})", "cal_anna");
    CHECK(text(done, "cancelledByEmail").empty());
    CHECK(message(cancel(cal, uid)) ==
          "Can't cancel booking with uid=" + uid +
              " because it has been cancelled already. Please provide uid of a booking that is not "
              "cancelled.");
    CHECK(cancel(cal, "none").answer.status == 404);
}

TEST_CASE("what has ended and what may not be cancelled stays") {
    auto w = practice();
    w.event_types[event_type_id{1}].settings["disableCancelling"] =
        boost::json::object{{"disabled", true}};
    asker cal(std::move(w));
    const auto kept = text(cal.book("2031-05-06T10:00:00Z"), "uid");
    CHECK(cancel(cal, kept).answer.body ==
          R"({"statusCode":400,"message":"This event type does not allow cancellations"})");
    const auto past = text(cal.book("2031-05-06T12:00:00Z", "b@x.example", 2), "uid");
    cal.now = at("2031-05-06T12:30:00.001Z");
    CHECK(cancel(cal, past).answer.body ==
          R"({"statusCode":400,"message":"Cannot cancel a booking that has already ended"})");
}
