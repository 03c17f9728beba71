#include "calcom-sim/control.hpp"

#include <boost/json.hpp>
#include <doctest/doctest.h>

#include "calcom-sim/world_json.hpp"
#include "practice.hpp"
#include "still_clock.hpp"

using namespace slotgate;
using namespace slotgate::sim;
using namespace slotgate::sim::testing;

namespace {

const instant now = *parse_instant("2031-05-05T05:30:00Z");

wire::request asking(std::string method, std::string target, std::string body = {}) {
    return {.method = std::move(method),
            .target = std::move(target),
            .headers = {},
            .body = std::move(body),
            .peer = {}};
}

struct desk {
    control_desk is;

    explicit desk(movable_clock& clock, std::optional<instant> start = {})
        : is({}, {.now = start, .initial = practice()}, zones(), clock) {}

    /// The body of the answer.
    std::string ask(std::string method, std::string target, std::string body = {}) {
        const auto answer =
            is.answer(asking(std::move(method), std::move(target), std::move(body)));
        REQUIRE(answer.has_value());
        CHECK(answer->status == 200);
        return answer->body;
    }
};

}  // namespace

TEST_CASE("the clock is set to a time or moved on") {
    const auto set = read_clock(R"({"now":"2031-06-01T10:00:00+02:00"})", now);
    REQUIRE(set.has_value());
    CHECK(to_text(set->to) == "2031-06-01T08:00:00.000Z");
    const auto moved = read_clock(R"({"advance_ms":90000})", now);
    REQUIRE(moved.has_value());
    CHECK(to_text(moved->to) == "2031-05-05T05:31:30.000Z");
    CHECK_FALSE(moved->passing);
    const auto passed = read_clock(R"({"pass_ms":90000})", now);
    REQUIRE(passed.has_value());
    CHECK(passed->to == moved->to);
    CHECK(passed->passing);
}

TEST_CASE("a clock command that cannot be understood says why") {
    for (const auto* body : {"", "now", "[]", "{}", R"({"now":"tomorrow"})", R"({"advance_ms":-1})",
                             R"({"advance_ms":"1"})", R"({"pass_ms":-1})",
                             R"({"advance_ms":1,"now":"x"})", R"({"later":1})"}) {
        const auto to = read_clock(body, now);
        REQUIRE_FALSE(to.has_value());
        CHECK(to.error().code == errc::bad_request);
        CHECK_FALSE(to.error().detail.empty());
    }
}

TEST_CASE("latency, cache and limits are switched in words") {
    CHECK(read_latency(R"({"slots":"real"})") == latency::real);
    CHECK(read_latency(R"({"slots":"off"})") == latency::off);
    CHECK_FALSE(read_latency(R"({"slots":"some"})").has_value());
    CHECK_FALSE(read_latency(R"({"bookings":"off"})").has_value());
    CHECK(read_cache(R"({"slots_ms":0})") == milliseconds{0});
    CHECK(read_cache(R"({"slots_ms":2000})") == milliseconds{2000});
    for (const auto* body : {R"({"slots_ms":-1})", R"({"slots_ms":3600001})", R"({"ms":1})"})
        CHECK(read_cache(body).error().code == errc::bad_request);
    CHECK(read_limits(R"({"rate":"on"})") == true);
    CHECK(read_limits(R"({"rate":"off"})") == false);
    CHECK_FALSE(read_limits(R"({"rate":true})").has_value());
}

TEST_CASE("how many requests are shown is bounded") {
    CHECK(read_last("").value_or(0) == 20);
    CHECK(read_last("last=0").value_or(9) == 0);
    CHECK(read_last("last=1000").value_or(0) == 1000);
    for (const auto* query : {"last=1001", "last=-1", "last=x", "last=", "first=1"})
        CHECK_FALSE(read_last(query).has_value());
}

