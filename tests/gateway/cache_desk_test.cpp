#include "gateway/cache_desk.hpp"

#include <doctest/doctest.h>

#include "support/gateway_world.hpp"

using namespace slotgate;
using gateway::offer_reason;
using test::gateway_world;

namespace {

constexpr auto monday = gateway_world::monday;
constexpr instant nine = monday + hours{9};

/// A gateway and its operator.
struct operated : gateway_world {
    gateway::cache_desk operators{engine, *types, desk, power, now};

    gateway::explanation why(instant start, minutes duration = {}) {
        return operators.explain(tenant_id{0}, meeting, start, duration);
    }
    offer_reason reason(instant start, minutes duration = {}) {
        return why(start, duration).reason;
    }
};

}  // namespace

TEST_CASE("every start has a reason to be offered, not to be, or to be asked for") {
    operated w;
    CHECK(w.reason(nine) == offer_reason::unknown_type);
    w.ask();
    CHECK(w.reason(nine) == offer_reason::listed);
    CHECK(w.reason(nine + minutes{15}) == offer_reason::not_listed);
    CHECK(w.reason(nine + days{40}) == offer_reason::not_cached);
    CHECK(w.reason(nine, minutes{60}) == offer_reason::not_cached);
    CHECK(w.reason(monday - days{4}) == offer_reason::under_notice);
    w.pass(seconds{300});
    CHECK(w.reason(nine) == offer_reason::unknown_type);
}

TEST_CASE("S3: after a fact the reason is that what was cached is older, and the fact is told") {
    operated w;
    w.ask();
    w.learn_of_booking();
    const auto why = w.why(nine);
    CHECK(why.reason == offer_reason::outdated);
    CHECK(why.settling);
    REQUIRE_FALSE(why.facts.empty());
    CHECK(why.facts.front().source == coherence::fact_source::webhook);
    CHECK(why.facts.front().radius == "tenant");
}

TEST_CASE("S9: past its lifetime the reason is that what was cached has expired") {
    operated w;
    w.calcom->offer(gateway_world::meeting, monday, {});
    w.ask();
    w.pass(seconds{61});
    CHECK(w.reason(nine) == offer_reason::expired);
}

TEST_CASE("S8: off, every question is Cal.com's; on again, what was kept before is not used") {
    operated w;
    w.ask();
    w.operators.switch_to(false);
    CHECK(w.reason(nine) == offer_reason::cache_off);
    const auto off = w.availability->at_once(tenant_id{0}, w.about(monday, monday));
    REQUIRE(off.has_value());
    CHECK(std::holds_alternative<gateway::bypass>(*off));
    CHECK(std::holds_alternative<gateway::bypass>(**w.ask()->got));
    CHECK(w.calcom->slots_asked().size() == 1);
    w.operators.switch_to(true);
    CHECK_FALSE(w.availability->at_once(tenant_id{0}, w.about(monday, monday)).has_value());
    CHECK(w.ask()->answer().source == gateway::answer_source::fetched);
}

TEST_CASE("S8: while the cache is off facts are still taken") {
    operated w;
    w.operators.switch_to(false);
    w.learn_of_booking();
    CHECK(w.why(nine).facts.front().source == coherence::fact_source::webhook);
}

TEST_CASE("S1: what an operator orders forgotten is a fact, about no more than was named") {
    operated w;
    w.ask(w.about(monday, monday + days{1}));
    w.pass(seconds{4});
    w.operators.invalidate(
        coherence::some_dates{tenant_id{0}, gateway_world::meeting, monday, monday});
    w.pass(seconds{4});
    const auto held = w.operators.holdings();
    REQUIRE(held.size() == 1);
    CHECK(held.front().days == 31);
    CHECK(held.front().servable == 30);
}
