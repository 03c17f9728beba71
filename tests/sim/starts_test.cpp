#include "calcom-sim/starts.hpp"

#include <doctest/doctest.h>

#include "sim/team.hpp"

namespace slotgate::sim {
namespace {

using testing::add_booking;
using testing::asker;
using testing::at;
using testing::body_of;
using testing::practice;
using testing::practice_team;
using testing::set_hours;
using testing::starts_listed;
using testing::zones;

/// The practice with event type 1 for groups: an hour, on Tuesday from 9 to 12.
world group(std::int64_t seats) {
    world w = practice();
    auto& type = w.event_types.at(event_type_id{1});
    type.seats = seats_offer{.per_slot = seats};
    type.length = minutes{60};
    set_hours(w, 1, hours{9}, hours{12});
    return w;
}

void take_seats(world& w, std::string_view start, int people) {
    const auto end = to_text(at(start) + hours{1});
    auto& b = add_booking(w, start, end);
    b.attendees.clear();
    for (int n = 1; n <= people; ++n)
        b.attendees.push_back({.name = "x", .email = std::to_string(n), .seat_uid = "s"});
}

std::string body(asker& ask, std::string target, std::string_view version = "2024-09-04") {
    return ask.ask("GET", std::move(target), {}, {}, version).answer.body;
}

constexpr std::string_view tuesday = "&start=2031-05-06&end=2031-05-06";

}  // namespace

TEST_CASE("recorded C1: a full start with seats stays, and says so") {
    world w = group(2);
    take_seats(w, "2031-05-06T08:00:00Z", 2);
    asker ask(w);
    CHECK(
        body(ask, "/v2/slots?eventTypeId=1" + std::string(tuesday)) ==
        R"({"data":{"2031-05-06":[)"
        R"({"start":"2031-05-06T07:00:00.000Z","seatsBooked":0,"seatsRemaining":2,"seatsTotal":2},)"
        R"({"start":"2031-05-06T08:00:00.000Z","seatsBooked":2,"seatsRemaining":0,"seatsTotal":2,)"
        R"("bookingUid":"b0"},)"
        R"({"start":"2031-05-06T09:00:00.000Z","seatsBooked":0,"seatsRemaining":2,"seatsTotal":2})"
        R"(]},"status":"success"})");
}

TEST_CASE(
    "recorded C1: one seat alone is lost when it is taken, other event types lose every time") {
    world w = group(1);
    take_seats(w, "2031-05-06T08:00:00Z", 1);
    asker single(w);
    CHECK(starts_listed(single, 1, "2031-05-06", "2031-05-06") == "06T09:00 06T11:00");
    w.event_types.at(event_type_id{1}).seats->per_slot = 5;
    w.event_types.at(event_type_id{2}).slot_interval = minutes{60};
    asker other(w);
    CHECK(starts_listed(other, 2, "2031-05-06", "2031-05-06") == "06T09:00 06T11:00");
}

TEST_CASE("recorded C2: overlapping bookings of a group are both listed, only buffers take time") {
    world w = group(3);
    w.event_types.at(event_type_id{1}).slot_interval = minutes{30};
    take_seats(w, "2031-05-06T07:30:00Z", 1);
    take_seats(w, "2031-05-06T08:00:00Z", 1);
    asker ask(w);
    CHECK(starts_listed(ask, 1, "2031-05-06", "2031-05-06") ==
          "06T09:00 06T09:30 06T10:00 06T10:30 06T11:00");
    world buffered = group(3);
    buffered.event_types.at(event_type_id{1}).buffer_before = minutes{30};
    take_seats(buffered, "2031-05-06T08:00:00Z", 1);
    asker again(buffered);
    CHECK(starts_listed(again, 1, "2031-05-06", "2031-05-06") == "06T10:00");
}

TEST_CASE("recorded C1: a reserved seat counts, even beyond the last one") {
    world w = group(1);
    w.event_types.at(event_type_id{1}).seats->per_slot = 2;
    take_seats(w, "2031-05-06T08:00:00Z", 2);
    reservation seat{.uid = "r", .event_type = event_type_id{1}, .who = user_id{1}};
    seat.start = at("2031-05-06T08:00:00Z");
    seat.end = seat.start + hours{1};
    seat.release_at = at("2031-05-04T08:05:00Z");
    seat.is_seat = true;
    w.reservations.emplace("r", seat);
    asker ask(w);
    const auto answer = body(ask, "/v2/slots?eventTypeId=1" + std::string(tuesday));
    CHECK(
        answer.contains(R"("seatsBooked":3,"seatsRemaining":-1,"seatsTotal":2,"bookingUid":"b0")"));
}

TEST_CASE("the older contract tells how many seats are taken, where any are") {
    world w = group(2);
    take_seats(w, "2031-05-06T08:00:00Z", 1);
    asker ask(w);
    const std::string question =
        "/v2/slots/"
        "available?eventTypeId=1&startTime=2031-05-06T07:00:00Z&endTime=2031-05-06T09:00:00Z";
    const auto rest = R"({"time":"2031-05-06T08:00:00.000Z","attendees":1,"bookingUid":"b0"}]}},)";
    CHECK(body(ask, question, "2024-08-13").contains(rest));
    CHECK(body(ask, question + "&timeZone=UTC", "2024-08-13").contains(rest));
}

TEST_CASE("a pending booking takes time from its own event type, and only if that says so") {
    world w = practice();
    set_hours(w, 1, hours{9}, hours{10});
    auto& type = w.event_types.at(event_type_id{1});
    type.confirmation = confirmation_rule{.blocks_unconfirmed = true};
    add_booking(w, "2031-05-06T07:00:00Z", "2031-05-06T07:30:00Z").status = booking_status::pending;
    asker blocking(w);
    CHECK(starts_listed(blocking, 1, "2031-05-06", "2031-05-06") == "06T09:30");
    CHECK(starts_listed(blocking, 2, "2031-05-06", "2031-05-06") == "06T09:00 06T09:30");
    type.confirmation->blocks_unconfirmed = false;
    asker idle(w);
    CHECK(starts_listed(idle, 1, "2031-05-06", "2031-05-06") == "06T09:00 06T09:30");
}

TEST_CASE("a reservation hides its time from every event type of the host until it expires") {
    world w = practice();
    set_hours(w, 1, hours{9}, hours{10});
    reservation held{.uid = "mine", .event_type = event_type_id{1}, .who = user_id{1}};
    held.start = at("2031-05-06T07:10:00Z");
    held.end = held.start + minutes{15};
    held.release_at = at("2031-05-04T08:05:00Z");
    w.reservations.emplace("mine", held);
    asker ask(w);
    CHECK(starts_listed(ask, 1, "2031-05-06", "2031-05-06") == "06T09:30");
    CHECK(starts_listed(ask, 2, "2031-05-06", "2031-05-06") == "06T09:30");
    ask.now = at("2031-05-04T08:05:01Z");
    CHECK(starts_listed(ask, 2, "2031-05-06", "2031-05-06") == "06T09:00 06T09:30");
    CHECK(ask.sim.state().reservations.size() == 1);
    CHECK(starts_listed(ask, 1, "2031-05-06", "2031-05-06") == "06T09:00 06T09:30");
    CHECK(ask.sim.state().reservations.empty());
}

TEST_CASE("the older endpoint shows a browser the time that its own cookie reserved") {
    world w = practice();
    set_hours(w, 1, hours{9}, minutes{570});
    reservation held{.uid = "mine", .event_type = event_type_id{1}, .who = user_id{1}};
    held.start = at("2031-05-06T07:00:00Z");
    held.end = at("2031-05-06T07:30:00Z");
    held.release_at = at("2031-05-04T08:05:00Z");
    w.reservations.emplace("mine", held);
    simulator sim(w, zones(), {.slots_cache = milliseconds{0}, .witness = testing::kept_answers()});
    wire::request question{
        .method = "GET",
        .target =
            "/v2/slots/"
            "available?eventTypeId=1&startTime=2031-05-06T00:00:00Z&endTime=2031-05-07T00:00:00Z"};
    const instant now = at("2031-05-04T08:00:00Z");
    CHECK(sim.handle(question, now).answer.body.contains(R"("slots":{}})"));
    question.headers.add("Cookie", "a=b; uid=mine");
    CHECK(sim.handle(question, now).answer.body.contains("T07:00:00"));
}

TEST_CASE("a collective needs everybody, a round robin anybody") {
    world w = practice_team();
    set_hours(w, 1, hours{9}, hours{11});
    set_hours(w, 2, hours{10}, hours{12});
    asker ask(w);
    CHECK(starts_listed(ask, 11, "2031-05-06", "2031-05-06") == "06T10:00");
    CHECK(starts_listed(ask, 12, "2031-05-06", "2031-05-06") == "06T09:00 06T10:00 06T11:00");
}

TEST_CASE("a round robin loses a start when its last free host is taken") {
    world w = practice_team();
    set_hours(w, 1, hours{9}, hours{10});
    set_hours(w, 2, hours{9}, hours{10});
    add_booking(w, "2031-05-06T07:00:00Z", "2031-05-06T08:00:00Z", 12, 1);
    asker half(w);
    CHECK(starts_listed(half, 12, "2031-05-06", "2031-05-06") == "06T09:00");
    add_booking(w, "2031-05-06T07:30:00Z", "2031-05-06T08:00:00Z", 4);
    asker full(w);
    CHECK(starts_listed(full, 12, "2031-05-06", "2031-05-06").empty());
}

TEST_CASE("recorded C3: fixed hosts who never work in what is asked are ignored") {
    world w = practice_team();
    w.event_types.at(event_type_id{12}).hosts.front().fixed = true;
    set_hours(w, 1, hours{9}, hours{10});
    w.users.at(user_id{1}).schedules.front().availability.front().weekdays = {1};
    set_hours(w, 2, hours{10}, hours{12});
    asker ask(w);
    CHECK(starts_listed(ask, 12, "2031-05-06", "2031-05-06") == "06T10:00 06T11:00");
    CHECK(starts_listed(ask, 12, "2031-05-05", "2031-05-06").empty());
}

TEST_CASE("a team's event type is found by the slugs of both") {
    asker ask(practice_team());
    CHECK(body(ask, "/v2/slots?eventTypeSlug=anybody&teamSlug=care" + std::string(tuesday)) ==
          body(ask, "/v2/slots?eventTypeId=12" + std::string(tuesday)));
    CHECK(body(ask, "/v2/slots?eventTypeSlug=anybody&teamSlug=nobody" + std::string(tuesday))
              .contains("Team with slug nobody not found"));
    CHECK(body(ask, "/v2/slots?eventTypeSlug=x&teamSlug=care" + std::string(tuesday))
              .contains("Event Type not found"));
}

TEST_CASE("several people of one organization meet when all of them can, half an hour if unasked") {
    world w = practice();
    set_hours(w, 1, hours{9}, hours{11});
    set_hours(w, 2, hours{10}, hours{12});
    for (auto& [id, who] : w.users) who.organization = "acme";
    asker ask(w);
    const std::string question =
        "/v2/slots?usernames=anna-berg,ben-weil&organizationSlug=acme" + std::string(tuesday);
    CHECK(body(ask, question) == R"({"data":{"2031-05-06":[{"start":"2031-05-06T08:00:00.000Z"},)"
                                 R"({"start":"2031-05-06T08:30:00.000Z"}]},"status":"success"})");
    // Whoever writes the ends finds no event type to ask for the length.
    CHECK(body(ask, question + "&format=range")
              .contains(R"("start":"2031-05-06T08:00:00.000Z","end":"2031-05-06T08:00:00.000Z")"));
    CHECK(body(ask, question + "&format=range&duration=60")
              .contains(R"("start":"2031-05-06T08:00:00.000Z","end":"2031-05-06T09:00:00.000Z")"));
    CHECK(body(ask, "/v2/slots?usernames=anna-berg,ben-weil&organizationSlug=x" +
                        std::string(tuesday)) == R"({"data":{},"status":"success"})");
}

TEST_CASE("a booking that is to be moved hides nothing") {
    world w = practice();
    set_hours(w, 1, hours{9}, hours{10});
    add_booking(w, "2031-05-06T07:00:00Z", "2031-05-06T07:30:00Z");
    asker ask(w);
    CHECK(starts_listed(ask, 1, "2031-05-06", "2031-05-06") == "06T09:30");
    CHECK(starts_listed(ask, 1, "2031-05-06", "2031-05-06", "Europe/Berlin",
                        "&bookingUidToReschedule=b0") == "06T09:00 06T09:30");
}

TEST_CASE("a start in the past, which only an override can bring, ends the whole question") {
    world w = practice();
    auto& type = w.event_types.at(event_type_id{1});
    type.notice = minutes{0};
    w.users.at(user_id{1}).schedules.front().overrides = {
        {std::chrono::year{2031} / 5 / 6, hours{10}, hours{18}}};
    asker ask(w);
    ask.now = at("2031-05-06T09:00:20Z");
    const auto r =
        ask.ask("GET", "/v2/slots?eventTypeId=1" + std::string(tuesday), {}, {}, "2024-09-04");
    CHECK(r.answer.status == 400);
    CHECK(r.answer.body.contains(
        R"("error":{"code":"TRPCError","message":"Attempting to book a meeting in the past."})"));
    ask.now = at("2031-05-06T09:01:20Z");
    CHECK(starts_listed(ask, 1, "2031-05-06", "2031-05-06").starts_with("06T11:30"));
}

TEST_CASE(
    "the older endpoint has an inner error for what is not there, and breaks without a length") {
    asker ask(practice());
    const std::string times = "&startTime=2031-05-06T00:00:00Z&endTime=2031-05-07T00:00:00Z";
    const auto missing = ask.ask("GET", "/v2/slots/available?eventTypeId=99" + times, {}, {}, "");
    CHECK(missing.answer.status == 404);
    CHECK(missing.answer.body.contains(R"("error":{"code":"TRPCError","message":"NOT_FOUND"})"));
    const std::string by_name =
        "/v2/slots/available?eventTypeSlug=m1&usernameList[]=anna-berg&slotFormat=range" + times;
    CHECK(ask.ask("GET", by_name, {}, {}, "").answer.body ==
          R"({"statusCode":500,"message":"Internal server error"})");
    CHECK(ask.ask("GET", by_name + "&duration=30", {}, {}, "").answer.status == 200);
}

TEST_CASE("recorded D2: behind the end of summer time the last date asked for is lost") {
    world w = practice();
    asker ask(w);
    CHECK(starts_listed(ask, 1, "2031-11-03", "2031-11-03", "America/New_York").empty());
    CHECK_FALSE(starts_listed(ask, 1, "2031-11-03", "2031-11-03", "Europe/Berlin").empty());
}

}  // namespace slotgate::sim
