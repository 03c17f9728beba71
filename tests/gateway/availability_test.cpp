#include "gateway/availability.hpp"

#include <doctest/doctest.h>

#include "ops/log.hpp"
#include "support/gateway_world.hpp"

using namespace slotgate;
using test::gateway_world;
using listed = std::vector<starts::minute_of_date>;
using gateway::answer_source;

namespace {

constexpr auto monday = gateway_world::monday;

}  // namespace

TEST_CASE("S2: a question is answered from Cal.com once and from memory afterwards") {
    gateway_world w;
    CHECK(w.ask()->minutes() == listed{540, 570, 600});
    CHECK(w.ask()->answer().source == answer_source::hit);
    CHECK(w.calcom->slots_asked().size() == 1);
    CHECK(w.availability->at_once(tenant_id{0}, w.about(monday, monday)).has_value());
}

TEST_CASE("S2: a fetch covers whole dates and one more at each end") {
    gateway_world w;
    auto month = w.about(monday, monday + days{30});
    month.start += hours{10};
    month.end -= hours{10};
    w.ask(month);
    REQUIRE(w.calcom->slots_asked().size() == 1);
    CHECK(w.calcom->slots_asked()[0].first == monday - days{1});
    CHECK(w.calcom->slots_asked()[0].last == monday + days{31});
}

TEST_CASE("S2: a fetch leaves room for the longest start of its last date to end") {
    gateway_world w;
    w.calcom->add({.id = gateway_world::meeting, .slug = "retreat", .length = hours{60}});
    w.ask();
    const auto month = monday + days{30};
    w.ask(w.about(monday, month));
    CHECK(w.calcom->slots_asked().back().last == month + days{3});
    auto q = w.about(monday, month);
    q.duration = hours{24};
    w.ask(q);
    CHECK(w.calcom->slots_asked().back().last == month + days{1});
}

TEST_CASE("S2: only missing dates are fetched, a month in one request") {
    gateway_world w;
    w.ask(w.about(monday, monday + days{30}));
    CHECK(w.calcom->slots_asked().size() == 1);
    w.ask(w.about(monday - days{3}, monday + days{2}));
    REQUIRE(w.calcom->slots_asked().size() == 2);
    // And today, which nobody knows yet.
    CHECK(w.calcom->slots_asked()[1].first == monday - days{5});
    CHECK(w.calcom->slots_asked()[1].last == monday);
}

TEST_CASE("S2: what the key does not determine goes upstream as it is") {
    gateway_world w;
    const auto bypassed = [&](wire::slots_question q) {
        const auto outcome = w.availability->at_once(tenant_id{0}, q);
        return outcome && std::holds_alternative<gateway::bypass>(*outcome);
    };
    auto q = w.about(monday, monday);
    q.booking_to_reschedule = "uid";
    CHECK(bypassed(q));
    q = w.about(monday, monday);
    q.selector.id.reset();
    CHECK(bypassed(q));
    q = w.about(monday, monday);
    q.beyond_key = true;
    CHECK(bypassed(q));
    q = w.about(monday, monday);
    q.duration = minutes{-5};
    CHECK(bypassed(q));
    CHECK(bypassed(w.about(monday, monday + days{100})));
    CHECK_FALSE(bypassed(w.about(monday, monday + days{99})));
}

TEST_CASE("S2: seated event types are answered from whole dates with their seats, and not kept") {
    gateway_world w;
    constexpr event_type_id course{8};
    w.calcom->add({.id = course, .slug = "course", .length = minutes{30}, .seated = true});
    w.calcom->offer(course, monday, {540, 570, 600});
    w.calcom->seats = 4;
    auto q = w.about(monday, monday);
    q.selector.id = course;
    q.start = monday + minutes{570};
    for (std::size_t asked = 1; asked <= 2; ++asked) {
        const auto who = w.ask(q);
        CHECK(who->answer().slots.empty());
        REQUIRE(who->answer().seated.size() == 2);
        CHECK(who->answer().seated.front().slot.start == monday + minutes{570});
        CHECK(who->answer().seated.front().total == 4);
        CHECK(w.calcom->slots_asked().size() == asked);
    }
    CHECK(w.calcom->slots_asked().front().first < monday);
}

