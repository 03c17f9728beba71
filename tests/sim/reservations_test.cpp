#include <doctest/doctest.h>

#include "practice.hpp"

namespace {

using namespace slotgate;
using namespace slotgate::sim;
using namespace slotgate::sim::testing;

constexpr const char* slots = "2024-09-04";

struct holder : asker {
    using asker::asker;
    reaction post(const std::string& body, std::string_view key = {}) {
        return ask("POST", "/v2/slots/reservations", body, key, slots);
    }
    reaction hold(std::string_view start, int type = 1, std::string_view more = {}) {
        return post(R"({"eventTypeId":)" + std::to_string(type) + R"(,"slotStart":")" +
                    std::string(start) + "\"" + std::string(more) + "}");
    }
    reaction at_uid(std::string method, const std::string& uid, std::string body = {}) {
        return ask(std::move(method), "/v2/slots/reservations/" + uid, std::move(body), {}, slots);
    }
};

world with_team() {
    world w = practice();
    w.teams[7] = {.id = 7, .slug = "team", .name = "Team", .members = {user_id{1}, user_id{2}}};
    event_type t = w.event_types.at(event_type_id{1});
    t.id = event_type_id{9};
    t.owner = user_id{0};
    t.team = 7;
    t.kind = scheduling::round_robin;
    t.hosts = {{.who = user_id{2}}, {.who = user_id{1}}};
    w.event_types[t.id] = t;
    return w;
}

}  // namespace

TEST_CASE("a reservation is told in Cal.com's words and order") {
    holder h;
    const auto r = h.hold("2031-05-06T12:00:00+02:00");
    CHECK(r.answer.status == 201);
    const auto uid = text(r, "reservationUid");
    CHECK(r.answer.body ==
          R"({"status":"success","data":{"eventTypeId":1,"slotStart":"2031-05-06T10:00:00.000Z",)"
          R"("slotEnd":"2031-05-06T10:30:00.000Z","slotDuration":30,"reservationUid":")" +
              uid + R"(","reservationDuration":5,"reservationUntil":"2031-05-04T08:05:00.000Z"}})");
    CHECK(h.at_uid("GET", uid).answer.body ==
          R"({"status":"success","data":{"reservationUid":")" + uid +
              R"(","eventTypeId":1,"slotStart":"2031-05-06T10:00:00.000Z",)"
              R"("slotEnd":"2031-05-06T10:30:00.000Z","slotDuration":30,)"
              R"("reservationUntil":"2031-05-04T08:05:00.000Z"}})");
}

TEST_CASE("a reservation looks at bookings and reservations of its event type only") {
    holder h;
    CHECK(h.hold("2031-05-06T10:00:00Z").answer.status == 201);
    CHECK(message(h.hold("2031-05-06T10:15:00Z")) ==
          "This time slot is already reserved by another user. Please choose a different time.");
    CHECK(h.hold("2031-05-06T09:30:00Z").answer.status == 201);  // touching
    CHECK(h.hold("2031-05-06T10:00:00Z", 2).answer.status == 201);
    CHECK(h.hold("2031-04-06T20:07:00Z").answer.status == 201);  // past, outside hours
    CHECK(h.book("2031-05-06T12:00:00Z").answer.status == 201);
    const auto booked = h.hold("2031-05-06T12:15:00Z");
    CHECK(booked.answer.status == 422);
    CHECK(message(booked) == "Can't reserve a slot if the event is already booked.");
}

TEST_CASE("only who has to do with the event type says how long a time is kept") {
    holder h(with_team());
    const std::string ten = R"(,"reservationDuration":10)";
    CHECK(h.hold("2031-05-06T10:00:00Z", 1, ten).answer.status == 401);
    // Zero is no wish, and a reservation gone at once.
    CHECK(h.hold("2031-05-06T10:00:00Z", 1, R"(,"reservationDuration":0)").answer.status == 201);
    const auto with = [&](std::string_view key, int type) {
        return h.post(R"({"eventTypeId":)" + std::to_string(type) +
                          R"(,"slotStart":"2031-05-06T10:00:00Z","reservationDuration":10})",
                      key);
    };
    CHECK(with("cal_anna", 1).answer.status == 201);
    CHECK(with("cal_ben", 2).answer.status == 201);  // shares a team with the owner
    CHECK(with("cal_ben", 9).answer.status == 201);  // a member
    CHECK(with("cal_ben", 77).answer.status == 404);
    holder alone;
    const auto stranger = alone.post(
        R"({"eventTypeId":1,"slotStart":"2031-05-06T10:00:00Z","reservationDuration":10})",
        "cal_ben");
    CHECK(stranger.answer.status == 403);
}

TEST_CASE("lengths are those the event type offers") {
    holder h;
    const std::string twenty = R"(,"slotDuration":20)";
    CHECK(message(h.hold("2031-05-06T10:00:00Z", 1, twenty)).starts_with("You passed"));
    CHECK(message(h.hold("2031-05-06T10:00:00Z", 2, twenty)).ends_with("event type are: 15, 30"));
    const auto r = h.hold("2031-05-06T10:00:00Z", 2, R"(,"slotDuration":15)");
    CHECK(text(r, "slotEnd") == "2031-05-06T10:15:00.000Z");
}

