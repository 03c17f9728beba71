#include "calcom-sim/untold_call.hpp"

#include <doctest/doctest.h>

namespace slotgate::sim {
namespace {

constexpr const char* made = "rVmCUNj4ECeJJeyogxYMRA";

/// A step that made a booking 0.2 s after 8:00.
recording step() {
    recording item;
    item.now = *parse_instant("2031-05-01T08:00:00.000Z");
    item.status = 201;
    item.request.method = "POST";
    item.request.target = "/v2/bookings";
    item.body = boost::json::parse(
        R"({"data":{"uid":"rVmCUNj4ECeJJeyogxYMRA","updatedAt":"2031-05-01T08:00:00.200Z"}})");
    item.scenario = boost::json::parse(R"({"hosts":[],"bookings":[{"uid":"a"}]})").as_object();
    return item;
}

/// The next step, whose scenario tells the booking made and perhaps something else.
recording next(std::string_view now, std::string_view other = {}) {
    recording item = step();
    item.now = *parse_instant(now);
    const auto text = R"({"hosts":[],"bookings":[{"uid":"a"},{"uid":"rVmCUNj4ECeJJeyogxYMRA"})" +
                      std::string(other) + "]}";
    item.scenario = boost::json::parse(text).as_object();
    return item;
}

}  // namespace

TEST_CASE("time that no told call explains was spent on cancelling what was made") {
    CHECK(cancelled_untold(step(), next("2031-05-01T08:00:00.340Z")) == made);
    CHECK_FALSE(cancelled_untold(step(), next("2031-05-01T08:00:00.240Z")));
}

TEST_CASE("a call that is told, or a wait for webhooks, explains the time") {
    CHECK_FALSE(cancelled_untold(step(), next("2031-05-01T08:00:00.340Z", R"(,{"uid":"b"})")));
    auto waited = step();
    waited.took = milliseconds{210};
    CHECK_FALSE(cancelled_untold(waited, next("2031-05-01T08:00:00.460Z")));
    auto refused = step();
    refused.status = 400;
    CHECK_FALSE(cancelled_untold(refused, next("2031-05-01T08:00:00.340Z")));
}

}  // namespace slotgate::sim
