#include "gateway/refresher.hpp"

#include <algorithm>

#include <doctest/doctest.h>

#include "support/gateway_world.hpp"

using namespace slotgate;
using gateway::answer_source;
using test::gateway_world;

namespace {

constexpr auto monday = gateway_world::monday;

/// A gateway whose Monday was asked for, and has starts.
struct warm_world : gateway_world {
    static constexpr event_type_id other{99};

    warm_world() {
        calcom->add({.id = other, .hosts = {user_id{1}}, .length = minutes{30}});
        ask();
    }

    void tick() {
        refresher->tick();
        settle();
    }
    /// Time passes as it does, a second at a time.
    void let_pass(seconds time) {
        for (; time > seconds{0}; time -= seconds{1}) {
            pass(seconds{1});
            tick();
        }
    }
    /// A question of the same tenant, about nothing of what it keeps.
    void ask_other() {
        auto q = about(monday, monday);
        q.selector.id = other;
        ask(q);
    }
    /// How often Cal.com was, of the other not counted.
    [[nodiscard]] std::size_t asked() const {
        return static_cast<std::size_t>(std::ranges::count_if(
            calcom->slots_asked(), [](const auto& q) { return q.event_type != other; }));
    }
    /// As the program does every four minutes.
    void read_types() {
        boost::asio::co_spawn(loop, types->load(tenant_id{0}), boost::asio::detached);
        settle();
    }
    /// Of something else than a booking: a fact about the whole tenant.
    void tell_of_write(coherence::write_step step) {
        desk.tell({.tenant = tenant_id{0},
                   .booking = {},
                   .news = {.id = 1, .step = step, .told_by = tenant_id{0}, .wants = {}},
                   .told = {}});
        read_types();
    }
    [[nodiscard]] bool is_hit() {
        read_types();
        return availability->at_once(tenant_id{0}, about(monday, monday)).has_value();
    }
};

}  // namespace

TEST_CASE("S9: a day that was asked for is fetched again before its lifetime ends") {
    warm_world w;
    w.let_pass(seconds{269});
    CHECK(w.asked() == 1);
    w.let_pass(seconds{1});
    REQUIRE(w.asked() == 2);
    CHECK(w.calcom->slots_asked()[1].lane == origin::lane::refresh);
    w.let_pass(seconds{31});
    CHECK(w.is_hit());
    CHECK(w.asked() == 2);
}

TEST_CASE("S9: an empty day is refreshed in the last tenth of its minute, with its neighbours") {
    warm_world w;
    w.calcom->offer(gateway_world::meeting, monday, {});
    w.pass(seconds{300});
    w.ask();
    w.let_pass(seconds{53});
    CHECK(w.asked() == 2);
    w.let_pass(seconds{2});
    CHECK(w.asked() == 3);
    CHECK(w.calcom->slots_asked()[2].last > monday + days{20});
}

TEST_CASE("S9: what nobody has asked for in half an hour is left to expire") {
    warm_world w;
    w.let_pass(minutes{31});
    const auto asked = w.asked();
    CHECK(asked < 10);
    w.let_pass(minutes{10});
    CHECK(w.asked() == asked);
    CHECK_FALSE(w.is_hit());
}

TEST_CASE("S8, S9: what a fact has outdated is fetched again once it has settled") {
    warm_world w;
    w.pass(seconds{60});
    w.calcom->take(gateway_world::meeting, monday, 570);
    w.learn_of_booking();
    w.read_types();
    w.ask_other();
    w.let_pass(seconds{2});
    CHECK(w.asked() == 1);
    w.let_pass(seconds{2});
    REQUIRE(w.asked() == 2);
    CHECK(w.calcom->slots_asked()[2].lane == origin::lane::refresh);
    CHECK(w.is_hit());
    CHECK(w.ask()->minutes() == std::vector<starts::minute_of_date>{540, 600});
    w.let_pass(seconds{60});
    CHECK(w.asked() <= 4);  // the empty days with it, in the last tenth of their minute
}

TEST_CASE("W6: what a fact has outdated waits until somebody asks for something after it") {
    warm_world w;
    w.pass(seconds{60});
    w.ask_other();
    w.learn_of_booking();
    w.read_types();
    w.let_pass(seconds{120});
    CHECK(w.asked() == 1);
    w.ask_other();
    w.learn_of_booking();
    w.read_types();
    w.let_pass(seconds{10});
    CHECK(w.asked() == 1);
    w.ask_other();
    w.let_pass(seconds{1});
    CHECK(w.asked() == 2);
}

TEST_CASE("S9: what nobody has asked for in half an hour is not fetched again after a fact") {
    warm_world w;
    w.let_pass(minutes{31});
    const auto asked = w.asked();
    w.learn_of_booking();
    w.read_types();
    w.ask_other();
    w.let_pass(seconds{20});
    CHECK(w.asked() == asked);
}

TEST_CASE("S6: while a change is on its way nothing is fetched again") {
    warm_world w;
    w.pass(seconds{60});
    w.tell_of_write(coherence::write_step::leaves);
    w.ask_other();
    w.let_pass(seconds{30});
    CHECK(w.asked() == 1);
    w.tell_of_write(coherence::write_step::is_over);
    w.ask_other();
    w.let_pass(seconds{4});
    CHECK(w.asked() == 2);
    CHECK(w.is_hit());
}

