#include "calcom-sim/server.hpp"

#include <boost/asio.hpp>
#include <doctest/doctest.h>

#include "net/server.hpp"
#include "origin/http_client.hpp"
#include "sim/practice.hpp"
#include "sim/still_clock.hpp"
#include "support/socket_client.hpp"
#include "wire/signature.hpp"

using namespace slotgate;
using namespace slotgate::sim;
using namespace slotgate::sim::testing;

namespace {

namespace asio = boost::asio;

/// Asks over a real socket, one request at a time.
class client {
  public:
    explicit client(std::uint16_t port) : base_("http://127.0.0.1:" + std::to_string(port)) {}

    wire::response ask(std::string method, std::string target, std::string body = {},
                       wire::headers headers = {{"cal-api-version", "2024-08-13"}}) {
        asio::io_context io;
        origin::http_client http(io.get_executor(), {});
        wire::request r{.method = std::move(method),
                        .target = std::move(target),
                        .headers = std::move(headers),
                        .body = std::move(body),
                        .peer = {}};
        wire::response out{.status = 0, .headers = {}, .body = {}};
        asio::co_spawn(io, send(http, base_, std::move(r), out), asio::detached);
        io.run();
        return out;
    }
    wire::response book(const std::string& start) {
        return ask("POST", "/v2/bookings",
                   R"({"eventTypeId":1,"start":")" + start +
                       R"(","attendee":{"name":"Bo","email":"bo@x.example","timeZone":"UTC"}})");
    }

  private:
    static asio::awaitable<void> send(origin::http_client& http, std::string base, wire::request r,
                                      wire::response& out) {
        auto answer = co_await http.send(std::move(base), std::move(r), milliseconds{20'000});
        if (answer) out = std::move(*answer);
    }
    std::string base_;
};

/// A webhook receiver that asks the simulator something before it answers.
class receiver {
  public:
    receiver() {
        net::route hook;
        hook.method = "POST";
        hook.path = "/hook";
        hook.guard = net::open_to_anybody();
        hook.at_once = [this](const wire::request& r) -> std::optional<wire::response> {
            received.push_back(r);
            if (on_event) on_event(r);
            return wire::response{.status = 500, .headers = {}, .body = {}};
        };
        auto opened = net::server::open({}, {hook});
        REQUIRE(opened.has_value());
        server_ = std::move(*opened);
        server_->start();
    }
    [[nodiscard]] std::string url() const {
        return "http://127.0.0.1:" + std::to_string(server_->port()) + "/hook";
    }
    // Written by the receiver's thread before the simulator answers, read after.
    std::vector<wire::request> received;
    std::function<void(const wire::request&)> on_event;

  private:
    std::unique_ptr<net::server> server_;
};

struct running {
    still_clock clock;
    std::unique_ptr<sim::server> server;

    explicit running(world w = practice(), std::optional<instant> now = {},
                     const std::function<void(sim::server&)>& before_start = {}) {
        server_options options;
        options.control.latency_now = latency::off;
        options.control.slots_cache = milliseconds{0};
        options.control.witness = testing::kept_answers();
        auto opened =
            sim::server::open(options, {.now = now, .initial = std::move(w)}, zones(), clock);
        REQUIRE(opened.has_value());
        server = std::move(*opened);
        if (before_start) before_start(*server);
        server->start();
    }
    [[nodiscard]] client there() const { return client(server->port()); }
};

world with_hooks(const std::vector<std::string>& urls) {
    auto w = practice();
    for (const auto& url : urls)
        w.webhooks.push_back({.id = url,
                              .url = url,
                              .secret = "k",
                              .triggers = {"BOOKING_CREATED", "BOOKING_CANCELLED"},
                              .owner = user_id{1},
                              .event_type = {},
                              .active = true});
    return w;
}

constexpr const char* slots = "/v2/slots?eventTypeId=1&start=2031-05-06&end=2031-05-06";
const wire::headers slots_version{{"cal-api-version", "2024-09-04"}};

}  // namespace

TEST_CASE("the simulator answers over a socket, with its own clock in Date") {
    running sim;
    auto there = sim.there();
    const auto answer = there.ask("GET", slots, "", slots_version);
    CHECK(answer.status == 200);
    CHECK(answer.body.contains("2031-05-06T07:00:00.000Z"));
    CHECK(answer.headers.find("date") == "Sun, 04 May 2031 08:00:00 GMT");
    CHECK(there.ask("GET", "/v2/nothing").status == 404);
    CHECK(there.ask("HEAD", slots, "", slots_version).body.empty());
}

