#include "calcom-sim/told_world.hpp"

#include <doctest/doctest.h>

#include "calcom-sim/asker.hpp"
#include "tz/zones.hpp"

namespace slotgate::sim {
namespace {

const zone_database& machine_zones() {
    static const auto zones = tz::load_zones();
    REQUIRE(zones.has_value());
    return **zones;
}

constexpr std::string_view hosts = R"([
  {"ref":"ann","userId":7,"username":"ann-1","email":"ann@hosts.example","name":"Ann Host",
   "timeZone":"Europe/Berlin","mood":"good","schedules":[{"id":3,"name":"Working hours",
   "timeZone":"Europe/Berlin","isDefault":true,"availability":[]}]},
  {"ref":"stranger","userId":8,"username":"str-1","email":"str@hosts.example","name":"S",
   "timeZone":"Europe/Berlin","schedules":[]}])";

recording a_recording(std::string_view rest) {
    const auto text =
        R"({"id":"x/1","group":"x","scenario":{"now":"2031-05-01T08:00:00Z","hosts":)" +
        std::string(hosts) + std::string(rest) + "}";
    auto item = read_recording(boost::json::parse(text));
    REQUIRE(item.has_value());
    return *item;
}

constexpr std::string_view tail =
    R"(},"request":{"method":"GET","url":"/v2/me","auth":"owner"},"answer":{"status":200})";

told_world told(std::string_view lists, std::string_view end = tail) {
    const auto item = a_recording(std::string(lists) + std::string(end));
    auto out = read_told_world(item, machine_zones(), item.deliveries);
    CHECK(out.unread.empty());
    return out;
}

constexpr std::string_view own_type =
    R"(,"eventTypes":[{"ref":"grp","id":5,"owner":"ann","settings":{"title":"grp","slug":"grp",
    "lengthInMinutes":60,"seats":{"seatsPerTimeSlot":3}}}])";

}  // namespace

TEST_CASE("a booking with seats stands once for each of them and is one booking") {
    const auto out = told(std::string(own_type) + R"(,"bookings":[
      {"eventType":"grp","uid":"u","id":9,"start":"2031-05-06T10:00:00Z",
       "end":"2031-05-06T11:00:00Z","status":"accepted","attendeeEmail":"a@x"},
      {"eventType":"grp","uid":"u","id":9,"start":"2031-05-06T10:00:00Z",
       "end":"2031-05-06T11:00:00Z","status":"accepted","attendeeEmail":"b@x","seatUid":"s"}])");
    REQUIRE(out.state.bookings.size() == 1);
    const auto& seats = out.state.bookings.at("u").attendees;
    REQUIRE(seats.size() == 2);
    CHECK(seats.back().email == "b@x");
    CHECK(seats.back().seat_uid == "s");
    CHECK(out.guesses.contains(out.state.bookings.at("u").created_at));
}

TEST_CASE("an event type of a team has its hosts and bears its name as title") {
    const auto out =
        told(R"(,"eventTypes":[{"ref":"rr","id":6,"team":2,"schedulingType":"roundRobin",
      "hosts":[{"host":"ann","mandatory":true},{"host":"stranger","mandatory":false}],
      "settings":{"lengthInMinutes":30}}])");
    const auto& type = out.state.event_types.at(event_type_id{6});
    CHECK(type.kind == scheduling::round_robin);
    CHECK(type.title == "rr");
    REQUIRE(type.hosts.size() == 2);
    CHECK(type.hosts.front().fixed);
    CHECK_FALSE(type.hosts.back().fixed);
    CHECK(out.state.teams.at(2).members.size() == 2);
}

TEST_CASE("notes subscribe webhooks, send hosts away and set their week; others are passed over") {
    const auto out = told(std::string(own_type) + R"(,"notes":[
      "user webhook with secret \"q\" on all booking triggers", "three user webhooks a, b",
      "out of office entry 2031-05-06T00:00Z..2031-05-07T23:59:59.999Z put into the database",
      "weekStart of the host: Monday", "the moon was full"])");
    REQUIRE(out.state.webhooks.size() == 3);
    CHECK(out.state.webhooks.front().url == "http://127.0.0.1:7777/user");
    CHECK(out.state.webhooks.front().secret == "q");
    CHECK(out.state.webhooks.back().url == "http://127.0.0.1:7777/b");
    REQUIRE(out.state.away.size() == 1);
    CHECK(out.state.away.front().who == user_id{7});
    CHECK(out.state.users.at(user_id{7}).week_start == "Monday");
}

TEST_CASE("a webhook received where no note subscribed one proves a subscription") {
    const auto out = told(own_type, R"(},
      "request":{"method":"POST","url":"/v2/bookings"},"answer":{"status":201,"body":{}},
      "webhooks":[{"path":"/plain","bodyText":
        "{\"triggerEvent\":\"T\",\"payload\":{\"type\":\"grp\",\"who\":[\"bo@x\"]}}"},
        {"path":"/tpl","bodyText":"{\"what\":\"grp\",\"who\":\"bo@x\"}"}])");
    REQUIRE(out.state.webhooks.size() == 2);
    CHECK(out.state.webhooks.front().triggers == std::vector<std::string>{"T"});
    CHECK_FALSE(out.state.webhooks.front().payload_template);
    CHECK(out.state.webhooks.back().payload_template == R"({"what":"{{type}}","who":"{{who.0}}"})");
}

TEST_CASE("the owner's key is sent unless the words speak of somebody else") {
    auto item = a_recording(std::string(own_type) + std::string(tail));
    const auto out = read_told_world(item, machine_zones(), {});
    const auto bearer = [&](const char* auth, const char* title) {
        wire::request request;
        request.target = "/v2/slots?eventTypeId=5";
        item.auth = auth;
        item.title = title;
        add_credentials(item, out, request);
        return std::string(request.headers.find("Authorization").value_or(""));
    };
    CHECK(bearer("none", "").empty());
    CHECK(bearer("owner", "list") == "Bearer " + key_of(user_id{7}));
    CHECK(bearer("owner", "confirm by a stranger") == "Bearer " + key_of(user_id{8}));
    CHECK(bearer("stranger", "list") == "Bearer " + key_of(user_id{8}));
    CHECK(bearer("owner", "invalid API key") == "Bearer cal_unheard_of");
}

TEST_CASE("what of a world has no known form is named, and the rest is told") {
    const auto item =
        a_recording(std::string(own_type) + R"(,"bookings":[{"uid":7}])" + std::string(tail));
    const auto out = read_told_world(item, machine_zones(), {});
    CHECK(out.unread.starts_with("scenario.bookings[0].eventType"));
    CHECK(out.state.event_types.size() == 1);
}

TEST_CASE("an element of another form is no recording") {
    for (const auto* const text : {"1", "{}", R"({"scenario":{"now":"soon"}})"})
        CHECK_FALSE(read_recording(boost::json::parse(text)).has_value());
}

}  // namespace slotgate::sim
