#include "gateway/confirmations.hpp"

#include <string>

#include <doctest/doctest.h>

#include "gateway/cache_desk.hpp"
#include "support/gateway_world.hpp"

using namespace slotgate;
using test::gateway_world;

namespace {

using listed = std::vector<starts::minute_of_date>;
constexpr auto monday = gateway_world::monday;

/// A webhook about a booking of host 1 at 09:00 on that Monday.
std::string event(const std::string& trigger, const std::string& status,
                  const std::string& more = {}) {
    return R"({"triggerEvent":")" + trigger + R"(","payload":{"uid":"u","eventTypeId":7,)" +
           R"("startTime":"2031-05-05T09:00:00Z","endTime":"2031-05-05T09:30:00Z","status":")" +
           status + R"(","organizer":{"id":1,"email":"ann@x.example"},"attendees":[])" + more +
           "}}";
}

wire::booking_answer standing(wire::booking_state state) {
    return {.uid = "u",
            .state = state,
            .event_type = gateway_world::meeting,
            .when = interval::between(monday + hours{9}, monday + minutes{570}),
            .organizer = user_id{1}};
}

/// A world whose Cal.com goes on listing 09:00, as if it did not know of the booking.
struct told_world : gateway_world {
    told_world() {
        ask();
        webhooks.take(tenant_id{0}, event("BOOKING_CREATED", "ACCEPTED"));
        calcom->stand(standing(wire::booking_state::accepted));
    }
    /// What is offered on that Monday.
    listed offered() { return ask()->minutes(); }

    gateway::webhooks webhooks{desk, people, now, metrics};
};

}  // namespace

TEST_CASE("S7: a booking that was told is not offered, whatever Cal.com lists") {
    told_world w;
    CHECK(w.offered() == listed{570, 600});
    w.pass(seconds{4});
    CHECK(w.offered() == listed{570, 600});
    CHECK(w.offered() == listed{570, 600});
}

TEST_CASE("S7: what Cal.com lists after the settle window is read, once a lifetime") {
    told_world w;
    w.offered();
    CHECK(w.calcom->bookings_asked().empty());
    w.pass(seconds{4});
    w.offered();
    CHECK(w.calcom->bookings_asked().size() == 1);
    w.pass(minutes{4});
    w.learn_of_booking();
    w.pass(seconds{4});
    w.offered();
    CHECK(w.calcom->bookings_asked().size() == 2);
    w.offered();
    CHECK(w.calcom->bookings_asked().size() == 2);
}

TEST_CASE(
    "S7: what was told a lifetime ago is read even if every answer comes while facts settle") {
    told_world w;
    w.calcom->stand(standing(wire::booking_state::ended));
    for (int i = 0; i < 2; ++i) {
        w.pass(seconds{140});
        w.learn_of_booking();
        CHECK(w.offered() == listed{570, 600});
    }
    CHECK(w.calcom->bookings_asked().empty());
    w.pass(seconds{20});
    w.learn_of_booking();
    CHECK(w.offered() == listed{540, 570, 600});
    CHECK(w.calcom->bookings_asked().size() == 1);
}

TEST_CASE("S7: the reading decides, and who caused it hears what it says") {
    for (const auto state : {wire::booking_state::ended, wire::booking_state::pending}) {
        told_world w;
        w.calcom->stand(standing(state));
        w.pass(seconds{4});
        CHECK(w.offered() == listed{540, 570, 600});
    }
    told_world w;
    w.calcom->stand(standing(wire::booking_state::other));
    w.pass(seconds{4});
    CHECK(w.offered() == listed{570, 600});
}

TEST_CASE(
    "S7: a booking nobody has accepted denies nothing, and neither does one that moved away") {
    told_world w;
    w.webhooks.take(tenant_id{0},
                    event("BOOKING_RESCHEDULED", "PENDING",
                          R"(,"rescheduleUid":"u","rescheduleStartTime":"2031-05-05T09:00:00Z",)"
                          R"("rescheduleEndTime":"2031-05-05T09:30:00Z")"));
    CHECK(w.offered() == listed{540, 570, 600});
}