TEST_CASE("S2: starts that carry more than can be read are asked for as they are") {
    gateway_world w;
    w.calcom->whole = false;
    const auto who = w.ask();
    CHECK(std::holds_alternative<gateway::bypass>(**who->got));
}

TEST_CASE("S2: event types that the key may not read are answered from whole dates, not kept") {
    gateway_world w;
    w.calcom->offer(event_type_id{404}, monday, {540, 570});
    w.calcom->hide(event_type_id{404});
    auto q = w.about(monday, monday);
    q.selector.id = event_type_id{404};
    CHECK(w.ask(q)->minutes() == listed{540, 570});
    CHECK(w.ask(q)->minutes() == listed{540, 570});
    CHECK(w.calcom->slots_asked().size() == 2);
    CHECK(w.calcom->event_types_asked() == 1);
}

TEST_CASE("S2: where dates decide together, only questions of the same dates share what is kept") {
    gateway_world w;
    w.calcom->add(
        {.id = gateway_world::meeting, .slug = "meeting", .length = minutes{30}, .rolling = true});
    const auto week = w.about(monday, monday + days{6});
    w.ask(week);
    auto hours_of_it = week;
    hours_of_it.start += hours{9};
    CHECK(w.ask(hours_of_it)->answer().source == answer_source::hit);
    w.ask();
    REQUIRE(w.calcom->slots_asked().size() == 2);
    CHECK(w.calcom->slots_asked()[1].first == monday - days{1});
    CHECK(w.calcom->slots_asked()[1].last == monday + days{1});
    // Dates without starts are over first; what is asked again is the whole question all the same.
    w.pass(seconds{90});
    w.ask(week);
    REQUIRE(w.calcom->slots_asked().size() == 3);
    CHECK(w.calcom->slots_asked()[2].first == monday - days{1});
    CHECK(w.calcom->slots_asked()[2].last == monday + days{7});
}

TEST_CASE("S2: a date free all through on a grid not the hour's is for the dates asked only") {
    gateway_world w;
    constexpr auto ninety = minutes{90};
    w.calcom->add({.id = gateway_world::meeting, .slug = "meeting", .length = ninety});
    listed all;
    for (starts::minute_of_date minute = 0; minute < starts::minutes_per_date; minute += 90)
        all.push_back(minute);
    w.calcom->offer(gateway_world::meeting, monday, {540});
    CHECK(w.ask()->minutes() == listed{540});
    w.calcom->offer(gateway_world::meeting, monday + days{2}, all);
    // Monday is kept, the dates behind it are over; then all three are asked for at once. Where
    // many dates together show no night, no more are asked for than are wanted.
    w.pass(seconds{61});
    const auto q = w.about(monday, monday + days{2});
    CHECK(w.ask(q)->answer().slots.size() == 1 + all.size());
    REQUIRE(w.calcom->slots_asked().size() == 3);
    CHECK(w.calcom->slots_asked()[2].first == monday - days{1});
    CHECK(w.calcom->slots_asked()[2].last == monday + days{3});
    w.ask(q);
    REQUIRE(w.calcom->slots_asked().size() == 5);
    CHECK(w.calcom->slots_asked()[3].first == monday);
    CHECK(w.calcom->slots_asked()[3].last == monday + days{3});
    CHECK(w.ask()->answer().source == answer_source::hit);
}