TEST_CASE("W6: facts that do not let each other settle cause no request") {
    warm_world w;
    w.pass(seconds{60});
    for (int i = 0; i < 60; ++i) {
        w.learn_of_booking();
        w.read_types();
        w.ask_other();
        w.let_pass(seconds{2});
    }
    CHECK(w.asked() == 1);
}

TEST_CASE("W6: however many facts come, a series is fetched again once in ten seconds") {
    warm_world w;
    w.pass(seconds{60});
    for (int i = 0; i < 20; ++i) {
        w.learn_of_booking();
        w.read_types();
        w.ask_other();
        w.let_pass(seconds{5});
    }
    CHECK(w.asked() > 5);
    CHECK(w.asked() <= 11);
}

TEST_CASE("W6, S8: nor does a cancellation that is announced again and again cost more") {
    warm_world w;
    w.calcom->stand({.uid = "u",
                     .state = wire::booking_state::accepted,
                     .event_type = gateway_world::meeting,
                     .when = interval::between(monday + hours{9}, monday + minutes{570}),
                     .organizer = user_id{1}});
    w.pass(seconds{60});
    for (int i = 0; i < 20; ++i) {
        w.desk.tell({.source = coherence::fact_source::webhook,
                     .radius = coherence::whole_tenant{tenant_id{0}}},
                    {}, {.told_by = tenant_id{0}, .cancelling = "u"});
        w.read_types();
        w.ask_other();
        w.let_pass(seconds{8});
    }
    CHECK(w.asked() > 5);
    CHECK(w.asked() <= 17);
}

TEST_CASE("W6: a tenant's days are fetched again ten at once, then one every three seconds") {
    warm_world w;
    constexpr int types = 25;
    for (int i = 0; i < types; ++i) {
        const event_type_id id{100 + i};
        w.calcom->add({.id = id,
                       .hosts = {user_id{1}},
                       .length = minutes{30},
                       .lengths = {minutes{30}},
                       .notice = minutes{60}});
        w.calcom->offer(id, monday, {540});
        auto q = w.about(monday, monday);
        q.selector.id = id;
        w.ask(q);
    }
    w.learn_of_booking();
    w.read_types();
    w.ask_other();
    const auto before = w.asked();
    w.let_pass(seconds{9});
    CHECK(w.asked() - before >= 10);
    CHECK(w.asked() - before <= 13);
    w.let_pass(seconds{27});
    CHECK(w.asked() - before <= 22);
}

TEST_CASE("S3: a fact that comes while a day is refreshed outdates what comes") {
    warm_world w;
    w.pass(seconds{270});
    w.calcom->hold();
    w.tick();
    REQUIRE(w.asked() == 2);
    w.calcom->take(gateway_world::meeting, monday, 570);
    w.learn_of_booking();
    w.calcom->release_all();
    w.settle();
    CHECK_FALSE(w.is_hit());
    CHECK(w.ask()->minutes() == std::vector<starts::minute_of_date>{540, 600});
}

TEST_CASE("S10, S14: one refresh of a series at a time, and who asks meanwhile shares it") {
    warm_world w;
    w.pass(seconds{270});
    w.read_types();
    w.calcom->hold();
    w.let_pass(seconds{40});
    CHECK(w.asked() == 2);
    const auto asker = w.ask();
    CHECK(w.asked() == 2);
    w.calcom->release_all();
    w.settle();
    CHECK(asker->answer().source == answer_source::collapsed);
}

TEST_CASE("S14: who shared a refresh that was not sent asks himself") {
    warm_world w;
    w.pass(seconds{270});
    w.read_types();
    w.calcom->fail_next(errc::upstream_limited);
    w.calcom->hold();
    w.let_pass(seconds{40});
    const auto asker = w.ask();
    w.calcom->release_all();
    w.settle();
    CHECK(asker->answer().source == answer_source::fetched);
    CHECK(w.asked() == 3);
}

TEST_CASE("S13: a refresh that fails or is held back is no failure of anybody's question") {
    warm_world w;
    w.calcom->fail_always(errc::upstream_limited);
    w.pass(seconds{270});
    w.tick();
    CHECK(w.metrics.fetches.at(ops::fetch_outcome::failed).value() == 0);
    CHECK(w.is_hit());
    w.calcom->recover();
    w.tick();
    CHECK(w.asked() == 3);
}

TEST_CASE("S13, S14: what facts have outdated rests when it could not be sent") {
    warm_world w;
    w.pass(seconds{60});
    w.learn_of_booking();
    w.read_types();
    w.ask_other();
    w.calcom->fail_always(errc::upstream_failing);
    w.let_pass(seconds{12});
    CHECK(w.asked() == 2);
    w.calcom->recover();
    w.let_pass(seconds{2});
    CHECK(w.asked() == 3);
    CHECK(w.is_hit());
}

TEST_CASE("S14: in the settle window nobody waits behind a refresh") {
    warm_world w;
    w.pass(seconds{270});
    w.read_types();
    w.calcom->hold();
    w.tick();
    REQUIRE(w.calcom->held() == 1);
    w.learn_of_booking();
    const auto asker = w.ask();
    CHECK(w.calcom->held() == 2);
    w.calcom->release_all();
    w.settle();
    CHECK(asker->answered());
}

TEST_CASE("S8: nothing is refreshed while the cache is off") {
    warm_world w;
    w.power.set(false);
    w.pass(seconds{270});
    w.tick();
    CHECK(w.asked() == 1);
}
