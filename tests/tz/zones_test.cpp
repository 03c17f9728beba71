#include "tz/zones.hpp"

#include <date/tz.h>
#include <doctest/doctest.h>

using namespace slotgate;

namespace {

const zone_database& machine() {
    static const auto zones = tz::load_zones();
    REQUIRE(zones);
    return **zones;
}

}  // namespace

TEST_CASE("zones and links are found by name, whatever the case of its letters") {
    for (const auto* name :
         {"CET", "Asia/Calcutta", "Asia/Kolkata", "GMT", "UTC", "Etc/UTC", "US/Eastern",
          "America/Argentina/Buenos_Aires", "Etc/GMT+5", "Australia/Lord_Howe"}) {
        CAPTURE(name);
        REQUIRE(machine().find(name) != nullptr);
        CHECK(machine().find(name)->name() == name);
    }
    REQUIRE(machine().find("europe/BERLIN") != nullptr);
    CHECK(machine().find("europe/BERLIN")->name() == "Europe/Berlin");
}

TEST_CASE("what names no place's time is not found") {
    for (const auto* name : {"", "+02:00", "Europe", "Europe/", "Europe/Atlantis", "posixrules",
                             "localtime", "Factory", "right/UTC", "posix/UTC", "tzdata.zi",
                             "zone.tab", "../zoneinfo/UTC", " UTC", "UTC "}) {
        CAPTURE(name);
        CHECK(machine().find(name) == nullptr);
    }
    CHECK(machine().find(std::string(100'000, 'a')) == nullptr);
}

TEST_CASE("UTC is always there") {
    CHECK(machine().utc().name() == "UTC");
    CHECK(machine().utc().offset_at(*parse_instant("2031-05-06T00:00:00Z")) == minutes{0});
}

TEST_CASE("summer time goes on after 2037") {
    const auto* berlin = machine().find("Europe/Berlin");
    REQUIRE(berlin != nullptr);
    CHECK(berlin->offset_at(*parse_instant("2050-07-01T00:00:00Z")) == minutes{120});
    CHECK(berlin->offset_at(*parse_instant("2050-12-01T00:00:00Z")) == minutes{60});
}

// The oracle: another reader of the same files, right until the last change they list.
TEST_CASE("every zone agrees with the date library at each of its changes from 1973 to 2037") {
    const std::chrono::sys_seconds until = std::chrono::sys_days{std::chrono::year{2037} / 1 / 1};
    for (const auto& theirs : date::get_tzdb().zones) {
        const auto* ours = machine().find(theirs.name());
        if (theirs.name() == "localtime") continue;
        CAPTURE(theirs.name());
        REQUIRE(ours != nullptr);
        std::chrono::sys_seconds t = std::chrono::sys_days{std::chrono::year{1973} / 1 / 1};
        bool same = true;
        while (t < until) {
            const auto info = theirs.get_info(t);
            same = same && ours->offset_at(t) == info.offset &&
                   ours->offset_at(std::min(info.end, until) - seconds{1}) == info.offset;
            t = info.end;
        }
        CHECK(same);
    }
}

TEST_CASE("a folder without zones is an error") {
    CHECK(tz::load_zones("/nonexistent").error().code == errc::io);
    CHECK(tz::load_zones("/proc/self/fd").error().code == errc::io);
}
