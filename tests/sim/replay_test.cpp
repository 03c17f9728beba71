#include "calcom-sim/replay.hpp"

#include <filesystem>
#include <fstream>
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

constexpr const char* three_elements = R"([
 {"id":"a/1","group":"a","scenario":{"now":"2031-05-01T08:00:00Z"},
  "request":{"method":"GET","url":"/v2/nothing","auth":"none"},
  "answer":{"status":404,"body":{"status":"error","timestamp":"2031-05-01T08:00:00.020Z",
  "path":"/v2/nothing","error":{"code":"NotFoundException","message":"Cannot GET /v2/nothing",
  "details":{"message":"Cannot GET /v2/nothing","error":"Not Found","statusCode":404}}}}},
 {"id":"b/1","group":"b","scenario":{"now":"2031-05-01T08:00:00Z"},
  "request":{"method":"GET","url":"/v2/nothing","auth":"none"},"answer":{"status":200,"body":{}}},
 {"id":"b/2","mood":"new"}])";

struct said {
    replay_outcome outcome;
    std::string last_line;
};

said replay(const char* text, const std::vector<std::string>& groups) {
    const auto path = std::filesystem::temp_directory_path() / "slotgate-replay-test.json";
    std::ofstream(path) << text;
    std::ostringstream out;
    const auto outcome = replay_file(path.string(), groups, machine_zones(), out);
    std::filesystem::remove(path);
    REQUIRE(outcome.has_value());
    std::string all = out.str();
    all.pop_back();
    return {.outcome = *outcome, .last_line = all.substr(all.rfind('\n') + 1)};
}

}  // namespace

TEST_CASE("a replay ends with one line of counts") {
    const auto all = replay(three_elements, {});
    CHECK(all.last_line == "1 passed, 1 failed, 1 skipped");
    CHECK(all.outcome.failed == std::vector<std::string>{"b/1"});
    CHECK(all.outcome.skipped == std::vector<std::string>{"b/2"});
    CHECK(replay(three_elements, {"a"}).last_line == "1 passed, 0 failed, 0 skipped");
    CHECK(replay("[]", {}).last_line == "0 passed, 0 failed, 0 skipped");
}

TEST_CASE("a file of recordings that is not there is an error, not zero differences") {
    std::ostringstream differences;
    const auto outcome = replay_file("no-such-file.json", {}, machine_zones(), differences);
    REQUIRE_FALSE(outcome.has_value());
    CHECK(outcome.error().code == errc::io);
}

}  // namespace slotgate::sim
