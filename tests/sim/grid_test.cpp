#include "calcom-sim/grid.hpp"

#include <string>

#include <doctest/doctest.h>

namespace slotgate::sim {
namespace {

instant at(std::string_view clock) {
    return parse_instant("2031-05-06T" + std::string(clock) + "Z").value();
}

free_range range(std::string_view start, std::string_view end) {
    return {.start = at(start), .end = at(end)};
}

/// The starts as clock times, `09:00 09:30`.
std::string starts(std::vector<free_range> ranges, const grid_rules& rules) {
    std::string out;
    for (const instant t : starts_on_grid(std::move(ranges), rules)) {
        if (!out.empty()) out += ' ';
        out += to_text(t).substr(11, 5);
    }
    return out;
}

constexpr minutes half_hour{30};
const grid_rules every_hour{.length = minutes{60}, .step = minutes{60}};
const grid_rules every_half_hour{.length = half_hour, .step = half_hour};
const grid_rules every_45{.length = minutes{45}, .step = minutes{45}};

}  // namespace

TEST_CASE("starts follow each other by the step while a whole length fits") {
    CHECK(starts({range("09:00", "11:00")}, every_45) == "09:00 09:45");
    CHECK(starts({range("09:00", "11:00")}, {.length = minutes{60}, .step = half_hour}) ==
          "09:00 09:30 10:00");
}

TEST_CASE("the first start of a range is rounded up to the interval that divides the step") {
    CHECK(starts({range("09:10", "11:00")}, every_half_hour) == "09:30 10:00 10:30");
    CHECK(starts({range("09:10", "11:00")}, every_45) == "09:15 10:00");
    CHECK(starts({range("09:11", "09:30")}, {.length = minutes{7}, .step = minutes{7}}) ==
          "09:11 09:18");
}

TEST_CASE("the grid restarts behind every busy period") {
    CHECK(starts({range("09:00", "10:30"), range("11:00", "13:00")}, every_45) ==
          "09:00 09:45 11:00 11:45");
}

TEST_CASE("recorded B1: a range behind an earlier step's start begins at that step's end") {
    // The step of 09:00 lasts until 10:30; the second range begins inside it and does not cover
    // 09:00.
    const grid_rules rules{.length = half_hour, .step = minutes{90}};
    CHECK(starts({range("09:00", "09:30"), range("10:00", "12:00")}, rules) == "09:00 10:30");
}

TEST_CASE("recorded B1: a range that covers an earlier step's start goes on from it") {
    const grid_rules rules{.length = half_hour, .step = minutes{45}};
    CHECK(starts({range("09:00", "10:00"), range("09:10", "11:00")}, rules) == "09:00 09:45 10:30");
}

TEST_CASE("recorded B2: a slot may end one second after its range") {
    CHECK(starts({range("23:00", "23:59:59")}, every_half_hour) == "23:00 23:30");
    CHECK(starts({range("23:00", "23:59:58")}, every_half_hour) == "23:00");
}

TEST_CASE("recorded B4: seconds are cut, so a range can begin before itself") {
    CHECK(starts({range("09:00:30", "10:00")}, every_half_hour) == "09:00 09:30");
}

TEST_CASE("no range begins before the notice has passed") {
    grid_rules rules = every_half_hour;
    rules.earliest = at("09:20");
    CHECK(starts({range("08:00", "10:30")}, rules) == "09:30 10:00");
}

TEST_CASE("recorded B5: optimized slots wait only for minutes nobody could use") {
    grid_rules rules = every_hour;
    rules.optimized = true;
    CHECK(starts({range("09:10", "11:10")}, rules) == "09:10 10:10");
    CHECK(starts({range("09:10", "11:15")}, rules) == "09:15 10:15");
    CHECK(starts({range("09:12", "11:14")}, rules) == "09:12 10:12");
    CHECK(starts({range("09:07", "11:11")}, rules) == "09:10 10:10");
    CHECK(starts({range("09:10", "12:00")}, rules) == "10:00 11:00");
}

TEST_CASE("recorded B6: minutes are rounded on the asker's clock") {
    const zone kolkata{"Asia/Kolkata", {{.since = instant{}, .offset = minutes{330}}}};
    const zone kathmandu{"Asia/Kathmandu", {{.since = instant{}, .offset = minutes{345}}}};
    grid_rules hourly = every_hour;
    hourly.place = &kolkata;
    CHECK(starts({range("09:00", "12:00")}, hourly) == "09:30 10:30");
    grid_rules quarters{.length = half_hour, .step = minutes{15}, .place = &kathmandu};
    CHECK(starts({range("09:00", "10:00")}, quarters) == "09:00 09:15 09:30");
}

TEST_CASE("recorded D3: rounding is an hour off on the day the asker's clock changes") {
    // Clocks go back at 16:30, behind 21:00 of this zone and before that text read as UTC.
    const zone adelaide{"Australia/Adelaide",
                        {{.since = instant{}, .offset = minutes{630}},
                         {.since = at("16:30"), .offset = minutes{570}}}};
    grid_rules hourly = every_hour;
    hourly.place = &adelaide;
    CHECK(starts({range("10:50", "14:30")}, hourly) == "12:30 13:30");
    CHECK(starts({range("10:30", "12:30")}, hourly) == "10:30 11:30");
}

TEST_CASE("recorded B7: a negative duration walks by single minutes") {
    CHECK(starts({range("09:00", "09:03")}, {.length = minutes{-5}, .step = minutes{-5}}) ==
          "09:00 09:01 09:02");
}

TEST_CASE("offsetStart shifts the first start and widens the step") {
    grid_rules rules = every_half_hour;
    rules.offset_start = minutes{5};
    CHECK(starts({range("09:00", "11:00")}, rules) == "09:05 09:40 10:15");
}

}  // namespace slotgate::sim
