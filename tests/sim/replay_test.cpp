#include "calcom-sim/replay.hpp"

#include <cstdlib>
#include <sstream>

#include <doctest/doctest.h>

#include "tz/zones.hpp"

namespace slotgate::sim {
namespace {

const zone_database& machine_zones() {
    static const auto zones = tz::load_zones();
    REQUIRE(zones.has_value());
    return **zones;
}

}  // namespace

TEST_CASE("the simulator answers slots questions in a real Cal.com's bytes") {
    const char* const path = std::getenv("SLOTGATE_RECORDINGS");
    if (path == nullptr) {
        MESSAGE("skipped: SLOTGATE_RECORDINGS names no file of recordings");
        return;
    }
    std::ostringstream differences;
    const auto counts = replay_file(
        path, {"base", "zones", "shape", "edge", "clip", "booked", "bufs", "notice", "slotbad"},
        machine_zones(), differences);
    REQUIRE(counts.has_value());
    INFO(differences.str());
    CHECK(counts->failed == 0);
    CHECK(counts->skipped == 0);
    CHECK(counts->passed == 332);
}

TEST_CASE("a file of recordings that is not there is an error, not zero differences") {
    std::ostringstream differences;
    const auto counts = replay_file("no-such-file.json", {}, machine_zones(), differences);
    REQUIRE_FALSE(counts.has_value());
    CHECK(counts.error().code == errc::io);
}

}  // namespace slotgate::sim
