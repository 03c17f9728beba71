#include "calcom-sim/window.hpp"

#include <doctest/doctest.h>

#include "sim/team.hpp"

namespace slotgate::sim {
namespace {

using testing::asker;
using testing::at;
using testing::practice;
using testing::starts_listed;
using kind = booking_window::kind;

/// Thursday, eleven in the evening in UTC, Friday in Berlin.
const window_clocks clocks{.now = at("2031-05-01T23:00:00Z"), .booker = hours{2}, .host = hours{9}};

std::string last_of(const window_bounds& bounds) {
    return bounds.last ? to_text(*bounds.last) : "none";
}

local_date day(unsigned day_of_may) {
    return local_date{std::chrono::year{2031} / std::chrono::May / std::chrono::day{day_of_may}};
}

}  // namespace

TEST_CASE("recorded C7: days ahead last to the end of the booker's local day") {
    CHECK(last_of(window_of({.is = kind::calendar_days, .count = 3}, clocks)) ==
          "2031-05-05T21:59:59.999Z");
}

TEST_CASE("recorded C7: business days skip Saturday and Sunday") {
    CHECK(last_of(window_of({.is = kind::business_days, .count = 3}, clocks)) ==
          "2031-05-07T21:59:59.999Z");
}

TEST_CASE("a range of dates is told by the host's clock and includes both ends") {
    const auto bounds = window_of({.is = kind::range,
                                   .from = std::chrono::year{2031} / 5 / 6,
                                   .to = std::chrono::year{2031} / 5 / 8},
                                  clocks);
    CHECK(bounds.admits(at("2031-05-05T15:00:00Z")));
    CHECK_FALSE(bounds.admits(at("2031-05-05T14:59:59Z")));
    CHECK(bounds.admits(at("2031-05-08T14:59:59Z")));
    CHECK_FALSE(bounds.admits(at("2031-05-08T15:00:00Z")));
}

TEST_CASE("recorded C7: a rolling window counts days that have starts, today included") {
    const booking_window window{.is = kind::calendar_days, .count = 2, .rolling = true};
    CHECK(last_of(rolling_window_of(window, clocks, {day(2), day(9), day(10)})) ==
          "2031-05-09T21:59:59.999Z");
    CHECK(last_of(window_of(window, clocks)) == "none");
}

TEST_CASE("a rolling window of business days starts today, even on a Sunday, and skips weekends") {
    const booking_window window{.is = kind::business_days, .count = 2, .rolling = true};
    const window_clocks sunday{.now = at("2031-05-04T12:00:00Z")};
    CHECK(last_of(rolling_window_of(window, sunday, {day(4), day(6), day(10)})) ==
          "2031-05-06T23:59:59.999Z");
    CHECK(last_of(rolling_window_of(window, sunday, {day(10), day(11), day(14), day(15)})) ==
          "2031-05-15T23:59:59.999Z");
}

TEST_CASE("a rolling window looks at 61 days and ends with the last one it found") {
    const booking_window window{.is = kind::calendar_days, .count = 9, .rolling = true};
    CHECK(last_of(rolling_window_of(window, clocks, {day(3)})) == "2031-05-03T21:59:59.999Z");
    CHECK(last_of(rolling_window_of(window, clocks, {})) == "2031-07-02T21:59:59.999Z");
}

TEST_CASE("recorded C7: days before the question count for a rolling window") {
    world w = practice();
    auto& type = w.event_types.at(event_type_id{1});
    type.window = {.is = kind::calendar_days, .count = 2, .rolling = true};
    type.slot_interval = minutes{480};
    asker ask(w);  // Sunday; the first open days are Monday and Tuesday
    CHECK(starts_listed(ask, 1, "2031-05-06", "2031-05-08") == "06T09:00");
    CHECK(starts_listed(ask, 1, "2031-05-07", "2031-05-08").empty());
}

}  // namespace slotgate::sim