TEST_CASE(
    "S12: who wants it fresher than it is in memory has Cal.com asked, for the whole question") {
    gateway_world w;
    const auto want = [&](seconds age) {
        return w.ask(w.about(monday, monday), {.max_age = age})->answer().source;
    };
    w.ask();
    w.pass(seconds{30});
    CHECK(want(seconds{30}) == answer_source::hit);
    CHECK(want(seconds{29}) == answer_source::fetched);
    CHECK(want(seconds{29}) == answer_source::hit);
    CHECK(want(seconds{0}) == answer_source::fetched);
    CHECK(w.calcom->slots_asked().size() == 3);
    // Of two dates one is missing, the other too old: both are asked for.
    w.pass(seconds{10});
    w.ask(w.about(monday, monday + days{1}), {.max_age = seconds{5}});
    CHECK(w.calcom->slots_asked().back().first == monday - days{1});
    const auto at_once = [&](seconds age) {
        return w.availability->at_once(tenant_id{0}, w.about(monday, monday), {.max_age = age});
    };
    CHECK(at_once(seconds{1}).has_value());
    CHECK_FALSE(at_once(seconds{0}).has_value());
}

TEST_CASE("S12: a tenant's callers have fresh answers at a rate, then those of memory") {
    gateway_world w;
    w.ask();
    for (int i = 0; i < 30; ++i) w.ask(w.about(monday, monday), {.max_age = seconds{0}});
    CHECK(w.calcom->slots_asked().size() == 11);
    CHECK(w.ask(w.about(monday, monday), {.max_age = seconds{0}})->answer().source ==
          answer_source::hit);
    w.pass(seconds{2});
    CHECK(w.ask(w.about(monday, monday), {.max_age = seconds{0}})->answer().source ==
          answer_source::fetched);
}

TEST_CASE("S12: who wants Cal.com asked now does not share a request that has left") {
    gateway_world w;
    w.ask();
    w.calcom->hold();
    const auto first = w.ask(w.about(monday, monday), {.max_age = seconds{0}});
    const auto second = w.ask(w.about(monday, monday), {.max_age = seconds{0}});
    w.calcom->release_all();
    w.settle();
    CHECK(first->answered());
    CHECK(second->answered());
    CHECK(w.calcom->slots_asked().size() == 3);
}

TEST_CASE(
    "S12: whose request a fact overtakes gets no day from memory that is older than asked for") {
    gateway_world w;
    const auto tuesday = w.monday + days{1};
    w.ask(w.about(monday, tuesday));
    w.pass(seconds{10});
    w.calcom->take(gateway_world::meeting, monday, 570);  // nobody tells
    w.calcom->hold();
    const auto fresh = w.ask(w.about(monday, tuesday), {.max_age = seconds{0}});
    w.desk.tell(
        {.source = coherence::fact_source::webhook,
         .radius = coherence::some_dates{tenant_id{0}, gateway_world::meeting, tuesday, tuesday}});
    w.pass(seconds{4});
    const auto other = w.ask(w.about(tuesday, tuesday));
    w.calcom->release_last();
    w.settle();
    CHECK(other->answered());
    w.calcom->release_all();
    w.settle();
    w.settle();
    CHECK(fresh->minutes() == listed{540, 600});
}

TEST_CASE("S12: nor where answers are not kept, as of event types with seats") {
    gateway_world w;
    w.calcom->add({.id = gateway_world::meeting,
                   .slug = "course",
                   .length = minutes{30},
                   .lengths = {minutes{30}},
                   .seated = true});
    w.ask();
    w.calcom->hold();
    const auto first = w.ask();
    const auto sharing = w.ask();
    const auto fresh = w.ask(w.about(monday, monday), {.max_age = seconds{0}});
    w.calcom->release_all();
    w.settle();
    CHECK(first->answered());
    CHECK(sharing->answered());
    CHECK(fresh->answered());
    CHECK(w.calcom->slots_asked().size() == 3);
}

TEST_CASE("S9: where days are told apart in a zone, what is kept lives until its next midnight") {
    gateway_world w;
    w.calcom->add(
        {.id = gateway_world::meeting, .slug = "meeting", .length = minutes{30}, .per_zone = true});
    w.pass(hours{24} - minutes{2});
    w.ask();
    w.pass(seconds{90});
    w.ask();
    CHECK(w.calcom->slots_asked().size() == 1);
    w.pass(seconds{31});
    w.ask();
    CHECK(w.calcom->slots_asked().size() == 2);
}

