#include "origin/breaker.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::origin;

namespace {

constexpr subject massage{event_type_id{1}};
constexpr subject intake{event_type_id{2}};
constexpr subject list{};

/// A breaker on a clock the test moves.
struct world {
    origin::breaker breaker;
    steady_instant now{hours{1}};

    void pass(milliseconds time) { now += time; }
    [[nodiscard]] bool goes(const subject& about) const { return !breaker.refusal(about, now); }
    [[nodiscard]] milliseconds told_to_wait(const subject& about) const {
        return breaker.refusal(about, now).value_or(milliseconds{0});
    }
    breaker_change ask(const subject& about, evidence shows) {
        REQUIRE(goes(about));
        return breaker.ended(breaker.depart(about, now), shows, now);
    }
    void works(const subject& about) { ask(about, evidence::works); }
    breaker_change fails(const subject& about) { return ask(about, evidence::server_error); }
    [[nodiscard]] breaker_state state() const { return breaker.state(now); }

    /// Two event types that have answered before fail.
    static world opened() {
        world w;
        w.works(massage);
        w.works(intake);
        w.fails(massage);
        REQUIRE(w.fails(intake) == breaker_change::opened);
        return w;
    }
};

}  // namespace

TEST_CASE("S13: an event type that fails alone is set aside alone, for 5 s") {
    world w;
    w.works(massage);
    CHECK(w.fails(massage) == breaker_change::none);
    CHECK(w.told_to_wait(massage) == seconds{5});
    CHECK(w.breaker.set_aside(w.now) == 1);
    CHECK(w.goes(intake));
    CHECK(w.goes(list));
    w.pass(milliseconds{4999});
    CHECK_FALSE(w.goes(massage));
    w.pass(milliseconds{1});
    CHECK(w.goes(massage));
    CHECK(w.breaker.set_aside(w.now) == 0);
}

TEST_CASE("S13: each further failure doubles the time an event type is set aside, up to 60 s") {
    world w;
    for (const int expected : {5, 10, 20, 40, 60, 60}) {
        w.fails(massage);
        CHECK(w.told_to_wait(massage) == seconds{expected});
        CHECK(w.state() == breaker_state::closed);
        w.pass(w.told_to_wait(massage));
    }
    w.works(massage);
    w.fails(massage);
    CHECK(w.told_to_wait(massage) == seconds{5});
}

TEST_CASE("S13: of an event type set aside, one question at a time is the trial") {
    world w;
    w.fails(massage);
    w.pass(seconds{5});
    const auto trial = w.breaker.depart(massage, w.now);
    CHECK(w.told_to_wait(massage) == seconds{1});
    SUBCASE("a trial given up lets the next one go") {
        w.breaker.ended(trial, evidence::none, w.now);
        CHECK(w.goes(massage));
        const auto next = w.breaker.depart(massage, w.now);
        CHECK(next.trial_of_subject);
    }
    SUBCASE("one that succeeds ends it") {
        w.breaker.ended(trial, evidence::works, w.now);
        CHECK(w.goes(massage));
        CHECK_FALSE(w.breaker.depart(massage, w.now).trial_of_subject);
    }
}

TEST_CASE("S13: two event types that fail open the breaker for all") {
    const auto w = world::opened();
    CHECK(w.state() == breaker_state::open);
    CHECK(w.told_to_wait(event_type_id{3}) == seconds{5});
    CHECK(w.told_to_wait(list) == seconds{5});
    CHECK(w.breaker.refusal_of_all(w.now) == seconds{5});
}

TEST_CASE("S13: a success between two failures keeps the breaker closed") {
    world w;
    w.works(massage);
    w.works(intake);
    w.fails(massage);
    w.works(event_type_id{3});
    CHECK(w.fails(intake) == breaker_change::none);
    CHECK(w.goes(event_type_id{3}));
}

