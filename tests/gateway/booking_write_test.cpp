#include "gateway/booking_write.hpp"

#include <string>

#include <doctest/doctest.h>

#include "support/gateway_world.hpp"
#include "support/passing.hpp"

using namespace slotgate;
using test::gateway_world;

namespace {

/// So long that what was learned before is settled, and what is in memory holds.
constexpr seconds settled{30};

/// A webhook of Ann's booking `old`, half an hour from then on.
std::string told(const char* trigger, const char* start, const char* end, const char* more = "") {
    return std::string(R"({"triggerEvent":")") + trigger +
           R"(","payload":{"uid":"old","eventTypeId":7,"status":"ACCEPTED",)" + R"("startTime":")" +
           start + R"(","endTime":")" + end + R"(","organizer":{"id":1},"attendees":[])" + more +
           "}}";
}

/// Cal.com's answer: a booking of Ann's, for half an hour.
std::string answered(const char* uid, const char* status, const char* start, const char* end,
                     const char* more = "") {
    return std::string(R"({"status":"success","data":{"uid":")") + uid + R"(","status":")" +
           status + R"(","eventTypeId":7,"hosts":[{"id":1}],"start":")" + start + R"(","end":")" +
           end + R"(","attendees":[])" + more + "}}";
}

/// A gateway that has read its event types, and a Cal.com that lists Monday's starts whatever
/// happens.
struct scene {
    gateway_world w;
    gateway::passage passage{w.desk, w.people, w.now};
    gateway::webhooks webhooks{w.desk, w.people, w.now, w.metrics};

    scene() {
        boost::asio::co_spawn(w.loop, w.types->load(tenant_id{0}),
                              [](const std::exception_ptr&, const result<void>&) {});
        w.settle();
    }
    void hear(const std::string& event) { webhooks.take(tenant_id{0}, event); }
    void know_of(const char* start, const char* end, const char* more = "") {
        hear(told("BOOKING_CREATED", start, end, more));
    }
    /// Cal.com answers `body` with this status, with or without telling how long it is.
    void send(const char* target, std::string sent, int status, std::string body,
              bool tells_length = true, const char* version = "2024-08-13",
              const char* method = "POST") {
        w.calcom->on_relay = [=](const wire::request&) {
            wire::response out{.status = status, .headers = {}, .body = body};
            if (tells_length) out.headers.add("Content-Length", std::to_string(body.size()));
            return out;
        };
        const auto through = std::make_shared<test::passing>(sent);
        wire::request request{
            .method = method, .target = target, .headers = {}, .body = {}, .peer = {}};
        request.headers.add("cal-api-version", version);
        request.headers.add("Accept-Encoding", "gzip");
        boost::asio::co_spawn(
            w.loop, passage.send(w.tenants->at(tenant_id{0}), std::move(request), through->bodies),
            [through](const std::exception_ptr& failed, const result<void>&) {
                CHECK_FALSE(failed);
            });
        w.settle();
        through->look();
        CHECK(through->body == body);
    }
    void reserve(const char* method, const char* target, const char* sent, int status,
                 std::string body) {
        send(target, sent, status, std::move(body), true, "2024-09-04", method);
    }
    /// Is Monday answered from memory after `change`?
    template <class Change>
    bool keeps_monday(Change change) {
        w.pass(settled);
        w.ask();
        w.pass(settled);
        w.ask();
        REQUIRE(in_memory());
        change();
        return in_memory();
    }
    [[nodiscard]] bool in_memory() {
        return w.availability->at_once(tenant_id{0}, w.about(w.monday, w.monday)).has_value();
    }
    /// Monday's starts while the settle window of what was told last is open.
    std::vector<starts::minute_of_date> listed() { return w.ask()->minutes(); }
    [[nodiscard]] std::size_t pending() {
        return w.engine.with([](const coherence::engine& e) { return e.cancelling().size(); });
    }
};

