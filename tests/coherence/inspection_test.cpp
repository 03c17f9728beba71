#include "coherence/inspection.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::coherence;

namespace {

constexpr tenant_id practice{0};
constexpr event_type_id checkup{7};
constexpr utc_date monday{std::chrono::year{2031} / 5 / 5};
constexpr moment noon{monday + hours{12}, steady_instant{hours{1}}};

moment later(seconds by) {
    return {noon.system + by, noon.steady + by};
}

landing brought(engine& e, series s, utc_date first, std::vector<starts> dates) {
    return {.series = s,
            .first = first,
            .left = e.depart(noon),
            .length = minutes{30},
            .dates = std::move(dates)};
}

std::vector<entry_view> entries_about(const engine& e, tenant_id tenant, event_type_id type,
                                      instant start, moment now) {
    entry_search search(tenant, type, start, now);
    while (search.step(e)) continue;
    return std::move(search).found();
}

std::vector<holding> holdings(const engine& e, moment now) {
    census count(now);
    while (count.step(e)) continue;
    return count.counted();
}

series about(event_type_id type) {
    return {.tenant = practice, .type = type, .duration = {}, .grid = {}};
}

}  // namespace

TEST_CASE("an entry is shown with its age, the rest of its lifetime and whether it lists a start") {
    engine e{{}};
    e.land(brought(e, about(checkup), monday, {starts{{540, 570}}, starts{}}), noon);
    const auto seen = entries_about(e, practice, checkup, monday + hours{9}, later(seconds{20}));
    REQUIRE(seen.size() == 1);
    CHECK(seen.front().age == seconds{20});
    CHECK(seen.front().lives == seconds{280});
    CHECK(seen.front().lists);
    CHECK(seen.front().starts == 2);
    CHECK(seen.front().servable());
    CHECK_FALSE(entries_about(e, practice, checkup, monday + hours{10}, noon).front().lists);
    CHECK(entries_about(e, practice, checkup, monday + days{2}, noon).empty());
    CHECK(entries_about(e, practice, event_type_id{8}, monday, noon).empty());
    CHECK(entries_about(e, tenant_id{1}, checkup, monday, noon).empty());
}

TEST_CASE("S3: an entry older than a fact is shown as not current, and cannot answer") {
    engine e{{}};
    e.land(brought(e, about(checkup), monday, {starts{{540}}}), noon);
    e.absorb({.source = fact_source::webhook, .radius = whole_event_type{practice, checkup}}, noon);
    const auto seen = entries_about(e, practice, checkup, monday + hours{9}, noon);
    REQUIRE(seen.size() == 1);
    CHECK_FALSE(seen.front().current);
    CHECK_FALSE(seen.front().servable());
}

TEST_CASE("holdings count days and those that can answer, by event type") {
    engine e{{}};
    e.land(brought(e, about(checkup), monday, {starts{{540}}, starts{}, starts{{600}}}), noon);
    e.land(brought(e, about(event_type_id{9}), monday, {starts{{540}}}), noon);
    e.absorb(
        {.source = fact_source::webhook, .radius = some_dates{practice, checkup, monday, monday}},
        noon);
    const auto held = holdings(e, later(seconds{61}));
    REQUIRE(held.size() == 2);
    CHECK(held[0].type == checkup);
    CHECK(held[0].days == 3);
    CHECK(held[0].servable == 1);
    CHECK(held[0].oldest == seconds{61});
    CHECK(held[1].days == 1);
    CHECK(held[1].servable == 1);
}

TEST_CASE("a census of much goes by steps of few days, and counts what is there all along once") {
    engine e{{}};
    constexpr int types = 300;
    for (int type = 0; type < types; ++type)
        e.land(brought(e, about(event_type_id{type}), monday, std::vector(10, starts{{540}})),
               noon);
    census count(noon);
    int steps = 1;
    for (; count.step(e); ++steps)
        e.land(brought(e, about(event_type_id{1000 + steps}), monday, {starts{{540}}}), noon);
    CHECK(steps > 5);
    const auto held = count.counted();
    REQUIRE(held.size() >= types);
    for (int type = 0; type < types; ++type) CHECK(held[static_cast<std::size_t>(type)].days == 10);
}
