#include <doctest/doctest.h>

#include "calcom-sim/host_choice.hpp"
#include "practice.hpp"

using namespace slotgate;
using namespace slotgate::sim;
using namespace slotgate::sim::testing;

namespace {

constexpr auto ten = "2031-05-06T10:00:00Z";
constexpr auto anna_only = 1;
constexpr auto together = 11;
constexpr auto in_turns = 12;

std::string host_of(const reaction& r) {
    return std::string(data_of(r).at("hosts").at(0).at("name").as_string());
}

}  // namespace

TEST_CASE("a collective booking has all hosts: one organizes, the others attend") {
    asker cal(with_webhook(wider_practice()));
    const auto r = cal.book(ten, "bo@guests.example", together);
    CHECK(r.answer.status == 201);
    CHECK(text(r, "title") == "m11 between Both and Bo Guest");
    CHECK(host_of(r) == "Anna Berg");
    REQUIRE(data_of(r).at("attendees").as_array().size() == 2);
    CHECK(data_of(r).at("attendees").at(1).at("email") == "ben-weil@practice.example");
    const auto p = payload(posted(r)[0]);
    CHECK(p.at("schedulingType") == "COLLECTIVE");
    CHECK(p.at("attendees").as_array().size() == 1);
    CHECK(p.at("team").at("members").at(0).at("name") == "Ben Weil");
    CHECK(cal.book(ten, "b@x.example", 4).answer.status == 400);
}

TEST_CASE("a collective with one busy host is 500, with none free 400") {
    asker cal(wider_practice());
    cal.book(ten, "b@x.example", anna_only);
    CHECK(cal.book(ten, "c@x.example", together).answer.body ==
          R"({"statusCode":500,"message":"Internal server error"})");
    cal.book(ten, "b@x.example", 4);
    CHECK(message(cal.book(ten, "c@x.example", together)) ==
          "One of the hosts either already has booking at this time or is not available");
}

TEST_CASE("a round robin takes turns: who was booked least recently, then the lower number") {
    asker cal(wider_practice());
    CHECK(host_of(cal.book(ten, "a@x.example", in_turns)) == "Anna Berg");
    cal.now += minutes{1};
    CHECK(host_of(cal.book("2031-05-06T12:00:00Z", "a@x.example", in_turns)) == "Ben Weil");
    cal.now += minutes{1};
    CHECK(host_of(cal.book("2031-05-07T12:00:00Z", "a@x.example", in_turns)) == "Anna Berg");
}

TEST_CASE("a round robin books whoever is free, and nobody when nobody is") {
    asker cal(wider_practice());
    cal.book(ten, "b@x.example", anna_only);
    CHECK(host_of(cal.book(ten, "c@x.example", in_turns)) == "Ben Weil");
    CHECK(message(cal.book(ten, "d@x.example", in_turns)) ==
          "One of the hosts either already has booking at this time or is not available");
}

TEST_CASE("priority comes before turns") {
    auto w = wider_practice();
    w.event_types[event_type_id{in_turns}].hosts[1].priority = "high";
    asker cal(std::move(w));
    for (const auto* start : {ten, "2031-05-06T12:00:00Z"})
        CHECK(host_of(cal.book(start, "a@x.example", in_turns)) == "Ben Weil");
}

TEST_CASE("a fixed host comes along, and his being busy is 500") {
    auto w = wider_practice();
    w.event_types[event_type_id{in_turns}].hosts[1].fixed = true;
    asker cal(std::move(w));
    const auto r = cal.book(ten, "a@x.example", in_turns);
    CHECK(host_of(r) == "Ben Weil");
    CHECK(data_of(r).at("attendees").at(1).at("name") == "Anna Berg");
    CHECK(text(r, "title") == "m12 between Both and Bo Guest");
    cal.book("2031-05-06T12:00:00Z", "b@x.example", 4);
    CHECK(cal.book("2031-05-06T12:00:00Z", "c@x.example", in_turns).answer.status == 500);
}

TEST_CASE("a routing form narrows a round robin; the same booker gets the same booking") {
    asker cal(wider_practice());
    const auto routed =
        cal.book(ten, "a@x.example", in_turns, R"(,"routing":{"teamMemberIds":[2]})");
    CHECK(host_of(routed) == "Ben Weil");
    CHECK(text(cal.book(ten, "a@x.example", in_turns), "uid") == text(routed, "uid"));
    CHECK(cal.book(ten, "b@x.example", in_turns, R"(,"routing":{"teamMemberIds":["x"]})")
              .answer.status == 400);
}

TEST_CASE("reassigning keeps the uid, changes the host and tells nobody") {
    asker cal(with_webhook(wider_practice()));
    const auto uid = text(cal.book(ten, "a@x.example", in_turns), "uid");
    const auto r = act(cal, uid, "reassign", "", "cal_anna");
    CHECK(r.answer.status == 200);
    CHECK(r.deliveries.empty());
    CHECK(boost::json::serialize(data_of(r)) ==
          R"({"bookingUid":")" + uid +
              R"(","reassignedTo":{"id":2,"name":"Ben Weil","email":"ben-weil@practice.example",)"
              R"("displayEmail":"ben-weil@practice.example"}})");
    CHECK(text(cal.ask("GET", "/v2/bookings/" + uid), "title") ==
          "m12 between Ben Weil and Bo Guest");
    CHECK(data_of(act(cal, uid, "reassign/1", "", "cal_anna")).at("reassignedTo").at("id") == 1);
}

TEST_CASE("what cannot be reassigned: nobody free, no host, no right, not there") {
    asker cal(wider_practice());
    const auto uid = text(cal.book(ten, "a@x.example", in_turns), "uid");
    cal.book(ten, "b@x.example", 4);
    CHECK(message(act(cal, uid, "reassign", "", "cal_ben")) ==
          "Can't reassign the booking because no other host is available at that time.");
    CHECK(message(act(cal, uid, "reassign/77", "", "cal_ben")) ==
          "User with id=77 was not found in the database");
    CHECK(act(cal, "none", "reassign", "", "cal_ben").answer.status == 404);
    const auto own = text(cal.book("2031-05-06T12:00:00Z"), "uid");
    CHECK(message(act(cal, own, "reassign", "", "cal_ben")) ==
          "You do not have permission to reassign this booking");
    CHECK(message(act(cal, own, "reassign/2", "", "cal_anna"))
              .starts_with("User with id=2 is not a valid Round Robin host"));
}

TEST_CASE("event types of teams are found by slug; managed and hostless ones are refused") {
    auto w = wider_practice();
    w.event_types[event_type_id{together}].hosts.clear();
    w.event_types[event_type_id{in_turns}].kind = scheduling::managed;
    asker cal(std::move(w));
    const auto by_slug = cal.ask("POST", "/v2/bookings",
                                 R"({"start":"2031-05-06T10:00:00Z","attendee":{"name":"x",)"
                                 R"("email":"x@x.example","timeZone":"UTC"},)"
                                 R"("eventTypeSlug":"m11","teamSlug":"both"})");
    CHECK(by_slug.answer.status == 422);
    CHECK(message(by_slug).starts_with("Can't book this team event type because it has no hosts."));
    CHECK(message(cal.book(ten, "a@x.example", in_turns))
              .starts_with("Event type with id=12 is the parent managed event type"));
    CHECK(message(cal.book(ten, "a@x.example", 1, R"(,"instant":true)")) ==
          "Instant bookings are only supported for team event types, not individual user event "
          "types.");
}