using listed = std::vector<starts::minute_of_date>;
const char* const later = "2031-05-14T09:00:00Z";
const char* const later_end = "2031-05-14T09:30:00Z";
const char* const next = "2031-05-21T09:00:00Z";
const char* const next_end = "2031-05-21T09:30:00Z";
const char* const nine = "2031-05-05T09:00:00Z";
const char* const half_past = "2031-05-05T09:30:00Z";
const char* const ten = "2031-05-05T10:00:00Z";
const char* const to_next = R"({"start":"2031-05-21T09:00:00Z"})";
const char* const cancel = "/v2/bookings/old/cancel";
const char* const move = "/v2/bookings/old/reschedule";
const char* const reservations = "/v2/slots/reservations";
const char* const the_hold = "/v2/slots/reservations/h";
const char* const to_hold = R"({"eventTypeId":7,"slotStart":"2031-05-05T09:30:00Z"})";

/// Cal.com's answer to who made or moved a hold.
std::string held_until(const char* until, const char* start = half_past, const char* end = ten) {
    return std::string(R"({"status":"success","data":{"reservationUid":"h","eventTypeId":7,)") +
           R"("slotStart":")" + start + R"(","slotEnd":")" + end + R"(","slotDuration":30,)" +
           R"("reservationDuration":5,"reservationUntil":")" + until + R"("}})";
}

const char* const from_old = R"(,"rescheduledFromUid":"old")";

}  // namespace

TEST_CASE("S4: cancelling a booking that is known reaches its days, and no others") {
    const auto keeps = [](const char* sent, const std::string& answer,
                          const char* version = "2024-08-13") {
        scene s;
        s.know_of(later, later_end);
        return s.keeps_monday([&] { s.send(cancel, sent, 200, answer, true, version); });
    };
    const auto done = answered("old", "cancelled", later, later_end);
    CHECK(keeps("{}", done));
    CHECK(keeps("", done));
    CHECK(keeps(R"({"cancellationReason":"ill"})", done));
    CHECK_FALSE(keeps("{}", done, "2024-04-15"));
    CHECK_FALSE(keeps(R"({"seatUid":"s"})", done));
    CHECK_FALSE(keeps(R"({"cancelSubsequentBookings":true})", done));
    CHECK_FALSE(keeps("[", done));
}

TEST_CASE("S4: an answer that contradicts, or cannot be read, reaches the whole tenant") {
    const auto keeps = [](const char* target, const char* sent, const std::string& answer) {
        scene s;
        s.know_of(later, later_end);
        return s.keeps_monday([&] { s.send(target, sent, 200, answer); });
    };
    CHECK_FALSE(keeps(cancel, "{}", "{}"));
    CHECK_FALSE(keeps(cancel, "{}", R"({"data":[]})"));
    CHECK_FALSE(keeps(cancel, "{}", answered("old", "accepted", later, later_end)));
    CHECK_FALSE(keeps(cancel, "{}", answered("new", "cancelled", later, later_end)));
    CHECK_FALSE(keeps(cancel, "{}", answered("old", "cancelled", nine, half_past)));
    CHECK_FALSE(
        keeps(cancel, "{}",
              answered("old", "cancelled", later, later_end)
                  .replace(answered("old", "cancelled", later, later_end).find(":7"), 2, ":8")));
    CHECK_FALSE(keeps(move, to_next, answered("new", "accepted", next, next_end)));
    CHECK(keeps(move, to_next, answered("new", "accepted", next, next_end, from_old)));
    CHECK_FALSE(keeps(move, to_next, answered("new", "accepted", nine, half_past, from_old)));
}

TEST_CASE("S4: a booking that is not known in full reaches the whole tenant") {
    const auto keeps = [](const std::string& event) {
        scene s;
        s.hear(event);
        return s.keeps_monday(
            [&] { s.send(cancel, "{}", 200, answered("old", "cancelled", later, later_end)); });
    };
    CHECK(keeps(told("BOOKING_CREATED", later, later_end)));
    CHECK_FALSE(keeps(R"({"triggerEvent":"PING","payload":{"type":"Test"}})"));
    CHECK_FALSE(
        keeps(told("BOOKING_CREATED", later, later_end, R"(,"recurringEvent":{"count":3})")));
    CHECK_FALSE(keeps(told("BOOKING_CREATED", later, later_end, R"(,"attendees":null)")));
    scene seats;
    seats.w.calcom->add({.id = gateway_world::meeting,
                         .hosts = {user_id{1}},
                         .length = minutes{30},
                         .lengths = {minutes{30}},
                         .seated = true});
    boost::asio::co_spawn(seats.w.loop, seats.w.types->load(tenant_id{0}),
                          [](const std::exception_ptr&, const result<void>&) {});
    seats.w.settle();
    seats.know_of(later, later_end);
    CHECK_FALSE(seats.w.desk.known(tenant_id{0}, "old"));
}

