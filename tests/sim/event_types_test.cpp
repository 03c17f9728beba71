#include "calcom-sim/event_types.hpp"

#include <doctest/doctest.h>

#include "practice.hpp"

namespace {

using namespace slotgate;
using namespace slotgate::sim;
using namespace slotgate::sim::testing;

struct owner : asker {
    using asker::asker;
    reaction types(std::string method, const std::string& rest, std::string body = {},
                   std::string_view key = "cal_anna") {
        return ask(std::move(method), "/v2/event-types" + rest, std::move(body), key, "2024-06-14");
    }
    reaction of_team(std::string method, const std::string& rest, std::string body = {},
                     std::string_view key = "cal_anna") {
        return ask(std::move(method), "/v2/teams/7/event-types" + rest, std::move(body), key,
                   "2024-06-14");
    }
    std::string slots(std::int64_t type) {
        return ask("GET",
                   "/v2/slots?start=2031-05-06&end=2031-05-06&eventTypeId=" + std::to_string(type),
                   {}, {}, "2024-09-04")
            .answer.body;
    }
};

std::int64_t id_of(const reaction& r) {
    return body_of(r).at("data").at("id").as_int64();
}

world with_team() {
    world w = practice();
    w.teams[7] = {.id = 7, .slug = "team", .name = "Team", .members = {user_id{1}, user_id{2}}};
    return w;
}

}  // namespace

TEST_CASE("a created event type shows what was set and takes bookings") {
    owner o;
    const auto r = o.types("POST", "",
                           R"({"title":"Long","slug":"long","lengthInMinutes":60,"colour":"red",)"
                           R"("minimumBookingNotice":0,"bookingLimitsCount":{"day":2},)"
                           R"("disableGuests":true,"scheduleId":null})");
    CHECK(r.answer.status == 201);
    const auto data = body_of(r).at("data").as_object();
    CHECK(data.at("lengthInMinutes").as_int64() == 60);
    CHECK(data.at("disableGuests").as_bool());
    CHECK(serialize(data.at("bookingLimitsCount")) == R"({"day":2})");
    CHECK(data.at("scheduleId").is_null());
    CHECK_FALSE(data.contains("colour"));
    const auto id = id_of(r);
    CHECK(o.slots(id).find("07:00:00.000Z") != std::string::npos);
    CHECK(o.book("2031-05-06T07:00:00Z", "bo@guests.example", static_cast<int>(id)).answer.status ==
          201);
}

TEST_CASE("a bad event type is refused as recorded") {
    owner o;
    const auto bad = o.types("POST", "", R"({"title":"x","slug":"x","lengthInMinutes":0})");
    CHECK(serialize(body_of(bad).at("error").at("details")) ==
          R"({"errors":[{"target":{"title":"x","slug":"x","lengthInMinutes":0},"value":0,)"
          R"("property":"lengthInMinutes","children":[],"constraints":)"
          R"({"min":"lengthInMinutes must not be less than 1"}}]})");
    const auto twice = o.types("POST", "", R"({"title":"x","slug":"m1","lengthInMinutes":30})");
    CHECK(twice.answer.status == 400);
    CHECK(message(twice) == "User already has an event type with this slug.");
    const auto schedule =
        o.types("POST", "", R"({"title":"x","slug":"x","lengthInMinutes":30,"scheduleId":77})");
    CHECK(message(schedule) == "User with ID=1 does not own schedule with ID=77");
    const auto seats = o.types("POST", "",
                               R"({"title":"x","slug":"x","lengthInMinutes":30,"seats":)"
                               R"({"seatsPerTimeSlot":2,"showAttendeeInfo":true}})");
    CHECK(seats.answer.body.find("showAvailabilityCount must be a boolean") != std::string::npos);
    const auto window =
        o.types("PATCH", "/1", R"({"bookingWindow":{"type":"someDays","value":3}})");
    CHECK(window.answer.body.find("Invalid bookingWindow structure.") != std::string::npos);
    const auto limits = o.types("PATCH", "/1", R"({"bookingLimitsCount":{"day":3,"week":2}})");
    CHECK(limits.answer.body.find("number of bookings for day cannot exceed the number of "
                                  "bookings for week.") != std::string::npos);
    const auto both = o.types("PATCH", "/1",
                              R"({"confirmationPolicy":{"type":"always",)"
                              R"("blockUnconfirmedBookingsInBooker":true},"seats":)"
                              R"({"seatsPerTimeSlot":2,"showAttendeeInfo":true,)"
                              R"("showAvailabilityCount":true}})");
    CHECK(message(both).starts_with("Seats Validation failed"));
}

TEST_CASE("a change keeps what it does not name, and decides about starts at once") {
    owner o;
    CHECK(o.types("PATCH", "/1", R"({"bookingLimitsCount":{"day":2},"slotInterval":15})")
              .answer.status == 200);
    CHECK(o.slots(1).find("07:15:00.000Z") != std::string::npos);
    const auto r = o.types("PATCH", "/1",
                           R"({"lengthInMinutes":45,"bookingLimitsCount":{"disabled":true},)"
                           R"("slotInterval":null})");
    const auto data = body_of(r).at("data").as_object();
    CHECK(serialize(data.at("bookingLimitsCount")) == "{}");
    CHECK(data.at("slotInterval").is_null());
    CHECK(data.at("minimumBookingNotice").as_int64() == 60);
    CHECK(serialize(data.at("locations")) == R"([{"type":"address","address":"Room 1"}])");
    CHECK(o.slots(1).find("07:45:00.000Z") != std::string::npos);
}

