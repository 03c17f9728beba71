#include "tz/posix_rule.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using namespace std::chrono_literals;
using tz::read_posix_rule;

namespace {

std::chrono::sys_seconds at(const char* text) {
    return std::chrono::floor<seconds>(*parse_instant(text));
}

}  // namespace

TEST_CASE("an offset alone: west is positive in the text, east in the value") {
    CHECK(read_posix_rule("UTC0")->standard == 0s);
    CHECK(read_posix_rule("<+0330>-3:30")->standard == 3h + 30min);
    CHECK(read_posix_rule("EST5")->standard == -5h);
    CHECK_FALSE(read_posix_rule("EST5")->yearly);
}

TEST_CASE("summer time is an hour more unless the text says otherwise") {
    CHECK(read_posix_rule("CET-1CEST,M3.5.0,M10.5.0/3")->summer == 2h);
    CHECK(read_posix_rule("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0")->summer == 11h);
    CHECK(read_posix_rule("IST-1GMT0,M10.5.0,M3.5.0/1")->summer == 0s);
}

TEST_CASE("the last Sunday of a month, and the second") {
    const auto berlin = read_posix_rule("CET-1CEST,M3.5.0,M10.5.0/3");
    CHECK(berlin->yearly->to_summer.in(std::chrono::year{2031}) == at("2031-03-30T02:00:00Z"));
    CHECK(berlin->yearly->to_standard.in(std::chrono::year{2031}) == at("2031-10-26T03:00:00Z"));
    const auto york = read_posix_rule("EST5EDT,M3.2.0,M11.1.0");
    CHECK(york->yearly->to_summer.in(std::chrono::year{2031}) == at("2031-03-09T02:00:00Z"));
}

TEST_CASE("times before the day and beyond it") {
    const auto nuuk = read_posix_rule("<-02>2<-01>,M3.5.0/-1,M10.5.0/0");
    CHECK(nuuk->yearly->to_summer.in(std::chrono::year{2031}) == at("2031-03-29T23:00:00Z"));
    const auto gaza = read_posix_rule("EET-2EEST,M3.4.4/50,M10.4.4/50");
    CHECK(gaza->yearly->to_summer.in(std::chrono::year{2031}) == at("2031-03-29T02:00:00Z"));
}

TEST_CASE("days counted in the year, with and without the leap day") {
    const auto julian = read_posix_rule("AAA1BBB,J60/0,J365/23");
    CHECK(julian->yearly->to_summer.in(std::chrono::year{2031}) == at("2031-03-01T00:00:00Z"));
    CHECK(julian->yearly->to_summer.in(std::chrono::year{2032}) == at("2032-03-01T00:00:00Z"));
    CHECK(julian->yearly->to_standard.in(std::chrono::year{2032}) == at("2032-12-31T23:00:00Z"));
    const auto counted = read_posix_rule("AAA1BBB,59,0/0");
    CHECK(counted->yearly->to_summer.in(std::chrono::year{2032}) == at("2032-02-29T02:00:00Z"));
}

TEST_CASE("other texts are no rule") {
    for (const auto* text :
         {"", "5", "CE-1", "CET", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,M10.5.0x",
          "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0",
          "CET-1CEST,J0,J1", "CET-1CEST,366,1", "<+01-1", "CET-168", "CET-1:60",
          "CET-1CEST,M3.5.0/,M1.1.1"}) {
        CAPTURE(text);
        CHECK_FALSE(read_posix_rule(text));
    }
}