TEST_CASE("a desk answers its routes and refuses others") {
    still_clock clock;
    desk there(clock);
    CHECK(there.ask("GET", "/_sim/clock") == R"({"now":"2031-05-04T08:00:00.000Z"})");
    CHECK(there.ask("POST", "/_sim/cache", R"({"slots_ms":500})") == R"({"slots_ms":500})");
    CHECK(there.is.calcom().options().slots_cache == milliseconds{500});
    CHECK(there.ask("POST", "/_sim/limits", R"({"rate":"off"})") == R"({"rate":"off"})");
    CHECK_FALSE(there.is.calcom().options().rate_limits);
    CHECK(there.ask("POST", "/_sim/latency", R"({"slots":"off"})") == R"({"slots":"off"})");
    CHECK(there.is.slots_wait() == milliseconds{0});
    for (const auto* path : {"/_sim/nothing", "/_sim/", "/_sim/clock/"})
        CHECK(there.is.answer(asking("GET", path)).error().code == errc::not_found);
    CHECK(there.is.answer(asking("DELETE", "/_sim/clock")).error().code == errc::not_found);
    CHECK(there.is.answer(asking("POST", "/_sim/faults", "{}")).error().code == errc::bad_request);
}

TEST_CASE("a reset goes back to scenario, seed and clock; what was switched stays") {
    still_clock clock;
    desk there(clock, at("2031-05-05T08:00:00.000Z"));
    const auto first_wait = there.is.slots_wait();
    there.ask("POST", "/_sim/faults", R"({"fault":"drop","route":"*"})");
    there.ask("POST", "/_sim/cache", R"({"slots_ms":500})");
    there.ask("POST", "/_sim/clock", R"({"advance_ms":60000})");
    there.is.log().arrived(asking("GET", "/v2/slots"), "/v2/slots", there.is.now());
    const auto epoch = there.is.epoch();
    CHECK(there.ask("POST", "/_sim/reset") == R"({"now":"2031-05-05T08:00:00.000Z"})");
    CHECK(there.is.epoch() != epoch);
    CHECK(there.ask("GET", "/_sim/faults") == R"({"faults":[]})");
    CHECK(there.ask("GET", "/_sim/requests").contains(R"("counts":{})"));
    CHECK(there.is.slots_wait() == first_wait);
    CHECK(there.is.calcom().options().slots_cache == milliseconds{500});
}

TEST_CASE("clearing the faults sets held webhooks free") {
    still_clock clock;
    desk there(clock);
    there.ask("POST", "/_sim/faults", R"({"fault":"reorder","webhook":"*"})");
    there.is.faults().hold({.url = "http://a/", .webhook = {}, .trigger = {}, .request = {}}, 1);
    CHECK(there.is.take_freed().empty());
    CHECK(there.ask("DELETE", "/_sim/faults") == R"({"faults":[]})");
    CHECK(there.is.take_freed().size() == 1);
    CHECK(there.is.take_freed().empty());
}

TEST_CASE("the world is shown in order of start") {
    auto w = practice();
    w.busy.push_back({.who = user_id{1},
                      .when = *interval::between(at("2031-05-07T08:00:00.000Z"),
                                                 at("2031-05-07T09:00:00.000Z"))});
    asker cal(std::move(w));
    cal.book("2031-05-06T10:00:00Z");
    cal.book("2031-05-05T10:00:00Z");
    const auto told = boost::json::parse(world_json(cal.sim.state(), now));
    const auto& bookings = told.at("bookings").as_array();
    REQUIRE(bookings.size() == 2);
    CHECK(bookings[0].at("start") == "2031-05-05T10:00:00.000Z");
    CHECK(bookings[1].at("status") == "accepted");
    CHECK(told.at("busy").at(0).at("userId") == 1);
    CHECK(told.at("reservations").as_array().empty());
    CHECK(told.at("outOfOffice").as_array().empty());
}

TEST_CASE("moving the clock tells of the meetings on the way, once") {
    still_clock clock;
    auto w = with_webhook(practice());
    w.webhooks[0].triggers = {"MEETING_STARTED", "MEETING_ENDED"};
    control_desk is({}, {.now = now, .initial = std::move(w)}, zones(), clock);
    auto booking = asking("POST", "/v2/bookings",
                          R"({"eventTypeId":1,"start":"2031-05-06T10:00:00Z","attendee":)"
                          R"({"name":"Bo","email":"bo@x.example","timeZone":"UTC"}})");
    booking.headers.set("cal-api-version", "2024-08-13");
    REQUIRE(is.calcom().handle(booking, is.now()).answer.status == 201);
    const auto told_until = [&](const std::string& time) {
        (void)is.answer(asking("POST", "/_sim/clock", R"({"now":")" + time + "\"}"));
        return is.take_freed().size();
    };
    CHECK(told_until("2031-05-06T10:10:00Z") == 1);
    CHECK(told_until("2031-05-06T09:00:00Z") == 0);
    CHECK(told_until("2031-05-06T12:00:00Z") == 1);
}
