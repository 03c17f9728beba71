#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <boost/json.hpp>
#include <doctest/doctest.h>

#include "calcom-sim/replay.hpp"
#include "support/kept_answers.hpp"
#include "tz/zones.hpp"

namespace slotgate::sim {
namespace {

const zone_database& machine_zones() {
    static const auto zones = tz::load_zones();
    REQUIRE(zones.has_value());
    return **zones;
}

bool has_recordings() {
    if (std::filesystem::exists(SLOTGATE_RECORDINGS)) return true;
    MESSAGE("no recordings here: skipped");
    return false;
}

std::string contents_of(const char* path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    REQUIRE(file.good());
    return std::move(text).str();
}

/// The admitted exceptions, by the recording's id: the table in docs/simulator.md is the only list.
std::map<std::string, std::string> kinds_of_exceptions() {
    std::istringstream manual(contents_of(SLOTGATE_SIMULATOR_MANUAL));
    std::map<std::string, std::string> out;
    bool inside = false;
    for (std::string line; std::getline(manual, line);) {
        if (line.starts_with("#")) inside = line == "### Exceptions";
        if (!inside || !line.starts_with("| `")) continue;
        const auto end = line.find('`', 3);
        const auto kind = line.find("| ", end) + 2;
        REQUIRE(end != std::string::npos);
        out[line.substr(3, end - 3)] = line.substr(kind, line.find(" |", kind) - kind);
    }
    return out;
}

std::set<std::string> ids_near_clock_changes() {
    std::set<std::string> out;
    const auto file = boost::json::parse(contents_of(SLOTGATE_RECORDINGS));
    for (const auto& item : file.as_array())
        if (const auto* near = item.as_object().if_contains("clockChangeNear"))
            if (near->is_bool() && near->get_bool())
                out.emplace(item.as_object().at("id").as_string());
    return out;
}

}  // namespace

TEST_CASE("the simulator answers every recording as the real Cal.com did") {
    if (!has_recordings()) return;
    std::ostringstream said;
    const auto outcome =
        replay_file(SLOTGATE_RECORDINGS, {}, machine_zones(), said, testing::kept_answers());
    REQUIRE(outcome.has_value());
    const auto exceptions = kinds_of_exceptions();
    INFO(said.str());
    std::set<std::string> differ(outcome->failed.begin(), outcome->failed.end());
    differ.insert(outcome->skipped.begin(), outcome->skipped.end());
    for (const auto& id : differ) CHECK_MESSAGE(exceptions.contains(id), id);
    for (const auto& [id, kind] : exceptions)
        CHECK_MESSAGE(differ.contains(id), id, " is no exception any more");
    CHECK(outcome->passed > 0);
}

TEST_CASE("only races, latencies and days of a clock change are admitted as exceptions") {
    if (!has_recordings()) return;
    const auto near = ids_near_clock_changes();
    for (const auto& [id, kind] : kinds_of_exceptions()) {
        INFO(id);
        const bool admitted =
            kind == "race" || kind == "latency" || (kind == "D3" && near.contains(id));
        CHECK(admitted);
    }
}

}  // namespace slotgate::sim
