#include "origin/quota.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::origin;

namespace {

/// A quota whose askers the test moves through time by hand.
struct world {
    explicit world(quota_terms terms = {}) : quota(terms) {}

    origin::quota quota;
    steady_instant now{hours{1}};

    static rate_reading told(std::int64_t most, std::int64_t remaining, milliseconds reset) {
        return {.limits = {{"default", most, remaining, reset}}, .retry_after = {}};
    }
    static rate_reading blocked(milliseconds reset) {
        return {.limits = {{"default", 120, 0, reset}}, .retry_after = {}, .limited = true};
    }
    void pass(milliseconds time) { now += time; }
    /// Asks without waiting; true if it may leave.
    bool leaves(lane l) { return quota.ask_at_once(l, now).has_value(); }
    /// How many of a lane leave at once.
    int all_that_leave(lane l) {
        int out = 0;
        while (leaves(l)) ++out;
        return out;
    }
    std::optional<seconds> refused(lane l, milliseconds patience) {
        const auto asked = quota.ask(l, now, now + patience);
        const auto* r = std::get_if<quota::refusal>(&asked);
        return r == nullptr ? std::nullopt : std::optional(r->retry_after);
    }
    quota::ticket waits(lane l, milliseconds patience = seconds{30}) {
        const auto asked = quota.ask(l, now, now + patience);
        REQUIRE(std::holds_alternative<quota::waiting>(asked));
        return std::get<quota::waiting>(asked).ticket;
    }
    /// Tickets whose turn it is; those refused are not among them.
    std::vector<quota::ticket> go() {
        std::vector<quota::ticket> out;
        for (const auto& t : quota.turns(now))
            if (std::holds_alternative<quota::leave>(t.outcome)) out.push_back(t.ticket);
        return out;
    }
    /// One request of that lane leaves and is answered.
    void answered(lane l, const rate_reading& reading) {
        const auto leave = quota.ask_at_once(l, now);
        REQUIRE(leave);
        quota.ended(*leave, reading, now);
    }
    /// A window of 60 s begins, of which `used` are gone; nothing is restrained any more.
    static world steady(std::int64_t used = 1, quota_terms terms = {}) {
        world w(terms);
        w.answered(lane::live, told(120, 120 - used, seconds{60}));
        return w;
    }
};

using lanes = std::vector<lane>;

}  // namespace

TEST_CASE("S14: 120 a minute, of which questions leave the reserve to bookings") {
    auto w = world::steady();
    CHECK(w.all_that_leave(lane::live) == 109);
    CHECK(w.all_that_leave(lane::booking) == 10);
    CHECK_FALSE(w.leaves(lane::booking));
    CHECK(w.quota.remaining(w.now) == 0);
}

TEST_CASE("S14: refresh and audit leave more free than a live question") {
    CHECK(world::steady().all_that_leave(lane::refresh) == 120 - 1 - 10 - 15);
    CHECK(world::steady().all_that_leave(lane::audit) == 120 - 1 - 10 - 30);
}

TEST_CASE("S14: a reserve is at most half of a small limit") {
    world w;
    w.answered(lane::live, world::told(6, 5, seconds{60}));
    CHECK(w.all_that_leave(lane::live) == 2);
    CHECK(w.all_that_leave(lane::booking) == 3);
}