TEST_CASE("S4: a booking that was edited through the gateway is not known in full any more") {
    scene s;
    s.know_of(later, later_end);
    s.send("/v2/bookings/other/guests", "{}", 200, "{}");
    CHECK(s.w.desk.known(tenant_id{0}, "old"));
    s.send("/v2/bookings/old/guests", "{}", 200, "{}");
    CHECK_FALSE(s.w.desk.known(tenant_id{0}, "old"));
}

TEST_CASE("S4: moving a booking that is known reaches the days of both times") {
    const auto keeps = [](const char* from, const char* until, const char* sent, int status) {
        scene s;
        s.know_of(from, until);
        return s.keeps_monday([&] { s.send(move, sent, status, "{}"); });
    };
    CHECK(keeps(later, later_end, to_next, 400));
    CHECK_FALSE(keeps(later, later_end, to_next, 401));  // a limit that nobody told us of
    CHECK_FALSE(keeps(later, later_end, R"({"start":"2031-05-05T09:00:00Z"})", 400));
    CHECK_FALSE(keeps(nine, half_past, to_next, 400));
    CHECK_FALSE(keeps(later, later_end, R"({"start":"soon"})", 400));
    CHECK_FALSE(keeps(later, later_end, R"({"start":"2031-05-21T09:00:00Z","seatUid":"s"})", 400));
}

TEST_CASE("S6: a lost cancellation leaves a ladder over the radius of its booking alone") {
    scene s;
    s.know_of(later, later_end);
    CHECK(s.keeps_monday([&] { s.send(cancel, "{}", 502, "{}"); }));
    CHECK(s.pending() == 1);
    const auto reaches = [&](utc_date date) {
        return s.w.engine.with([&](const coherence::engine& e) {
            return e.cancelling().reaches(tenant_id{0}, gateway_world::meeting, date,
                                          s.w.now().steady);
        });
    };
    CHECK(reaches(gateway_world::monday + days{9}));
    CHECK_FALSE(reaches(gateway_world::monday));
}

TEST_CASE("S7: a booking made through the gateway is withheld as soon as its answer is told") {
    const auto left = [](const char* sent, const std::string& answer, bool tells_length) {
        scene s;
        s.send("/v2/bookings", sent, 201, answer, tells_length);
        return s.listed();
    };
    const auto made = answered("new", "accepted", half_past, ten);
    const char* const asked = R"({"eventTypeId":7,"start":"2031-05-05T09:30:00Z"})";
    CHECK(left(asked, made, true) == listed{540, 600});
    CHECK(left(asked, made, false) == listed{540, 600});
    CHECK(left(R"({"eventTypeSlug":"meeting","username":"ann"})", made, true) == listed{540, 600});
    CHECK(left(asked, answered("new", "pending", half_past, ten), true) == listed{540, 570, 600});
    CHECK(left(asked, "{}", true) == listed{540, 570, 600});
}

TEST_CASE("S7: the end of what was answered is known before its last byte can reach the client") {
    scene s;
    const auto body = answered("new", "accepted", half_past, ten);
    const auto small = std::make_shared<test::passing>(
        R"({"eventTypeId":7,"start":"2031-05-05T09:30:00Z"})", body.size());
    CHECK(small->bodies.put("x"));  // no room yet for all of it
    s.w.calcom->on_relay = [&](const wire::request&) {
        wire::response out{.status = 201, .headers = {}, .body = body};
        out.headers.add("Content-Length", std::to_string(body.size()));
        return out;
    };
    wire::request request{
        .method = "POST", .target = "/v2/bookings", .headers = {}, .body = {}, .peer = {}};
    request.headers.add("cal-api-version", "2024-08-13");
    boost::asio::co_spawn(
        s.w.loop, s.passage.send(s.w.tenants->at(tenant_id{0}), std::move(request), small->bodies),
        [small](const std::exception_ptr&, const result<void>&) {});
    s.w.settle();
    CHECK(s.w.desk.known(tenant_id{0}, "new"));
    small->look();
    CHECK(small->body == "x");
    s.w.settle();
    small->look();
    CHECK(small->body == "x" + body);
}

