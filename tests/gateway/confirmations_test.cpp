#include "gateway/confirmations.hpp"

#include <string>

#include <doctest/doctest.h>

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