TEST_CASE("a booking's webhook arrives after its commit and before its answer") {
    receiver hook;
    running sim(with_hooks({hook.url(), hook.url()}));
    std::string seen_from_inside;
    hook.on_event = [&](const wire::request&) {
        seen_from_inside = sim.there().ask("GET", slots, "", slots_version).body;
    };
    const auto answer = sim.there().book("2031-05-06T10:00:00Z");
    CHECK(answer.status == 201);
    REQUIRE(hook.received.size() == 2);
    const auto& first = hook.received.front();
    CHECK(wire::signature_matches("k", first.body, *first.headers.find("x-cal-signature-256")));
    CHECK(first.headers.find("user-agent") == "node");
    CHECK(seen_from_inside.contains("2031-05-06T09:30:00.000Z"));
    CHECK_FALSE(seen_from_inside.contains("2031-05-06T10:00:00.000Z"));
}

TEST_CASE("a cancellation's webhook arrives before its commit") {
    receiver hook;
    running sim(with_hooks({hook.url()}));
    auto there = sim.there();
    const auto booked = there.book("2031-05-06T10:00:00Z");
    const auto made = boost::json::parse(booked.body);
    const std::string uid{made.at("data").at("uid").as_string()};
    std::string seen_from_inside;
    hook.on_event = [&](const wire::request&) {
        seen_from_inside = sim.there().ask("GET", "/v2/bookings/" + uid).body;
    };
    const auto answer = there.ask("POST", "/v2/bookings/" + uid + "/cancel");
    CHECK(answer.status == 200);
    CHECK(answer.body.contains(R"("status":"cancelled")"));
    CHECK(seen_from_inside.contains(R"("status":"accepted")"));
}

TEST_CASE("a subscription of everybody outlives a reset") {
    receiver hook;
    running sim(practice(), {}, [&](sim::server& s) { s.subscribe_everybody(hook.url(), "k"); });
    auto there = sim.there();
    there.book("2031-05-06T10:00:00Z");
    there.ask("POST", "/_sim/reset");
    there.book("2031-05-06T10:00:00Z");
    CHECK(hook.received.size() == 2);
}

TEST_CASE("failures of receivers are swallowed") {
    running sim(with_hooks({"http://127.0.0.1:1/closed", "nonsense", "ftp://x/y"}));
    CHECK(sim.there().book("2031-05-06T10:00:00Z").status == 201);
}

TEST_CASE("the clock is told, set and moved on") {
    running sim;
    auto there = sim.there();
    CHECK(there.ask("GET", "/_sim/clock").body == R"({"now":"2031-05-04T08:00:00.000Z"})");
    there.ask("POST", "/_sim/clock", R"({"now":"2031-05-06T08:00:00Z"})");
    CHECK(there.ask("POST", "/_sim/clock", R"({"advance_ms":1500})").body ==
          R"({"now":"2031-05-06T08:00:01.500Z"})");
    CHECK_FALSE(there.ask("GET", slots, "", slots_version).body.contains("T08:00:00.000Z"));
    const auto bad = there.ask("POST", "/_sim/clock", "later");
    CHECK(bad.status == 400);
    CHECK(bad.body.contains("advance_ms"));
}

TEST_CASE("requests are counted by route, and a reset goes back to the scenario") {
    running sim(practice(), at("2031-05-05T08:00:00.000Z"));
    auto there = sim.there();
    there.ask("GET", slots, "", slots_version);
    there.ask("GET", slots, "", slots_version);
    there.book("2031-05-06T10:00:00Z");
    there.ask("POST", "/_sim/clock", R"({"advance_ms":1000})");
    CHECK(there.ask("GET", "/_sim/requests?last=1").body ==
          R"({"counts":{"GET /v2/slots":2,"POST /v2/bookings":1},"statuses":{"200":2,"201":1},)"
          R"("credentials":[{"credential":"none","requests":3,"mostIn60s":3}],)"
          R"("last":[{"method":"POST","target":"/v2/bookings","status":201}]})");
    CHECK(there.ask("GET", "/_sim/requests?last=many").status == 400);
    CHECK(there.ask("POST", "/_sim/reset").body == R"({"now":"2031-05-05T08:00:00.000Z"})");
    CHECK(there.ask("GET", "/_sim/requests").body ==
          R"({"counts":{},"statuses":{},"credentials":[],"last":[]})");
    CHECK(there.book("2031-05-06T10:00:00Z").status == 201);
}