TEST_CASE("validation of a reservation echoes the body without what is not known") {
    holder h;
    const auto r = h.post(R"({"eventTypeId":"1","colour":"red"})");
    const auto body = boost::json::parse(r.answer.body).at("error").at("details");
    CHECK(serialize(body) ==
          R"({"errors":[{"target":{"eventTypeId":"1"},"value":"1","property":"eventTypeId",)"
          R"("children":[],"constraints":{"isInt":"eventTypeId must be an integer number"}},)"
          R"({"target":{"eventTypeId":"1"},"property":"slotStart","children":[],"constraints":)"
          R"({"isDateString":"slotStart must be a valid ISO 8601 date string"}}]})");
    CHECK(h.ask("POST", "/v2/slots/reservations", "{}", {}, "").answer.status == 404);
}

TEST_CASE("a reservation is moved by whoever knows its uid, not onto itself") {
    holder h;
    const auto uid = text(h.hold("2031-05-06T10:00:00Z"), "reservationUid");
    const auto to = [](std::string_view start) {
        return R"({"eventTypeId":1,"reservationDuration":30,"slotStart":")" + std::string(start) +
               "\"}";
    };
    CHECK(h.at_uid("PATCH", uid, to("2031-05-06T10:15:00Z")).answer.status == 422);
    const auto moved = h.at_uid("PATCH", uid, to("2031-05-06T12:00:00Z"));
    CHECK(moved.answer.status == 200);
    CHECK(text(moved, "reservationUid") == uid);
    CHECK(text(moved, "reservationUntil") == "2031-05-04T08:30:00.000Z");
    CHECK(message(h.at_uid("PATCH", "nosuch", to("2031-05-06T12:00:00Z"))) ==
          "Slot with uid=nosuch not found");
    CHECK(h.at_uid("DELETE", uid).answer.body == R"({"status":"success"})");
    CHECK(h.at_uid("DELETE", uid).answer.status == 200);
    CHECK(h.at_uid("GET", uid).answer.body == R"({"status":"success","data":null})");
}

TEST_CASE("an expired reservation blocks nothing and stays until a slots question") {
    holder h;
    const auto uid = text(h.hold("2031-05-06T10:00:00Z"), "reservationUid");
    h.now += minutes{6};
    CHECK(h.at_uid("GET", uid).answer.body.find(uid) != std::string::npos);
    CHECK(h.hold("2031-05-06T10:00:00Z").answer.status == 201);
    const auto ask_slots = [&](int type) {
        return h.ask(
            "GET", "/v2/slots?start=2031-05-06&end=2031-05-06&eventTypeId=" + std::to_string(type),
            {}, {}, slots);
    };
    CHECK(ask_slots(2).answer.status == 200);
    CHECK(h.at_uid("GET", uid).answer.body.find(uid) != std::string::npos);
    CHECK(ask_slots(1).answer.status == 200);
    CHECK(h.at_uid("GET", uid).answer.body == R"({"status":"success","data":null})");
}

TEST_CASE("round robin accepts every reservation, for its first host") {
    holder h(with_team());
    const auto r = h.hold("2031-05-06T10:00:00Z", 9);
    CHECK(r.answer.status == 201);
    CHECK(h.hold("2031-05-06T10:00:00Z", 9).answer.status == 201);
    CHECK(h.sim.state().reservations.find(text(r, "reservationUid"))->second.who == user_id{2});
}

TEST_CASE("a seat is kept while the booking there has room") {
    world w = practice();
    w.event_types.at(event_type_id{1}).seats = seats_offer{.per_slot = 1};
    booking b;
    b.uid = "b";
    b.event_type = event_type_id{1};
    b.start = at("2031-05-06T10:00:00Z");
    b.end = at("2031-05-06T10:30:00Z");
    b.attendees.resize(1);
    w.bookings["b"] = b;
    holder h(w);
    CHECK(message(h.hold("2031-05-06T10:00:00Z")) ==
          "Booking with id=1 at 2031-05-06T10:00:00Z has no more seats left.");
    const auto r = h.hold("2031-05-06T11:00:00Z");
    CHECK(h.sim.state().reservations.find(text(r, "reservationUid"))->second.is_seat);
}

TEST_CASE("the old endpoint keeps what a browser picks under its cookie") {
    holder h;
    const std::string body = R"({"eventTypeId":1,"slotUtcStartDate":"2031-05-06T10:00:00Z",)"
                             R"("slotUtcEndDate":"2031-05-06T10:30:00Z"})";
    const auto r = h.ask("POST", "/v2/slots/reserve", body, {}, "");
    CHECK(r.answer.status == 201);
    const auto uid = std::string(body_of(r).at("data").as_string());
    CHECK(r.answer.headers.find("Set-Cookie") == "uid=" + uid + "; Path=/");

    wire::request again;
    again.method = "POST";
    again.target = "/v2/slots/reserve";
    again.headers.set("Cookie", "a=b; uid=" + uid);
    again.body = body;
    CHECK(body_of(h.sim.handle(again, h.now)).at("data").as_string() == uid);
    CHECK(h.sim.state().reservations.size() == 1);
    again.body.replace(again.body.find("T10:00"), 6, "T10:15");
    CHECK(h.sim.handle(again, h.now).answer.status == 201);
    CHECK(h.sim.state().reservations.size() == 2);
    CHECK(h.ask("DELETE", "/v2/slots/selected-slot?uid=" + uid, {}, {}, "").answer.status == 200);
    CHECK(h.sim.state().reservations.empty());
    CHECK(h.ask("POST", "/v2/slots/reserve", body, {}, slots).answer.status == 404);
}