TEST_CASE("S7: a move through the gateway ends the old booking and makes the new one known") {
    scene s;
    s.know_of(nine, half_past);
    CHECK(s.listed() == listed{570, 600});
    s.send(move, R"({"start":"2031-05-05T10:00:00Z"})", 201,
           answered("new", "accepted", ten, "2031-05-05T10:30:00Z", from_old));
    CHECK(s.listed() == listed{540, 570});
    CHECK(s.w.desk.known(tenant_id{0}, "new"));
    CHECK_FALSE(s.w.desk.known(tenant_id{0}, "old"));
}

TEST_CASE("S7: a move that waits for confirmation ends the old booking and takes no time") {
    scene s;
    s.know_of(nine, half_past);
    s.send(move, R"({"start":"2031-05-05T10:00:00Z"})", 201,
           answered("new", "pending", ten, "2031-05-05T10:30:00Z", from_old));
    CHECK(s.listed() == listed{540, 570, 600});
    s.send("/v2/bookings/new/confirm", "", 200,
           answered("new", "accepted", ten, "2031-05-05T10:30:00Z"));
    CHECK(s.listed() == listed{540, 570});
}

TEST_CASE("S8: a cancellation that Cal.com answers as done releases at once, without a ladder") {
    for (const bool announced : {true, false}) {
        scene s;
        s.know_of(nine, half_past);
        // Whoever reads it now finds it as it was.
        s.w.calcom->stand({.uid = "old", .state = wire::booking_state::accepted});
        if (announced) s.hear(told("BOOKING_CANCELLED", nine, half_past));
        CHECK(s.listed() == listed{570, 600});
        s.send(cancel, "{}", 200, answered("old", "cancelled", nine, half_past));
        CHECK(s.listed() == listed{540, 570, 600});
        CHECK(s.pending() == 0);
        s.hear(told("BOOKING_CANCELLED", nine, half_past));
        CHECK(s.pending() == 0);
    }
}

TEST_CASE("S6: the start a move asks for is withheld while its outcome is not known") {
    scene s;
    s.know_of(later, later_end);
    s.w.pass(settled);
    CHECK(s.listed() == listed{540, 570, 600});
    s.send(move, R"({"start":"2031-05-05T09:30:00Z"})", 502, "{}");
    CHECK(s.listed() == listed{540, 600});
    s.w.pass(seconds{299});
    CHECK(s.listed() == listed{540, 600});
    s.w.pass(seconds{2});
    CHECK(s.listed() == listed{540, 570, 600});
}

TEST_CASE("S7: what is held through the gateway is withheld until it ends, and known to be over") {
    scene s;
    s.reserve("POST", reservations, to_hold, 201, held_until("2031-05-01T00:05:00Z"));
    CHECK(s.listed() == listed{540, 600});
    // What Cal.com answers to who asks now lacks it, as a hold of five minutes is live.
    s.w.calcom->take(gateway_world::meeting, gateway_world::monday, 570);
    s.w.pass(seconds{4});
    CHECK(s.listed() == listed{540, 600});
    s.w.calcom->offer(gateway_world::meeting, gateway_world::monday, {540, 570, 600});
    s.w.pass(seconds{295});
    CHECK(s.listed() == listed{540, 600});
    CHECK(s.in_memory());
    s.w.pass(seconds{1});
    CHECK_FALSE(s.in_memory());
    CHECK(s.listed() == listed{540, 570, 600});
}

TEST_CASE("S7: a hold that Cal.com lists once all is settled was let go: no reading is needed") {
    scene s;
    s.reserve("POST", reservations, to_hold, 201, held_until("2031-05-01T01:00:00Z"));
    s.w.pass(seconds{2});
    CHECK(s.listed() == listed{540, 600});
    s.w.pass(seconds{2});
    CHECK(s.listed() == listed{540, 570, 600});
    CHECK_FALSE(s.w.desk.held(tenant_id{0}, "h"));
    CHECK(s.w.calcom->bookings_asked().empty());
}