TEST_CASE("fields of the form are changed and added") {
    owner o;
    const auto r = o.types("PATCH", "/1",
                           R"({"bookingFields":[{"type":"name","label":"Who"},)"
                           R"({"type":"text","slug":"case","label":"Case","required":true}]})");
    const auto fields = body_of(r).at("data").at("bookingFields").as_array();
    CHECK(fields.at(0).at("label") == "Who");
    CHECK(fields.at(3).at("slug") == "case");
    CHECK_FALSE(fields.at(3).at("isDefault").as_bool());
}

TEST_CASE("event types of others are not found, and not deleted") {
    owner o;
    CHECK(o.types("GET", "/4").answer.status == 404);
    CHECK(o.types("PATCH", "/4", "{}").answer.status == 404);
    CHECK(message(o.types("DELETE", "/4")) == "User with ID=1 does not own event type with ID=4");
    CHECK(message(o.types("DELETE", "/77")) == "Event type with ID=77 does not exist.");
    CHECK(o.types("DELETE", "/1", {}, {}).answer.status == 403);
    CHECK(o.types("GET", "/x").answer.status == 400);
}

TEST_CASE("with an event type go its webhooks and reservations, not its bookings") {
    owner o;
    CHECK(o.book("2031-05-06T10:00:00Z").answer.status == 201);
    CHECK(o.ask("POST", "/v2/event-types/1/webhooks",
                R"({"subscriberUrl":"http://x.example/","active":true,"triggers":[]})", "cal_anna")
              .answer.status == 201);
    CHECK(o.ask("POST", "/v2/slots/reservations",
                R"({"eventTypeId":1,"slotStart":"2031-05-06T12:00:00Z"})", {}, "2024-09-04")
              .answer.status == 201);
    CHECK(o.types("DELETE", "/1").answer.body ==
          R"({"status":"success","data":{"id":1,"lengthInMinutes":30,"slug":"m1","title":"m1"}})");
    const auto& w = o.sim.state();
    CHECK(w.webhooks.empty());
    CHECK(w.reservations.empty());
    CHECK(w.bookings.size() == 1);
    CHECK(o.slots(1).find("Event Type not found") != std::string::npos);
    CHECK(o.slots(2).find("T10:00:00.000Z") == std::string::npos);
}

TEST_CASE("members create and change a team's event types, anybody lists them") {
    owner o(with_team());
    const auto r =
        o.of_team("POST", "",
                  R"({"title":"T","slug":"t","lengthInMinutes":30,"schedulingType":)"
                  R"("roundRobin","hosts":[{"userId":2,"mandatory":true},{"userId":1}]})");
    CHECK(r.answer.status == 201);
    const auto data = body_of(r).at("data").as_object();
    CHECK(data.at("schedulingType") == "roundRobin");
    CHECK(data.at("hosts").at(0).at("mandatory").as_bool());
    CHECK(data.at("team").at("slug") == "team");
    const auto path = '/' + std::to_string(id_of(r));
    const auto all = o.of_team("PATCH", path, R"({"assignAllTeamMembers":true,"slug":"u"})");
    CHECK(body_of(all).at("data").at("hosts").at(0).at("userId").as_int64() == 1);
    CHECK(body_of(o.of_team("GET", "?eventSlug=u", {}, {})).at("data").as_array().size() == 1);
    CHECK(o.of_team("GET", path, {}, {}).answer.status == 403);
    CHECK(o.of_team("POST", "",
                    R"({"title":"T","slug":"u","lengthInMinutes":30,)"
                    R"("schedulingType":"collective"})")
              .answer.status == 400);
    CHECK(o.of_team("DELETE", path).answer.status == 200);
    CHECK(o.of_team("GET", path).answer.status == 404);
}

TEST_CASE("who is no member changes nothing of a team, and is no host of it") {
    world w = with_team();
    w.teams[7].members = {user_id{2}};
    owner o(w);
    const std::string body =
        R"({"title":"T","slug":"t","lengthInMinutes":30,"schedulingType":"collective",)"
        R"("hosts":[{"userId":1}]})";
    CHECK(message(o.of_team("POST", "", body)) ==
          "RolesGuard - User is not a member of the team with id=7.");
    CHECK(o.of_team("POST", "", body, "cal_ben").answer.status == 404);
}

TEST_CASE("children of a managed event type follow it") {
    owner o(with_team());
    const auto r = o.of_team("POST", "",
                             R"({"title":"M","slug":"m","lengthInMinutes":30,"schedulingType":)"
                             R"("managed","hosts":[{"userId":1},{"userId":2}]})");
    const auto data = body_of(r).at("data").as_array();
    REQUIRE(data.size() == 3);
    const auto parent = std::to_string(data[0].at("id").as_int64());
    const auto child = data[1].at("id").as_int64();
    CHECK(data[1].at("ownerId").as_int64() == 1);
    CHECK(o.of_team("PATCH", "/" + parent, R"({"lengthInMinutes":60,"hosts":[{"userId":1}]})")
              .answer.status == 200);
    CHECK(body_of(o.types("GET", "/" + std::to_string(child)))
              .at("data")
              .at("lengthInMinutes")
              .as_int64() == 60);
    CHECK(o.types("GET", "/" + std::to_string(child + 1), {}, "cal_ben").answer.status == 404);
}
