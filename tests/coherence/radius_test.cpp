#include "coherence/radius.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::coherence;

namespace {

constexpr utc_date thursday{std::chrono::year{2031} / 5 / 8};
const user_id anna{1};
const user_id ben{2};

event_type meeting(std::int64_t id, user_id who) {
    return {
        .id = event_type_id{id}, .hosts = {who}, .length = minutes{30}, .lengths = {minutes{30}}};
}

/// Of event type 1 with Anna, at noon.
change booked_at_noon(minutes length = minutes{30}) {
    const instant noon = thursday + hours{12};
    return {.booked = event_type_id{1},
            .people = {anna},
            .when = {*interval::between(noon, noon + length)}};
}

reach of(std::int64_t id, std::optional<utc_date> first, std::optional<utc_date> last) {
    return {.type = event_type_id{id}, .first = first, .last = last};
}

using reaches = std::vector<reach>;

}  // namespace

TEST_CASE("S4: a booking reaches the dates around it of everything its people offer") {
    const std::vector known{meeting(1, anna), meeting(2, anna), meeting(3, ben)};
    CHECK(radius_of(booked_at_noon(), known) ==
          reaches{of(1, thursday - days{1}, thursday + days{1}),
                  of(2, thursday - days{1}, thursday + days{1})});
}

TEST_CASE("S4: who attends as a host is reached, and who may be") {
    auto nobody_knows = meeting(4, ben);
    nobody_knows.hosts.clear();
    const std::vector known{meeting(1, anna), meeting(3, ben), nobody_knows};
    auto change = booked_at_noon();
    CHECK(radius_of(change, known)->size() == 2);
    change.people = {anna, ben};
    CHECK(radius_of(change, known)->size() == 3);
}

TEST_CASE("S4: a booking of something unknown cannot be placed") {
    CHECK_FALSE(radius_of(booked_at_noon(), std::vector{meeting(2, anna)}));
    CHECK_FALSE(radius_of(booked_at_noon(), {}));
}

TEST_CASE("S4: buffers of both event types and the longest start widen it") {
    auto own = meeting(1, anna);
    own.buffer_before = hours{7};
    own.buffer_after = hours{5};
    auto other = meeting(2, anna);
    other.buffer_before = hours{6};
    other.buffer_after = hours{6};
    other.lengths = {minutes{30}, hours{25}};
    other.slot_interval = minutes{30};
    const auto found = radius_of(booked_at_noon(), std::vector{own, other});
    REQUIRE(found);
    CHECK(found->at(1) == of(2, thursday - days{1} - days{2}, thursday + days{1}));
    CHECK(radius_of(booked_at_noon(hours{2}), std::vector{own, other})->at(1).last ==
          thursday + days{2});
}

TEST_CASE("S4: where the grid begins anew behind each booking, all later dates are reached") {
    auto odd = meeting(2, anna);
    odd.length = minutes{45};
    odd.lengths = {minutes{45}};
    const std::vector known{meeting(1, anna), odd};
    CHECK(radius_of(booked_at_noon(), known)->at(1) == of(2, thursday - days{1}, {}));
    odd.slot_interval = minutes{15};
    CHECK(radius_of(booked_at_noon(), std::vector{meeting(1, anna), odd})->at(1).last);
}

TEST_CASE("S4: a limit reaches its whole unit, of the event type booked alone") {
    auto limited = meeting(1, anna);
    auto limited_too = meeting(2, anna);
    limited.limits.week = limited_too.limits.week = true;
    const auto found = radius_of(booked_at_noon(), std::vector{limited, limited_too});
    CHECK(found == reaches{of(1, thursday - days{4 + 2}, thursday + days{2 + 2}),
                           of(2, thursday - days{1}, thursday + days{1})});
    limited.limits = {.month = true};
    CHECK(radius_of(booked_at_noon(), std::vector{limited}) ==
          reaches{of(1, std::chrono::year{2031} / 4 / 29, std::chrono::year{2031} / 6 / 2)});
    limited.limits = {.day = true, .year = true};
    CHECK(radius_of(booked_at_noon(), std::vector{limited}) ==
          reaches{of(1, std::chrono::year{2030} / 12 / 30, std::chrono::year{2032} / 1 / 2)});
}

TEST_CASE("S4: a unit is told in any zone, so a booking near its border reaches both") {
    auto limited = meeting(1, anna);
    limited.limits.month = true;
    auto change = booked_at_noon();
    const utc_date last_of_may{std::chrono::year{2031} / 5 / 31};
    change.when = {*interval::between(last_of_may + hours{20}, last_of_may + hours{21})};
    CHECK(radius_of(change, std::vector{limited})->at(0).last ==
          utc_date{std::chrono::year{2031} / 7 / 2});
}

TEST_CASE("S4: a week is reached whole, whatever year it begins in") {
    auto limited = meeting(1, anna);
    limited.limits = {.week = true, .year = true};
    auto change = booked_at_noon();
    const utc_date friday{std::chrono::year{2032} / 1 / 2};
    change.when = {*interval::between(friday + hours{19}, friday + hours{20})};
    CHECK(radius_of(change, std::vector{limited}) ==
          reaches{of(1, std::chrono::year{2031} / 12 / 26, std::chrono::year{2033} / 1 / 2)});
}

TEST_CASE("S4: where one booking decides about all dates, all are reached") {
    auto rolling = meeting(1, anna);
    rolling.rolling = true;
    auto shifting = meeting(2, anna);
    shifting.shifting = true;
    auto pool = meeting(3, anna);
    pool.serving = serving::one_of_them;
    pool.fixed_hosts = {ben};
    auto strange = meeting(4, anna);
    strange.serving = serving::unknown;
    CHECK(radius_of(booked_at_noon(), std::vector{rolling, shifting, pool, strange}) ==
          reaches{of(1, {}, {}), of(2, {}, {}), of(3, {}, {}), of(4, {}, {})});
}

TEST_CASE("S4: a move reaches both times, a series each of its own") {
    auto change = booked_at_noon();
    const instant later = thursday + days{7} + hours{9};
    change.when.push_back(*interval::between(later, later + hours{1}));
    CHECK(radius_of(change, std::vector{meeting(1, anna)}) ==
          reaches{of(1, thursday - days{1}, thursday + days{1}),
                  of(1, thursday + days{6}, thursday + days{8})});
    const instant next_day = thursday + days{1} + hours{9};
    change.when.back() = *interval::between(next_day, next_day + hours{1});
    CHECK(radius_of(change, std::vector{meeting(1, anna)}) ==
          reaches{of(1, thursday - days{1}, thursday + days{2})});
}

TEST_CASE("S4: every version of an event type that was known adds to its reach") {
    auto before = meeting(2, anna);
    auto after = meeting(2, ben);
    auto longer = meeting(1, anna);
    longer.buffer_after = hours{24};
    const std::vector known{meeting(1, anna), longer, before, after};
    CHECK(radius_of(booked_at_noon(), known)->at(1) ==
          of(2, thursday - days{1}, thursday + days{2}));
    after.rolling = true;
    after.hosts = {anna};
    CHECK(radius_of(booked_at_noon(), std::vector{meeting(1, anna), before, after})->at(1) ==
          of(2, {}, {}));
}