TEST_CASE("S10: a thousand askers of one cold week cause one request") {
    gateway_world w;
    w.calcom->hold();
    std::vector<std::shared_ptr<gateway_world::asker>> askers;
    askers.reserve(1000);
    for (int i = 0; i < 1000; ++i) askers.push_back(w.ask(w.about(monday, monday + days{6})));
    w.calcom->release_all();
    w.settle();
    w.settle();
    CHECK(w.calcom->slots_asked().size() == 1);
    CHECK(w.calcom->event_types_asked() == 1);
    for (const auto& a : askers) CHECK(a->minutes() == listed{540, 570, 600});
}

TEST_CASE("S10: who asks after a fact does not share a request that left before it") {
    gateway_world w;
    w.ask(w.about(monday + days{20}, monday + days{20}));  // event types are known now
    w.calcom->hold();
    const auto early = w.ask();
    w.calcom->take(gateway_world::meeting, monday, 570);
    w.learn_of_booking();
    w.pass(seconds{4});
    const auto late = w.ask();
    CHECK(w.calcom->held() == 2);
    w.calcom->release_all();
    w.settle();
    w.settle();
    CHECK(late->minutes() == listed{540, 600});
    CHECK(early->minutes() == listed{540, 600});  // overtaken, so it was fetched once more
    CHECK(w.ask()->minutes() == listed{540, 600});
}

TEST_CASE("S10: a question is fetched at most twice, however many facts come") {
    gateway_world w;
    w.ask(w.about(monday + days{20}, monday + days{20}));
    w.calcom->hold();
    const auto asker = w.ask();
    for (int i = 0; i < 2; ++i) {
        w.learn_of_booking();
        w.pass(seconds{4});
        w.calcom->release_one();
        w.settle();
    }
    CHECK(asker->answered());
    CHECK(asker->minutes() == listed{540, 570, 600});
    CHECK(w.calcom->slots_asked().size() == 3);  // one of them to learn the event types
    w.calcom->release_all();
    CHECK(w.ask()->answer().source == answer_source::fetched);
}

TEST_CASE("S8: while a fact settles, askers share a request only if it leaves after they asked") {
    gateway_world w;
    w.ask();
    w.learn_of_booking();
    w.calcom->hold();
    const auto first = w.ask();
    w.calcom->take(gateway_world::meeting, monday, 570);  // committed after the first left
    const auto second = w.ask();
    const auto third = w.ask();
    CHECK(w.calcom->held() == 1);
    w.calcom->release_one();
    w.settle();
    CHECK(first->minutes() == listed{540, 570, 600});
    CHECK_FALSE(second->answered());
    w.calcom->release_all();
    w.settle();
    CHECK(second->minutes() == listed{540, 600});
    CHECK(third->minutes() == listed{540, 600});
    CHECK(w.calcom->slots_asked().size() == 3);
    CHECK(w.ask()->answer().source == answer_source::fetched);  // nothing was kept
}

TEST_CASE("S8: while a fact settles nobody waits for a request that left before it") {
    gateway_world w;
    w.ask(w.about(monday + days{90}, monday + days{90}));  // event types are known now
    w.calcom->hold();
    w.ask();
    w.learn_of_booking();
    w.ask();
    CHECK(w.calcom->held() == 2);
    w.ask();
    CHECK(w.calcom->held() == 2);
    w.calcom->release_all();
    w.settle();
    w.calcom->release_all();
    w.settle();
}

TEST_CASE("S13: what could not be checked is an error, never an empty day") {
    gateway_world w;
    w.ask(w.about(monday + days{20}, monday + days{20}));
    w.calcom->fail_next(errc::upstream_garbage);
    const auto failed = w.ask();
    REQUIRE(failed->answered());
    CHECK_FALSE(failed->got->has_value());
    CHECK(failed->got->error().code == errc::upstream_garbage);
    CHECK(w.ask()->minutes() == listed{540, 570, 600});
}

