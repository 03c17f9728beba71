#include "calcom-sim/request_log.hpp"

#include <boost/json.hpp>
#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::sim;

namespace {

const instant start = *parse_instant("2031-05-05T05:30:00Z");

wire::request asking(std::string method, std::string target, wire::headers headers = {}) {
    return {.method = std::move(method),
            .target = std::move(target),
            .headers = std::move(headers),
            .body = {},
            .peer = {}};
}

std::uint64_t ask(request_log& log, instant now, const std::string& token) {
    return log.arrived(asking("GET", "/v2/me", {{"Authorization", "Bearer " + token}}), "/v2/me",
                       now);
}

boost::json::value credentials_of(const request_log& log) {
    return boost::json::parse(log.to_json(0)).at("credentials");
}

}  // namespace

TEST_CASE("the log counts every request and keeps the newest") {
    request_log log;
    const auto first = log.arrived(asking("GET", "/v2/slots?a=1"), "/v2/slots", start);
    log.answered(first, 200);
    for (std::size_t i = 0; i < request_log::kept_max; ++i)
        log.answered(log.arrived(asking("GET", "/v2/slots?a=2"), "/v2/slots", start), 404);
    log.answered(first, 500);
    log.arrived(asking("PUT", "/v2/x"), "", start);
    CHECK(log.to_json(2) ==
          R"({"counts":{"GET /v2/slots":1001,"PUT unrouted":1},)"
          R"("statuses":{"200":1,"404":1000,"500":1},)"
          R"("credentials":[{"credential":"none","requests":1002,"mostIn60s":1002}],"last":[)"
          R"({"method":"GET","target":"/v2/slots?a=2","status":404},)"
          R"({"method":"PUT","target":"/v2/x","status":0}]})");
    log.clear();
    CHECK(log.to_json(20) == R"({"counts":{},"statuses":{},"credentials":[],"last":[]})");
}

TEST_CASE("credentials are told apart by a digest, never shown") {
    request_log log;
    ask(log, start, "cal_first");
    ask(log, start, "cal_second");
    ask(log, start, "cal_first");
    log.arrived(asking("GET", "/v2/me", {{"Authorization", "cal_first"}}), "/v2/me", start);
    log.arrived(asking("GET", "/v2/me", {{"x-cal-client-id", "c"}}), "/v2/me", start);
    log.arrived(asking("GET", "/"), "/", start);
    const auto told = log.to_json(0);
    CHECK_FALSE(told.contains("cal_"));
    const auto all = credentials_of(log);
    REQUIRE(all.as_array().size() == 3);
    std::uint64_t thrice = 0;
    for (const auto& one : all.as_array()) {
        CHECK(one.at("credential").as_string().size() == 12);
        if (one.at("requests") == 3) ++thrice;
    }
    CHECK(thrice == 1);
}

TEST_CASE("the most requests of a credential in any 60 seconds are remembered") {
    request_log log;
    for (int i = 0; i < 5; ++i) ask(log, start + seconds{10 * i}, "cal_k");
    for (int i = 0; i < 3; ++i) ask(log, start + seconds{61}, "cal_k");
    CHECK(credentials_of(log).at(0).at("requests") == 8);
    CHECK(credentials_of(log).at(0).at("mostIn60s") == 7);
    ask(log, start + seconds{121}, "cal_k");
    CHECK(credentials_of(log).at(0).at("mostIn60s") == 7);
}

TEST_CASE("a clock set back begins a new window") {
    request_log log;
    for (int i = 0; i < 5; ++i) ask(log, start, "cal_k");
    for (int i = 0; i < 3; ++i) ask(log, start - hours{1}, "cal_k");
    CHECK(credentials_of(log).at(0).at("mostIn60s") == 5);
}

TEST_CASE("there is room for a thousand credentials; more are counted as others") {
    request_log log;
    for (std::size_t i = 0; i < request_log::credentials_max + 5; ++i)
        ask(log, start, "cal_" + std::to_string(i));
    CHECK(credentials_of(log).as_array().size() == request_log::credentials_max + 1);
}
