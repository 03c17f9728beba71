#include "core/starts.hpp"

#include <algorithm>

#include <doctest/doctest.h>

using namespace slotgate;
using namespace std::chrono_literals;

TEST_CASE("starts are kept ascending, each once, in whatever order they come") {
    const starts s{{600, 0, 1439, 600}};
    CHECK(std::ranges::equal(s.minutes(), std::vector<starts::minute_of_date>{0, 600, 1439}));
    CHECK(s.size() == 3);
    CHECK(s == starts{{1439, 600, 0}});
}

TEST_CASE("a start is found by its minute") {
    const starts s{{480, 510}};
    CHECK(s.contains(480));
    CHECK_FALSE(s.contains(481));
    CHECK_FALSE(starts{}.contains(0));
    CHECK(starts{}.empty());
}

TEST_CASE("minutes of a date and instants convert both ways") {
    constexpr utc_date date{std::chrono::year{2031} / 5 / 6};
    CHECK(minute_of(date + 8h + 5min) == 485);
    CHECK(minute_of(date + 8h + 5min + 59s + 999ms) == 485);
    CHECK(instant_at(date, 485) == date + 8h + 5min);
    CHECK(minute_of(utc_date{-days{1}} + 23h + 59min) == 1439);
}