TEST_CASE("S14: a request counts until the told reset has passed after its answer") {
    auto w = world::steady();
    w.all_that_leave(lane::booking);
    w.pass(milliseconds{59'999});
    CHECK_FALSE(w.leaves(lane::booking));
    w.pass(milliseconds{1});
    CHECK(w.leaves(lane::booking));
    CHECK_FALSE(w.leaves(lane::booking));
}

TEST_CASE("S14: without headers it counts for 60 s after its answer, without an answer for 70 s") {
    world w({.assumed = 2, .reserve = 0});
    const auto answered = w.quota.ask_at_once(lane::booking, w.now);
    const auto lost = w.quota.ask_at_once(lane::booking, w.now);
    w.pass(seconds{5});
    w.quota.ended(*answered, {}, w.now);
    w.quota.ended(*lost, w.now);
    w.pass(milliseconds{59'999});
    CHECK_FALSE(w.leaves(lane::booking));
    w.pass(milliseconds{1});
    CHECK(w.all_that_leave(lane::booking) == 1);
    w.pass(seconds{10});
    CHECK(w.all_that_leave(lane::booking) == 1);
}

TEST_CASE("S14: a request that was not sent does not count") {
    world w({.assumed = 1, .reserve = 0});
    const auto leave = w.quota.ask_at_once(lane::booking, w.now);
    CHECK_FALSE(w.leaves(lane::booking));
    w.quota.not_sent(*leave);
    CHECK(w.leaves(lane::booking));
}

TEST_CASE("S14: the limit is learned from the headers, up and down") {
    world w;
    w.answered(lane::live, world::told(500, 499, seconds{60}));
    CHECK(w.quota.remaining(w.now) == 499);
    w.answered(lane::live, world::told(50, 48, seconds{60}));
    CHECK(w.quota.remaining(w.now) == 48);
}

TEST_CASE("S14: quota_per_minute is never exceeded, whatever Cal.com allows") {
    world w({.most = 30, .reserve = 0});
    w.answered(lane::live, world::told(500, 499, seconds{10}));
    CHECK(w.all_that_leave(lane::booking) == 29);
    w.pass(seconds{15});
    CHECK_FALSE(w.leaves(lane::booking));
}

TEST_CASE("S14: of two tenants with one credential the more careful terms hold") {
    auto w = world::steady();
    w.quota.tighten({.most = 50, .reserve = 20});
    CHECK(w.all_that_leave(lane::live) == 50 - 20 - 1);
}

TEST_CASE("S14: what other programs used counts until the window ends") {
    auto w = world::steady(101);
    CHECK(w.quota.remaining(w.now) == 19);
    CHECK(w.all_that_leave(lane::booking) == 19);
    w.pass(seconds{60});
    CHECK(w.quota.remaining(w.now) == 120 - 19);
}

TEST_CASE("S14: our own requests under way are not taken for somebody else's") {
    auto w = world::steady();
    std::vector<quota::leave> under_way;
    for (int i = 0; i < 50; ++i) under_way.push_back(*w.quota.ask_at_once(lane::live, w.now));
    for (int i = 0; i < 50; ++i)
        w.quota.ended(under_way[static_cast<std::size_t>(i)],
                      world::told(120, 120 - 2 - i, seconds{60}), w.now);
    CHECK(w.quota.remaining(w.now) == 120 - 51);
}

TEST_CASE("S14: of several named limits, room under one is enough") {
    world w;
    const rate_reading both{.limits = {{"long", 100, 0, seconds{50}}, {"short", 5, 4, seconds{2}}},
                            .retry_after = {}};
    w.answered(lane::booking, both);
    CHECK(w.quota.remaining(w.now) == 4);
    CHECK(w.all_that_leave(lane::booking) == 4);
}

TEST_CASE("S14: who waits leaves in the order of lanes, and of arrival within one") {
    auto w = world::steady();
    w.all_that_leave(lane::booking);
    w.pass(seconds{50});
    const auto audit = w.waits(lane::audit);
    const auto refresh = w.waits(lane::refresh);
    const auto live = w.waits(lane::live);
    const auto booking = w.waits(lane::booking);
    const auto second = w.waits(lane::booking);
    CHECK(w.go().empty());
    CHECK(w.quota.wakes_at(w.now) == w.now + seconds{10});
    w.pass(seconds{10});
    // One request has stopped counting, 119 are still under way.
    CHECK(w.go() == std::vector{booking});
    for (int i = 0; i < 60; ++i) w.quota.not_sent({lane::booking});
    CHECK(w.go() == std::vector{second, live, refresh, audit});
}

TEST_CASE("S14: a booking passes questions that wait, a question passes nobody") {
    auto w = world::steady();
    w.all_that_leave(lane::live);
    w.waits(lane::live, seconds{90});
    CHECK_FALSE(w.leaves(lane::live));
    CHECK_FALSE(w.leaves(lane::refresh));
    CHECK(w.leaves(lane::booking));
}

TEST_CASE("S14: who cannot have a turn in time is refused at once and told when to come back") {
    auto w = world::steady();
    w.all_that_leave(lane::booking);
    w.pass(seconds{20});
    CHECK(w.refused(lane::live, seconds{5}) == seconds{40});
    CHECK_FALSE(w.refused(lane::booking, seconds{40}));
    // The next would be the second after the window's end, when only one is known to stop counting.
    CHECK(w.refused(lane::booking, seconds{39}) == seconds{40});
}

TEST_CASE("S14: who waited too long is refused") {
    world w;
    const auto first = w.quota.ask_at_once(lane::live, w.now);
    REQUIRE(first);
    const auto ticket = w.waits(lane::live, seconds{5});
    CHECK(w.quota.wakes_at(w.now) == w.now + seconds{5});
    w.pass(seconds{5});
    const auto turns = w.quota.turns(w.now);
    REQUIRE(turns.size() == 1);
    CHECK(turns[0].ticket == ticket);
    CHECK(std::get<quota::refusal>(turns[0].outcome).retry_after >= seconds{1});
    CHECK_FALSE(w.quota.wakes_at(w.now));
}

TEST_CASE("S14: a lane's queue is bounded") {
    world w({.assumed = 1'000});
    REQUIRE(w.leaves(lane::live));
    for (int i = 0; i < 256; ++i) w.waits(lane::live);
    CHECK(w.refused(lane::live, seconds{30}));
    w.waits(lane::refresh);
    CHECK(w.quota.waiting_in(lane::live) == 256);
}

TEST_CASE("S14: who withdraws leaves no place behind") {
    world w;
    REQUIRE(w.leaves(lane::live));
    const auto ticket = w.waits(lane::live);
    w.quota.withdraw(ticket);
    CHECK(w.quota.waiting_in(lane::live) == 0);
    CHECK_FALSE(w.quota.wakes_at(w.now));
}

TEST_CASE("S14: a 429 silences every lane for its block") {
    auto w = world::steady();
    const auto under_way = w.all_that_leave(lane::live);
    const auto waiting_before = w.waits(lane::live, seconds{62});
    for (int i = 0; i < under_way; ++i)
        w.quota.ended({lane::live}, world::blocked(seconds{61}), w.now);
    CHECK(w.quota.blocked_for(w.now) == seconds{61});
    CHECK(w.quota.remaining(w.now) == 0);
    for (const auto l : all_lanes) {
        CHECK_FALSE(w.leaves(l));
        CHECK(w.refused(l, seconds{30}) == seconds{61});
    }
    // What waits longer than the block keeps its place.
    CHECK(w.quota.turns(w.now).empty());
    w.pass(seconds{61});
    CHECK(w.go() == std::vector{waiting_before});
}

TEST_CASE("S14: a block refuses at once whoever cannot outwait it") {
    world w;
    const auto first = w.quota.ask_at_once(lane::live, w.now);
    const auto impatient = w.waits(lane::live, seconds{5});
    CHECK(w.quota.ended(*first, world::blocked(seconds{61}), w.now));
    const auto turns = w.quota.turns(w.now);
    REQUIRE(turns.size() == 1);
    CHECK(turns[0].ticket == impatient);
    CHECK(std::get<quota::refusal>(turns[0].outcome).retry_after == seconds{61});
}

TEST_CASE("S14: a block lasts for Retry-After, else for the told reset, else for 60 s") {
    const auto block_of = [](const rate_reading& reading) {
        world w;
        w.answered(lane::booking, reading);
        return w.quota.blocked_for(w.now);
    };
    auto both = world::blocked(seconds{40});
    CHECK(block_of(both) == seconds{40});
    both.retry_after = seconds{7};
    CHECK(block_of(both) == seconds{7});
    CHECK(block_of({.limits = {}, .retry_after = {}, .limited = true}) == seconds{60});
    CHECK(block_of({.limits = {}, .retry_after = seconds{0}, .limited = true}) == seconds{1});
}

TEST_CASE("S14: further 429s of one block do not begin another") {
    auto w = world::steady();
    const auto one = *w.quota.ask_at_once(lane::live, w.now);
    const auto two = *w.quota.ask_at_once(lane::live, w.now);
    CHECK(w.quota.ended(one, world::blocked(seconds{61}), w.now));
    CHECK_FALSE(w.quota.ended(two, world::blocked(seconds{61}), w.now));
}

TEST_CASE("S14: after a block bookings go first and questions ramp up") {
    auto w = world::steady();
    w.answered(lane::booking, world::blocked(seconds{20}));
    const auto question = w.waits(lane::live, seconds{21});
    const auto booking = w.waits(lane::booking, seconds{21});
    w.pass(seconds{20});
    CHECK(w.go() == std::vector{booking, question});
    CHECK_FALSE(w.leaves(lane::live));
    CHECK(w.leaves(lane::booking));
    for (const int allowed : {2, 4, 8, 16, 32}) {
        CAPTURE(allowed);
        for (int i = 0; i < allowed / 2; ++i)
            w.quota.ended({lane::live}, world::told(120, 100, seconds{60}), w.now);
        CHECK(w.all_that_leave(lane::live) == allowed);
    }
}

TEST_CASE("S14: a fresh budget sends one question until an answer tells where the window stands") {
    world w;
    const auto first = w.quota.ask_at_once(lane::live, w.now);
    REQUIRE(first);
    CHECK_FALSE(w.leaves(lane::live));
    SUBCASE("told") {
        w.quota.ended(*first, world::told(120, 20, seconds{30}), w.now);
        CHECK(w.all_that_leave(lane::booking) == 20);
    }
    SUBCASE("told nothing: it ramps up") {
        w.quota.ended(*first, {}, w.now);
        CHECK(w.all_that_leave(lane::live) == 2);
    }
}

TEST_CASE("S14: a budget is idle once nothing of it counts") {
    auto w = world::steady();
    CHECK_FALSE(w.quota.idle(w.now));
    w.pass(seconds{61});
    CHECK(w.quota.idle(w.now));
}
