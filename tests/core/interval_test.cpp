#include "core/interval.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using namespace std::chrono_literals;

namespace {

constexpr instant zero{};

interval of(minutes from, minutes to) {
    return *interval::between(zero + from, zero + to);
}

}  // namespace

TEST_CASE("an interval cannot end before it starts, but may be empty") {
    CHECK_FALSE(interval::between(zero + 1ms, zero));
    REQUIRE(interval::between(zero, zero));
    CHECK(interval::between(zero, zero)->empty());
    CHECK_FALSE(interval::between(zero, zero)->contains(zero));
}

TEST_CASE("the start belongs to it, the end does not") {
    const auto i = of(10min, 20min);
    CHECK(i.contains(zero + 10min));
    CHECK(i.contains(zero + 20min - 1ms));
    CHECK_FALSE(i.contains(zero + 20min));
    CHECK_FALSE(i.contains(zero + 10min - 1ms));
}

TEST_CASE("touching intervals do not overlap, others that share time do") {
    CHECK_FALSE(of(0min, 10min).overlaps(of(10min, 20min)));
    CHECK_FALSE(of(10min, 20min).overlaps(of(0min, 10min)));
    CHECK(of(0min, 11min).overlaps(of(10min, 20min)));
    CHECK(of(0min, 30min).overlaps(of(10min, 20min)));
    CHECK(of(10min, 20min).overlaps(of(0min, 30min)));
}

TEST_CASE("a UTC date lasts from its midnight to the next") {
    constexpr utc_date date{std::chrono::year{2031} / 5 / 6};
    CHECK(interval::of_date(date).start() == date);
    CHECK(interval::of_date(date).end() == date + days{1});
}
