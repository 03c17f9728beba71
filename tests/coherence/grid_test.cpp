#include "coherence/grid.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::coherence;

namespace {

constexpr utc_date monday{std::chrono::year{2031} / 5 / 5};

zone fixed(std::string name, minutes offset) {
    return {std::move(name), {{instant{}, offset}}};
}

}  // namespace

TEST_CASE("S2: zones whose offsets have the same minutes share a grid class") {
    const auto rome = fixed("Europe/Rome", minutes{120});
    const auto tokyo = fixed("Asia/Tokyo", minutes{540});
    const auto bogota = fixed("America/Bogota", minutes{-300});
    const auto shared = grid_class_of(nullptr, monday, monday);
    CHECK(grid_class_of(&rome, monday, monday) == shared);
    CHECK(grid_class_of(&tokyo, monday, monday) == shared);
    CHECK(grid_class_of(&bogota, monday, monday) == shared);
}

TEST_CASE("S2: half-hour and quarter-hour zones have classes of their own, west of UTC too") {
    const auto kolkata = fixed("Asia/Kolkata", minutes{330});
    const auto kathmandu = fixed("Asia/Kathmandu", minutes{345});
    const auto marquesas = fixed("Pacific/Marquesas", minutes{-570});
    const auto india = grid_class_of(&kolkata, monday, monday);
    CHECK(india.minutes == 30);
    CHECK(grid_class_of(&kathmandu, monday, monday).minutes == 45);
    CHECK(grid_class_of(&marquesas, monday, monday) == india);
}

TEST_CASE("S2: near a change of its clock a zone stands alone") {
    const instant change = monday + hours{1};
    const zone berlin{"Europe/Berlin", {{instant{}, minutes{60}}, {change, minutes{120}}}};
    CHECK(grid_class_of(&berlin, monday, monday).exact == &berlin);
    CHECK(grid_class_of(&berlin, monday + days{2}, monday + days{2}).exact == &berlin);
    CHECK(grid_class_of(&berlin, monday - days{30}, monday + days{30}).exact == &berlin);
    CHECK(grid_class_of(&berlin, monday + days{4}, monday + days{9}).exact == nullptr);
    CHECK(grid_class_of(&berlin, monday - days{9}, monday - days{4}).exact == nullptr);
}

TEST_CASE("S2: a night is a gap of five hours and a spacing, over midnight too") {
    const auto every = [](starts::minute_of_date from, int until, int step) {
        std::vector<starts::minute_of_date> out;
        for (int minute = from; minute <= until; minute += step)
            out.push_back(static_cast<starts::minute_of_date>(minute));
        return starts{out};
    };
    constexpr minutes spacing{45};
    CHECK(has_night(starts{}, spacing));
    CHECK(has_night(every(480, 975, 45), spacing));
    CHECK_FALSE(has_night(every(40, 1435, 45), spacing));
    // From the last start to the first of the next day it is 345 minutes, then a minute less.
    CHECK(has_night(starts{{0, 300, 645, 900, 1200}}, spacing));
    CHECK_FALSE(has_night(starts{{0, 300, 644, 900, 1200}}, spacing));
    CHECK(has_night(starts{{45, 300, 600, 900, 1140}}, spacing));
    CHECK_FALSE(has_night(starts{{44, 300, 600, 900, 1140}}, spacing));
    // Bookings that take hours of one date do not make a night: other dates have starts then.
    CHECK_FALSE(has_night(every(0, 1439, 90), minutes{90}));
}

TEST_CASE("S2: questions of other dates have series of their own where dates decide together") {
    const series shared{
        .tenant = tenant_id{0}, .type = event_type_id{7}, .duration = {}, .grid = {}};
    auto week = shared;
    week.question = {monday, monday + days{6}};
    auto same = shared;
    same.question = {monday, monday + days{6}};
    auto other = shared;
    other.question = {monday, monday + days{5}};
    CHECK(week == same);
    CHECK(std::hash<series>{}(week) == std::hash<series>{}(same));
    CHECK(week != other);
    CHECK(week != shared);
}