TEST_CASE("S13: failures more than 30 s apart do not open the breaker") {
    world w;
    w.ask(massage, evidence::silence);
    w.pass(milliseconds{30'001});
    CHECK(w.ask(intake, evidence::silence) == breaker_change::none);
}

TEST_CASE("S13: one event type never opens the breaker, however often it fails") {
    world w;
    w.works(massage);
    for (int i = 0; i < 20; ++i) {
        CHECK(w.fails(massage) == breaker_change::none);
        w.pass(w.told_to_wait(massage));
    }
}

TEST_CASE("S13: numbers nobody has cannot open the breaker with Cal.com's 500") {
    world w;
    w.works(massage);
    for (int n = 100; n < 200; ++n) CHECK(w.fails(event_type_id{n}) == breaker_change::none);
    CHECK(w.goes(massage));
    CHECK(w.breaker.set_aside(w.now) == 100);
    // Silence is another matter: it does not depend on what was asked.
    CHECK(w.ask(event_type_id{200}, evidence::silence) == breaker_change::none);
    CHECK(w.ask(event_type_id{201}, evidence::silence) == breaker_change::opened);
}

TEST_CASE("S13: the list of event types counts as an event type") {
    world w;
    w.works(massage);
    w.fails(list);
    CHECK(w.fails(massage) == breaker_change::opened);
}

TEST_CASE("S13: half-open sends one trial; its failure doubles the time, up to 30 s") {
    auto w = world::opened();
    int number = 10;
    for (const int next : {10, 20, 30, 30}) {
        w.pass(w.told_to_wait(list));
        CHECK(w.state() == breaker_state::half_open);
        const subject other{event_type_id{number++}};
        const auto trial = w.breaker.depart(other, w.now);
        CHECK(trial.trial_of_all);
        CHECK(w.told_to_wait(list) == seconds{1});
        CHECK(w.breaker.ended(trial, evidence::silence, w.now) == breaker_change::none);
        CHECK(w.told_to_wait(list) == seconds{next});
    }
}

TEST_CASE("S13: a success closes the breaker, and what failed with it may be tried at once") {
    auto w = world::opened();
    w.pass(seconds{5});
    CHECK(w.ask(event_type_id{3}, evidence::works) == breaker_change::closed);
    CHECK(w.state() == breaker_state::closed);
    CHECK(w.goes(massage));
    CHECK(w.goes(intake));
}

TEST_CASE("S13: a success that left before the breaker opened closes it too") {
    world w;
    const auto slow = w.breaker.depart(event_type_id{3}, w.now);
    w.ask(massage, evidence::silence);
    w.ask(intake, evidence::silence);
    CHECK(w.breaker.ended(slow, evidence::works, w.now) == breaker_change::closed);
}

TEST_CASE("S13: a trial that shows nothing lets the next one go") {
    auto w = world::opened();
    w.pass(seconds{5});
    CHECK(w.ask(event_type_id{3}, evidence::none) == breaker_change::none);
    CHECK(w.state() == breaker_state::half_open);
    CHECK(w.goes(event_type_id{3}));
}

TEST_CASE("S13: many questions that fail together count once") {
    world w;
    w.works(massage);
    const auto first = w.breaker.depart(massage, w.now);
    const auto second = w.breaker.depart(massage, w.now);
    w.pass(seconds{10});
    w.breaker.ended(first, evidence::silence, w.now);
    w.pass(seconds{1});
    w.breaker.ended(second, evidence::silence, w.now);
    CHECK(w.told_to_wait(massage) == seconds{4});
}

TEST_CASE("S13: a failure that left before the last success does not open the breaker") {
    world w;
    const auto slow = w.breaker.depart(massage, w.now);
    w.pass(seconds{1});
    w.works(event_type_id{3});
    w.pass(seconds{8});
    w.ask(intake, evidence::silence);
    CHECK(w.breaker.ended(slow, evidence::silence, w.now) == breaker_change::none);
    CHECK(w.state() == breaker_state::closed);
}

TEST_CASE("S13: what is remembered is bounded, and real event types are not pushed out") {
    origin::breaker small({.subjects_max = 10});
    const steady_instant now{hours{1}};
    small.ended(small.depart(massage, now), evidence::works, now);
    for (int n = 100; n < 200; ++n)
        small.ended(small.depart(event_type_id{n}, now), evidence::server_error, now);
    CHECK(small.set_aside(now) <= 10);
    CHECK(small.ended(small.depart(massage, now), evidence::server_error, now) ==
          breaker_change::none);
    CHECK(small.refusal(massage, now));
}
