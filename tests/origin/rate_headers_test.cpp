#include "origin/rate_headers.hpp"

#include <tuple>

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::origin;

namespace {

const instant now = *parse_instant("2031-05-06T07:00:00.500Z");

}  // namespace

TEST_CASE("S14: a limit is read with whatever name it has, a second added to its reset") {
    const auto read = read_rate(200,
                                {{"x-ratelimit-limit-default", "120"},
                                 {"X-RateLimit-Remaining-Default", "119"},
                                 {"X-RateLimit-Reset-Default", "60"}},
                                now);
    REQUIRE(read.limits.size() == 1);
    CHECK(read.limits[0].name == "default");
    CHECK(read.limits[0].most == 120);
    CHECK(read.limits[0].remaining == 119);
    CHECK(read.limits[0].reset == seconds{61});
    CHECK_FALSE(read.limited);
    CHECK_FALSE(read.retry_after);
}

TEST_CASE("S14: several named limits are told apart, and one without a name is read") {
    const auto read = read_rate(429,
                                {{"X-RateLimit-Limit-Short", "10"},
                                 {"X-RateLimit-Limit", "9"},
                                 {"X-RateLimit-Limit-Long", "100"},
                                 {"X-RateLimit-Remaining-Long", "0"},
                                 {"X-RateLimit-Remaining-Short", "3"},
                                 {"X-RateLimit-Remaining", "2"},
                                 {"X-RateLimit-Reset-Short", "1"},
                                 {"X-RateLimit-Reset", "0"},
                                 {"X-RateLimit-Reset-Long", "50"}},
                                now);
    REQUIRE(read.limits.size() == 3);
    CHECK(read.limits[0].name.empty());
    CHECK(read.limits[0].reset == seconds{1});
    CHECK(read.limits[1].name == "long");
    CHECK(read.limits[2].remaining == 3);
    CHECK(read.limited);
}

TEST_CASE("S14: a reset beyond 10^9 is an instant of the epoch; an hour is the most believed") {
    const auto reset_of = [](const std::string& text) {
        const auto read = read_rate(200,
                                    {{"X-RateLimit-Limit-A", "5"},
                                     {"X-RateLimit-Remaining-A", "5"},
                                     {"X-RateLimit-Reset-A", text}},
                                    now);
        return read.limits.at(0).reset - seconds{1};
    };
    CHECK(reset_of("1935817230") == milliseconds{29'500});
    CHECK(reset_of("1935816600") == milliseconds{0});
    CHECK(reset_of("1000000000") == hours{1});
    CHECK(reset_of("9000000000000000000") == hours{1});
}

TEST_CASE("S14: limits that make no sense are not believed") {
    for (const auto& [limit, remaining, reset] :
         {std::tuple{"120", "121", "60"}, std::tuple{"0", "0", "60"}, std::tuple{"-5", "0", "60"},
          std::tuple{"x", "1", "60"}, std::tuple{"120", "", "60"}, std::tuple{"120", "1", "1.5"},
          std::tuple{"99999999999999999999", "1", "60"}}) {
        CAPTURE(limit);
        const auto read = read_rate(200,
                                    {{"X-RateLimit-Limit-A", limit},
                                     {"X-RateLimit-Remaining-A", remaining},
                                     {"X-RateLimit-Reset-A", reset}},
                                    now);
        CHECK(read.limits.empty());
    }
    CHECK(read_rate(200, {{"X-RateLimit-Limit-A", "120"}}, now).limits.empty());
}

TEST_CASE("S14: Retry-After is read as seconds or as a date, an hour at most") {
    const auto of = [](const std::string& text) {
        return read_retry_after({{"Retry-After", text}}, now);
    };
    CHECK(of("7") == seconds{7});
    CHECK(of("Tue, 06 May 2031 07:00:30 GMT") == milliseconds{29'500});
    CHECK(of("Tue, 06 May 2031 06:00:30 GMT") == seconds{0});
    CHECK(of("999999999999") == hours{1});
    CHECK_FALSE(of("soon"));
    CHECK_FALSE(of("-1"));
    CHECK_FALSE(read_retry_after({}, now));
}