TEST_CASE("S8: an announced cancellation releases the time when a reading says so, not before") {
    told_world w;
    w.pass(seconds{10});
    w.calcom->take(gateway_world::meeting, monday, 540);
    w.webhooks.take(tenant_id{0}, event("BOOKING_CANCELLED", "CANCELLED"));
    CHECK(w.offered() == listed{570, 600});
    CHECK(w.calcom->bookings_asked().empty());
    // Not committed yet, so Cal.com does not list it: the ladder's steps have it read.
    w.pass(seconds{4});
    CHECK(w.offered() == listed{570, 600});
    CHECK(w.calcom->bookings_asked().size() == 1);
    // Committed: whoever asks in the next step hears of it.
    w.calcom->offer(gateway_world::meeting, monday, {540, 570, 600});
    w.calcom->stand(standing(wire::booking_state::ended));
    CHECK(w.offered() == listed{570, 600});  // from memory
    w.pass(seconds{4});
    CHECK(w.offered() == listed{540, 570, 600});
}

TEST_CASE("S6, S7, S8: an operator reads what stands in a start's way") {
    told_world w;
    const gateway::cache_desk operators{w.engine, *w.types, w.desk, w.power, w.now};
    const auto why = [&](instant start) {
        return operators.explain(tenant_id{0}, gateway_world::meeting, start, {});
    };
    using enum gateway::offer_reason;
    CHECK(why(monday + hours{9}).reason == booked);
    CHECK(why(monday + hours{9}).obstacles.taken_by->uid == "u");
    w.webhooks.take(tenant_id{0}, event("BOOKING_CANCELLED", "CANCELLED"));
    CHECK(why(monday + hours{9}).reason == cancelling);
    CHECK(why(monday + hours{9}).obstacles.on_ladder);
    w.desk.tell(
        {.tenant = tenant_id{0},
         .booking = {},
         .news = {.id = 1,
                  .step = coherence::write_step::leaves,
                  .told_by = tenant_id{0},
                  .wants = coherence::wanted_start{gateway_world::meeting, monday + hours{10}, {}}},
         .told = {}});
    CHECK(why(monday + hours{10}).reason == being_booked);
    CHECK(why(monday + hours{10}).obstacles.in_doubt);
}

TEST_CASE("S7: a seat of a booked host is withheld, too") {
    gateway_world w;
    w.calcom->add({.id = event_type_id{9},
                   .hosts = {user_id{1}},
                   .length = minutes{30},
                   .lengths = {minutes{30}},
                   .seated = true});
    w.calcom->offer(event_type_id{9}, monday, {540, 570});
    w.calcom->seats = 3;
    auto q = w.about(monday, monday);
    q.selector.id = event_type_id{9};
    CHECK(w.ask(q)->answer().seated.size() == 2);
    gateway::webhooks webhooks{w.desk, w.people, w.now, w.metrics};
    w.ask();
    webhooks.take(tenant_id{0}, event("BOOKING_CREATED", "ACCEPTED"));
    CHECK(w.ask(q)->answer().seated.size() == 1);
}

TEST_CASE("S8: a cancellation that came to nothing in 15 minutes did not happen") {
    told_world w;
    w.webhooks.take(tenant_id{0}, event("BOOKING_CANCELLED", "CANCELLED"));
    w.pass(minutes{16});
    w.calcom->take(gateway_world::meeting, monday, 540);
    CHECK(w.offered() == listed{570, 600});
    CHECK(w.calcom->bookings_asked().empty());
    w.pass(seconds{61});
    const auto before = w.calcom->slots_asked().size();
    CHECK(w.offered() == listed{570, 600});
    CHECK(w.calcom->slots_asked().size() == before);
}
