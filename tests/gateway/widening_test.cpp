#include "gateway/widening.hpp"

#include <doctest/doctest.h>

#include "support/gateway_world.hpp"

using namespace slotgate;
using namespace slotgate::gateway;
using coherence::dates_asked;
using test::gateway_world;

namespace {

constexpr auto monday = gateway_world::monday;
constexpr moment now{monday, steady_instant{hours{1}}};
const coherence::series meeting{
    .tenant = tenant_id{0}, .type = event_type_id{7}, .duration = {}, .grid = {}, .question = {}};

/// Files dates with a start each, from `first` on.
void file(coherence::engine& e, utc_date first, std::size_t dates, moment at = now) {
    e.land({.series = meeting,
            .first = first,
            .left = e.depart(at),
            .length = minutes{30},
            .dates = std::vector(dates, starts{{540}})},
           at);
}

moment later(seconds by) {
    return {now.system + by, now.steady + by};
}

dates_asked around(coherence::engine& e, int ahead, int dates) {
    const auto date = monday + days{ahead};
    return widened(e, meeting, nullptr, {date, date}, dates, now);
}

}  // namespace

TEST_CASE("S10: what is not known may be asked for a month, what proves slow for less") {
    fetch_times times;
    CHECK(times.affordable(1) == 31);
    CHECK(times.affordable(40) == 40);
    times.learn(31, milliseconds{4000});
    CHECK(times.affordable(1) <= 3);
    CHECK(times.affordable(7) <= 9);
}

TEST_CASE("S10: a Cal.com that is slow whatever it is asked is asked for a month again") {
    fetch_times times;
    times.learn(times.affordable(1), milliseconds{3000});
    CHECK(times.affordable(1) < 31);
    times.learn(times.affordable(1), milliseconds{3000});
    CHECK(times.affordable(1) == 31);
}

TEST_CASE("S10: a Cal.com that takes 20 ms a date is asked for some ten dates more") {
    fetch_times times;
    for (int i = 0; i < 50; ++i) {
        const int dates = times.affordable(1);
        times.learn(dates, milliseconds{400 + 20 * dates});
    }
    CHECK(times.affordable(1) <= 16);
    CHECK(times.affordable(1) >= 8);
}

TEST_CASE("S10: a Cal.com that was slow for a while is tried again after some forty requests") {
    fetch_times times;
    times.learn(31, milliseconds{4000});
    int requests = 0;
    for (; times.affordable(1) < 31; ++requests) {
        REQUIRE(requests < 100);
        times.learn(times.affordable(1), milliseconds{400});
    }
    CHECK(requests > 20);
}

TEST_CASE("S10: absent neighbours are asked for too, none before today, more of them behind") {
    coherence::engine e{{}};
    CHECK(around(e, 0, 31) == dates_asked{monday, monday + days{30}});
    CHECK(around(e, 2, 31) == dates_asked{monday, monday + days{30}});
    CHECK(around(e, 20, 31) == dates_asked{monday + days{13}, monday + days{43}});
    CHECK(around(e, 3, 1) == dates_asked{monday + days{3}, monday + days{3}});
    CHECK(around(e, -3, 3) == dates_asked{monday - days{3}, monday - days{1}});
}

TEST_CASE("S10: neighbours that are fresh are left alone, those soon over or outdated are not") {
    coherence::engine e{{}};
    file(e, monday, 10);
    CHECK(around(e, 10, 5) == dates_asked{monday + days{10}, monday + days{13}});
    CHECK(widened(e, meeting, nullptr, {monday + days{10}, monday + days{10}}, 5,
                  later(seconds{151})) == dates_asked{monday + days{9}, monday + days{13}});
    e.absorb({.source = coherence::fact_source::webhook,
              .radius = coherence::some_dates{tenant_id{0}, event_type_id{7}, monday + days{9},
                                              monday + days{9}}},
             now);
    CHECK(around(e, 10, 5) == dates_asked{monday + days{9}, monday + days{13}});
}

TEST_CASE("S2: where dates decide together no others are asked for") {
    coherence::engine e{{}};
    auto together = meeting;
    together.question = dates_asked{monday, monday};
    CHECK(widened(e, together, nullptr, {monday, monday}, 31, now) == dates_asked{monday, monday});
}

TEST_CASE("S2: no dates up to a change of the asker's clock are asked for, nor beside one") {
    coherence::engine e{{}};
    const auto change = monday + days{20};
    const zone moved{"Here", {{instant{}, minutes{60}}, {change + hours{1}, minutes{120}}}};
    const auto around = [&](int ahead) {
        const auto date = monday + days{ahead};
        return widened(e, meeting, &moved, {date, date}, 31, now);
    };
    CHECK(around(0) == dates_asked{monday, monday + days{17}});
    CHECK(around(19) == dates_asked{monday + days{19}, monday + days{19}});
    CHECK(around(25).first == change + days{3});
    CHECK(around(25).last == monday + days{48});
}

TEST_CASE("S12: who wants Cal.com asked now waits for no more dates than he asked") {
    gateway_world w;
    w.ask();
    w.ask(w.about(monday, monday), {.max_age = seconds{0}});
    REQUIRE(w.calcom->slots_asked().size() == 2);
    CHECK(w.calcom->slots_asked()[1].first == monday - days{1});
    CHECK(w.calcom->slots_asked()[1].last == monday + days{1});
}

TEST_CASE("S10: a question about other dates of the month is answered from the same request") {
    gateway_world w;
    w.ask();
    const auto other = w.ask(w.about(monday + days{3}, monday + days{20}));
    CHECK(other->answer().source == answer_source::hit);
    CHECK(w.calcom->slots_asked().size() == 1);
}

TEST_CASE("S10: a request that has not left yet grows by what overlaps or lies beside it") {
    gateway_world w;
    w.ask(w.about(monday, monday));
    w.learn_of_booking();
    w.calcom->hold();
    const auto far = monday + days{40};
    const auto first = w.ask();
    const auto waits = w.ask(w.about(monday, far));
    const auto joins = w.ask(w.about(far - days{5}, far + days{10}));
    w.calcom->release_one();
    w.settle();
    CHECK(first->answered());
    w.calcom->release_all();
    w.settle();
    REQUIRE(joins->answered());
    CHECK(waits->answer().source == answer_source::fetched);
    CHECK(joins->answer().source == answer_source::collapsed);
    REQUIRE(w.calcom->slots_asked().size() == 3);
    CHECK(w.calcom->slots_asked()[2].first == monday - days{1});
    CHECK(w.calcom->slots_asked()[2].last == far + days{11});
}
