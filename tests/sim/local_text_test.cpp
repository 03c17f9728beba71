#include "calcom-sim/local_text.hpp"

#include <doctest/doctest.h>

#include "sim/practice.hpp"

namespace slotgate::sim {
namespace {

using testing::at;
using testing::zones;

local_time text(std::string_view utc) {
    return local_time{at(utc).time_since_epoch()};
}

std::string instant_in(std::string_view zone, std::string_view local) {
    return to_text(instant_of_text(*zones().find(zone), text(local)));
}

}  // namespace

TEST_CASE("away from a clock change a local text means what the clock says") {
    CHECK(instant_in("Europe/Berlin", "2031-05-06T09:00:00Z") == "2031-05-06T07:00:00.000Z");
    CHECK(instant_in("America/New_York", "2031-05-06T09:00:00Z") == "2031-05-06T13:00:00.000Z");
}

TEST_CASE("recorded D4: a local text that occurs twice means the second one in Berlin") {
    CHECK(instant_in("Europe/Berlin", "2031-10-26T02:30:00Z") == "2031-10-26T01:30:00.000Z");
}

TEST_CASE("recorded D1, D3: near a change the offset is that of the text read as UTC") {
    // New York sets its clocks back at 06:00 UTC on 2 November 2031; 03:00 there is behind that,
    // the same text read as UTC is before.
    CHECK(instant_in("America/New_York", "2031-11-02T03:00:00Z") == "2031-11-02T07:00:00.000Z");
}

TEST_CASE("weeks begin on Sunday, whatever month or year it is") {
    CHECK(first_of(calendar_unit::week, at("2031-05-06T09:00:00Z")) == at("2031-05-04T00:00:00Z"));
    CHECK(last_of(calendar_unit::week, at("2031-12-31T09:00:00Z")) ==
          at("2032-01-03T23:59:59.999Z"));
    CHECK(last_of(calendar_unit::month, at("2032-02-10T09:00:00Z")) ==
          at("2032-02-29T23:59:59.999Z"));
    CHECK(first_of(calendar_unit::year, at("2031-05-06T09:00:00Z")) == at("2031-01-01T00:00:00Z"));
}

TEST_CASE("a month before the 31st is the last day of a shorter month") {
    CHECK(month_before(at("2031-05-31T07:30:00Z")) == at("2031-04-30T07:30:00Z"));
    CHECK(month_before(at("2031-01-15T00:00:00Z")) == at("2030-12-15T00:00:00Z"));
}

}  // namespace slotgate::sim
