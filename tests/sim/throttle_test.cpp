#include "calcom-sim/throttle.hpp"

#include <doctest/doctest.h>

#include "practice.hpp"

namespace {

using namespace slotgate;
using namespace slotgate::sim;
using namespace slotgate::sim::testing;

/// Asks again and again, from an address unless a test gives credentials.
struct frequent : asker {
    using asker::asker;
    std::string address = "192.0.2.1";

    reaction once(std::string_view key = {}, std::string method = "GET",
                  std::string target = "/v2/me") {
        wire::request r;
        r.method = std::move(method);
        r.target = std::move(target);
        r.peer = address;
        if (!key.empty()) r.headers.set("Authorization", "Bearer " + std::string(key));
        return sim.handle(r, now);
    }
    int status(int times, std::string_view key = {}) {
        for (int i = 1; i < times; ++i) static_cast<void>(once(key));
        return once(key).answer.status;
    }
};

std::string header(const reaction& r, std::string_view name) {
    return std::string(r.answer.headers.find(name).value_or("absent"));
}

}  // namespace

TEST_CASE("a key has 120 requests in the minute after its first, then none for a minute") {
    frequent f;
    const auto first = f.once("cal_anna");
    CHECK(header(first, "X-RateLimit-Limit-Default") == "120");
    CHECK(header(first, "X-RateLimit-Remaining-Default") == "119");
    CHECK(header(first, "X-RateLimit-Reset-Default") == "60");
    f.now += milliseconds{1'001};
    const auto later = f.once("cal_anna");
    CHECK(header(later, "X-RateLimit-Reset-Default") == "59");
    CHECK(f.status(118, "cal_anna") == 200);
    const auto over = f.once("cal_anna");
    CHECK(over.answer.status == 429);
    CHECK(header(over, "X-RateLimit-Remaining-Default") == "0");
    CHECK(header(over, "X-RateLimit-Reset-Default") == "60");
    CHECK(over.answer.body.find(R"("details":"CustomThrottlerGuard - Too many requests.)") !=
          std::string::npos);
    CHECK_FALSE(over.answer.headers.find("Retry-After").has_value());
    f.now += milliseconds{59'999};
    const auto blocked = f.once("cal_anna");
    CHECK(blocked.answer.status == 429);
    CHECK(header(blocked, "X-RateLimit-Reset-Default") == "1");
    f.now += milliseconds{1};
    const auto afresh = f.once("cal_anna");
    CHECK(afresh.answer.status == 200);
    CHECK(header(afresh, "X-RateLimit-Remaining-Default") == "119");
}

TEST_CASE("the window is fixed: what is left comes back all at once") {
    frequent f;
    CHECK(f.status(120, "cal_anna") == 200);
    f.now += milliseconds{60'000};
    CHECK(header(f.once("cal_anna"), "X-RateLimit-Remaining-Default") == "119");
}

TEST_CASE("keys, addresses and other bearers are counted apart, all routes together") {
    frequent f;
    CHECK(f.status(120, "cal_anna") == 200);
    CHECK(f.once("cal_anna", "GET", "/v2/schedules/default").answer.status == 404);  // no route
    CHECK(f.once("cal_anna", "GET", "/v2/webhooks").answer.status == 429);
    CHECK(f.status(1, "cal_ben") == 200);
    CHECK(f.status(1) == 403);
    CHECK(header(f.once(), "X-RateLimit-Remaining-Default") == "118");
    f.address = "192.0.2.2";
    CHECK(header(f.once(), "X-RateLimit-Remaining-Default") == "119");
    CHECK(header(f.once("token"), "X-RateLimit-Limit-Default") == "500");
    wire::request proxied;
    proxied.method = "GET";
    proxied.target = "/v2/me";
    proxied.peer = "192.0.2.1";
    proxied.headers.set("cf-connecting-ip", "192.0.2.2");
    CHECK(header(f.sim.handle(proxied, f.now), "X-RateLimit-Remaining-Default") == "118");
}

TEST_CASE("of several limits all have to be exceeded, each with headers of its own") {
    world w = practice();
    w.api_keys.front().limits = {
        {.name = "short", .limit = 1, .window = milliseconds{1'000}, .block = milliseconds{5'000}},
        {.name = "long", .limit = 3, .window = milliseconds{10'000}, .block = milliseconds{2'000}}};
    frequent f(w);
    CHECK(f.status(2, "cal_anna") == 200);
    const auto third = f.once("cal_anna");
    CHECK(third.answer.status == 200);
    CHECK(header(third, "X-RateLimit-Remaining-Short") == "0");
    CHECK(header(third, "X-RateLimit-Reset-Short") == "5");
    CHECK(header(third, "X-RateLimit-Remaining-Long") == "0");
    CHECK(f.once("cal_anna").answer.status == 429);
}

TEST_CASE("a key nobody has is refused before it is counted, a route that is none not counted") {
    frequent f;
    const auto unknown = f.once("cal_nobody");
    CHECK(unknown.answer.status == 401);
    CHECK_FALSE(unknown.answer.headers.find("X-RateLimit-Limit-Default").has_value());
    CHECK_FALSE(f.once({}, "GET", "/v2/nowhere")
                    .answer.headers.find("X-RateLimit-Limit-Default")
                    .has_value());
    f.sim.options().rate_limits = false;
    CHECK(f.status(200, "cal_anna") == 200);
}

TEST_CASE("a cancellation's answer, which goes out after its webhooks, tells the limits too") {
    frequent f;
    const auto uid = text(f.book("2031-05-06T10:00:00Z"), "uid");
    const auto r = f.ask("POST", "/v2/bookings/" + uid + "/cancel", R"({"cancellationReason":"x"})",
                         "cal_anna");
    CHECK(r.answer.status == 200);
    CHECK(header(r, "X-RateLimit-Remaining-Default") == "119");
}