TEST_CASE("S7: a hold that is let go, or moved, through the gateway shows at once") {
    const auto holding = [](scene& s) {
        s.reserve("POST", reservations, to_hold, 201, held_until("2031-05-02T00:00:00Z"));
    };
    scene gone;
    holding(gone);
    gone.reserve("DELETE", the_hold, "", 200, R"({"status":"success"})");
    CHECK(gone.listed() == listed{540, 570, 600});
    CHECK_FALSE(gone.w.desk.held(tenant_id{0}, "h"));
    scene moved;
    holding(moved);
    moved.reserve("PATCH", the_hold, R"({"eventTypeId":7,"slotStart":"2031-05-05T10:00:00Z"})", 200,
                  held_until("2031-05-02T00:00:00Z", ten, "2031-05-05T10:30:00Z"));
    CHECK(moved.listed() == listed{540, 570});
    scene kept;
    holding(kept);
    kept.reserve("DELETE", the_hold, "", 500, "{}");
    CHECK(kept.listed() == listed{540, 600});
    CHECK(kept.w.desk.held(tenant_id{0}, "h"));
}

TEST_CASE("S7: who lets go what is no hold of his releases nothing") {
    scene s;
    s.know_of(nine, half_past);
    s.reserve("POST", reservations, to_hold, 201, held_until("2031-05-02T00:00:00Z"));
    s.reserve("DELETE", "/v2/slots/reservations/old", "", 200, R"({"status":"success"})");
    CHECK(s.listed() == listed{600});
    CHECK(s.w.desk.known(tenant_id{0}, "old"));
    s.w.desk.tell({.source = coherence::fact_source::own_request,
                   .radius = coherence::whole_tenant{tenant_id{0}}},
                  {}, {.told_by = tenant_id{1}, .let_go = "h"});
    CHECK(s.w.desk.held(tenant_id{0}, "h"));
}

TEST_CASE("S4: a hold may have been moved past the gateway, so that its end reaches the tenant") {
    scene s;
    s.reserve("POST", reservations, R"({"eventTypeId":7,"slotStart":"2031-05-14T09:00:00Z"})", 201,
              held_until("2031-05-02T00:00:00Z", later, later_end));
    CHECK_FALSE(
        s.keeps_monday([&] { s.reserve("DELETE", the_hold, "", 200, R"({"status":"success"})"); }));
}

TEST_CASE("S7: of an answer that tells no hold, or another, nothing is held") {
    for (const auto* body : {"{}", R"({"data":{"reservationUid":"h","eventTypeId":7}})"}) {
        scene s;
        s.reserve("POST", reservations, to_hold, 201, body);
        CHECK(s.listed() == listed{540, 570, 600});
    }
    scene elsewhere;
    elsewhere.reserve("POST", reservations,
                      R"({"eventTypeId":8,"slotStart":"2031-05-05T09:30:00Z"})", 201,
                      held_until("2031-05-02T00:00:00Z"));
    CHECK(elsewhere.listed() == listed{540, 570, 600});
    scene over;
    over.reserve("POST", reservations, to_hold, 201, held_until("2031-05-01T00:00:00Z"));
    CHECK(over.listed() == listed{540, 570, 600});
}

TEST_CASE("W4: what its own answer told to be over is not raised by news that come late") {
    scene s;
    s.send(cancel, "{}", 200, answered("old", "cancelled", nine, half_past));
    s.know_of(nine, half_past);
    CHECK(s.listed() == listed{540, 570, 600});
    s.send("/v2/bookings/older/reschedule", R"({"start":"2031-05-05T10:00:00Z"})", 201,
           answered("new", "accepted", ten, "2031-05-05T10:30:00Z",
                    R"(,"rescheduledFromUid":"older")"));
    s.send("/v2/bookings", "{}", 201, answered("older", "accepted", nine, half_past));
    CHECK(s.listed() == listed{540, 570});
}

TEST_CASE("S7: bookings of event types that are another account's are not taken in") {
    scene s;
    auto other = answered("new", "accepted", half_past, ten);
    other.replace(other.find(":7"), 2, ":9");
    s.send("/v2/bookings", R"({"eventTypeId":9,"start":"2031-05-05T09:30:00Z"})", 201, other);
    const auto size =
        s.w.engine.with([](const coherence::engine& e) { return e.known_bookings().size(); });
    CHECK(size == 0);
}