TEST_CASE("waiting can be switched on and off") {
    running sim;
    auto there = sim.there();
    CHECK(there.ask("POST", "/_sim/latency", R"({"slots":"real"})").status == 200);
    CHECK(there.ask("GET", slots, "", slots_version).status == 200);
    CHECK(there.ask("POST", "/_sim/latency", R"({"slots":"off"})").status == 200);
    CHECK(there.ask("POST", "/_sim/latency", R"({"slots":1})").status == 400);
    CHECK(there.ask("GET", "/_sim/nothing").status == 404);
}

TEST_CASE("a request delayed over a reset does not reach the new world") {
    running sim(practice(), at("2031-05-05T08:00:00.000Z"));
    auto there = sim.there();
    there.ask("POST", "/_sim/faults",
              R"({"route":"POST /v2/bookings","fault":"delay","ms":86400000})");
    slotgate::test::socket_client delayed(sim.server->port());
    delayed.post("/v2/bookings", "{}");
    while (!there.ask("GET", "/_sim/faults").body.contains(R"("struck":1)")) continue;
    there.ask("POST", "/_sim/reset");
    CHECK(delayed.is_at_end());
    CHECK(there.ask("GET", "/_sim/requests").body.contains(R"("counts":{})"));
}

TEST_CASE("a cancellation whose webhook outlasts a reset leaves the new world alone") {
    receiver hook;
    auto w = with_hooks({hook.url()});
    w.webhooks.front().triggers = {"BOOKING_CANCELLED"};
    running sim(std::move(w), at("2031-05-04T08:00:00.000Z"));
    const auto made = boost::json::parse(sim.there().book("2031-05-06T10:00:00Z").body);
    const std::string uid{made.at("data").at("uid").as_string()};
    hook.on_event = [&](const wire::request&) { sim.there().ask("POST", "/_sim/reset"); };
    CHECK(sim.there().ask("POST", "/v2/bookings/" + uid + "/cancel").status == 0);
    CHECK(sim.there().ask("GET", "/_sim/world").body.contains(R"("bookings":[])"));
}

TEST_CASE("faults of webhooks: doubled before the answer, then none") {
    receiver hook;
    running sim(with_hooks({hook.url()}));
    auto there = sim.there();
    there.ask("POST", "/_sim/faults",
              R"([{"webhook":"*","fault":"double","count":1},)"
              R"({"webhook":"*","fault":"lost","after":1}])");
    there.book("2031-05-06T10:00:00Z");
    CHECK(hook.received.size() == 2);
    there.book("2031-05-06T11:00:00Z");
    CHECK(hook.received.size() == 2);
}

TEST_CASE("a stranger books on the page, and the webhook says so") {
    receiver hook;
    running sim(with_hooks({hook.url()}));
    auto there = sim.there();
    CHECK(there.ask("GET", "/").body.contains("/anna-berg/m1"));
    CHECK(there.ask("GET", "/anna-berg/m1").body.contains("2031-05-06T12:00:00.000+02:00"));
    const auto booked =
        there.ask("POST", "/anna-berg/m1",
                  "start=2031-05-06T12%3A00%3A00.000%2B02%3A00&name=Bo&email=bo%40x.example");
    CHECK(booked.status == 200);
    CHECK(booked.body.contains("m1 between Anna Berg and Bo"));
    CHECK(hook.received.size() == 1);
    CHECK(there.ask("GET", "/nobody/here").status == 404);
    CHECK(there.ask("PUT", "/anna-berg/m1").status == 404);
}

TEST_CASE("an address that cannot be bound is an io error") {
    still_clock clock;
    server_options options;
    options.address = "not an address";
    const auto opened =
        sim::server::open(options, {.now = {}, .initial = practice()}, zones(), clock);
    REQUIRE_FALSE(opened.has_value());
    CHECK(opened.error().code == errc::io);
}