TEST_CASE("S13: what cannot be fetched is answered past its lifetime where the tenant allows it") {
    gateway_world w(minutes{10});
    w.ask();
    w.pass(minutes{6});
    w.calcom->fail_always(errc::upstream_down);
    const auto old = w.ask();
    CHECK(old->minutes() == listed{540, 570, 600});
    CHECK(old->answer().source == answer_source::unrefreshed);
    // Who named an age gets nothing older, and who asks for other days gets no part of an answer.
    for (const auto wanted : {seconds{0}, seconds{100}})
        CHECK(w.ask(w.about(monday, monday), {.max_age = wanted})->got->error().code ==
              errc::upstream_down);
    CHECK_FALSE(w.ask(w.about(monday, monday + days{60}))->got->has_value());
    w.pass(minutes{9} + seconds{1});
    CHECK_FALSE(w.ask()->got->has_value());
}

TEST_CASE("S13: past its lifetime nothing is answered that a fact has reached, nor unasked") {
    SUBCASE("a fact") {
        gateway_world w(minutes{10});
        w.ask();
        w.pass(minutes{6});
        w.calcom->fail_always(errc::upstream_down);
        w.learn_of_booking();
        CHECK_FALSE(w.ask()->got->has_value());
    }
    SUBCASE("Cal.com said no") {
        gateway_world w(minutes{10});
        w.ask();
        w.pass(minutes{6});
        w.calcom->fail_always(errc::upstream_refused);
        CHECK_FALSE(w.ask()->got->has_value());
    }
    SUBCASE("the tenant does not allow it") {
        gateway_world w;
        w.ask();
        w.pass(minutes{6});
        w.calcom->fail_always(errc::upstream_down);
        CHECK_FALSE(w.ask()->got->has_value());
    }
}

TEST_CASE("S9: the notice of the event type is kept on hits") {
    gateway_world w;
    w.ask();
    w.pass(days{4} + hours{8} - minutes{2});  // two minutes before nine less an hour
    w.ask();
    w.pass(minutes{2} + milliseconds{1});
    const auto outcome = w.availability->at_once(tenant_id{0}, w.about(monday, monday));
    REQUIRE(outcome);
    CHECK(minute_of(std::get<gateway::answered>(*outcome).slots.front().start) == 570);
}

TEST_CASE("S3: an edit of event types is read again before the cache answers") {
    gateway_world w;
    w.ask();
    w.desk.tell({.source = coherence::fact_source::own_request,
                 .radius = coherence::whole_tenant{tenant_id{0}},
                 .changes = coherence::changes::rules});
    CHECK_FALSE(w.types->find(tenant_id{0}, gateway_world::meeting, w.now()).has_value());
    const auto before = w.calcom->event_types_asked();
    w.ask();
    CHECK(w.calcom->event_types_asked() == before + 1);
}

TEST_CASE("S2: a user name and slug that the catalogue knows are answered from the same entries") {
    gateway_world w;
    w.calcom->add({.id = gateway_world::meeting,
                   .slug = "meeting",
                   .username = "anna",
                   .length = minutes{30},
                   .notice = minutes{60}});
    boost::asio::co_spawn(w.loop, w.types->load(tenant_id{0}),
                          [](const std::exception_ptr&, const result<void>&) {});
    w.settle();
    w.ask();
    auto q = w.about(monday, monday);
    q.selector = {.slug = "meeting", .username = "anna"};
    CHECK(w.ask(q)->answer().source == answer_source::hit);
    q.selector.username = "bert";
    CHECK(std::holds_alternative<gateway::bypass>(**w.ask(q)->got));
    q.selector = {.slug = "meeting", .username = "anna", .organization = "acme"};
    CHECK(std::holds_alternative<gateway::bypass>(**w.ask(q)->got));
}
