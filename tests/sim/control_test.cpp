#include "calcom-sim/control.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::sim;

namespace {

const instant now = *parse_instant("2031-05-05T05:30:00Z");

}  // namespace

TEST_CASE("the clock is set to a time or moved on") {
    const auto set = read_clock(R"({"now":"2031-06-01T10:00:00+02:00"})", now);
    REQUIRE(set.has_value());
    CHECK(to_text(*set) == "2031-06-01T08:00:00.000Z");
    const auto moved = read_clock(R"({"advance_ms":90000})", now);
    REQUIRE(moved.has_value());
    CHECK(to_text(*moved) == "2031-05-05T05:31:30.000Z");
}

TEST_CASE("a clock command that cannot be understood says why") {
    for (const auto* body :
         {"", "now", "[]", "{}", R"({"now":"tomorrow"})", R"({"advance_ms":-1})",
          R"({"advance_ms":"1"})", R"({"advance_ms":1,"now":"x"})", R"({"later":1})"}) {
        const auto to = read_clock(body, now);
        REQUIRE_FALSE(to.has_value());
        CHECK(to.error().code == errc::bad_request);
        CHECK_FALSE(to.error().detail.empty());
    }
}

TEST_CASE("latency is real or off") {
    CHECK(read_latency(R"({"slots":"real"})").value_or(false));
    CHECK(read_latency(R"({"slots":"off"})").value_or(true) == false);
    CHECK_FALSE(read_latency(R"({"slots":"some"})").has_value());
    CHECK_FALSE(read_latency(R"({"bookings":"off"})").has_value());
}

TEST_CASE("how many requests are shown is bounded") {
    CHECK(read_last("").value_or(0) == 20);
    CHECK(read_last("last=0").value_or(9) == 0);
    CHECK(read_last("last=1000").value_or(0) == 1000);
    for (const auto* query : {"last=1001", "last=-1", "last=x", "last=", "first=1"})
        CHECK_FALSE(read_last(query).has_value());
}

TEST_CASE("the log counts every request and keeps the newest") {
    request_log log;
    const auto first = log.arrived("GET", "/v2/slots?a=1", "/v2/slots");
    log.answered(first, 200);
    for (std::size_t i = 0; i < request_log::kept_max; ++i)
        log.answered(log.arrived("GET", "/v2/slots?a=2", "/v2/slots"), 404);
    log.answered(first, 500);
    log.arrived("PUT", "/v2/x", "");
    CHECK(log.to_json(2) == R"({"counts":{"GET /v2/slots":1001,"PUT unrouted":1},"last":[)"
                            R"({"method":"GET","target":"/v2/slots?a=2","status":404},)"
                            R"({"method":"PUT","target":"/v2/x","status":0}]})");
    log.clear();
    CHECK(log.to_json(20) == R"({"counts":{},"last":[]})");
}
