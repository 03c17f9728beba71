#include <doctest/doctest.h>

#include "origin/calcom_world.hpp"

using namespace slotgate;
using test::http_answer;
using test::one_slot;
using then = test::scripted_reply::then;
using world = test::calcom_world;

namespace {

std::string limits(int remaining, int reset) {
    return "X-RateLimit-Limit-Default: 120\r\nX-RateLimit-Remaining-Default: " +
           std::to_string(remaining) + "\r\nX-RateLimit-Reset-Default: " + std::to_string(reset) +
           "\r\n";
}

/// Two event types have answered, then failed.
void open_breaker(world& w) {
    for (const int type : {7, 8}) {
        w.server.reply(http_answer(200, one_slot));
        REQUIRE(w.slots(type));
    }
    for (const int type : {7, 8}) {
        w.server.reply(http_answer(500, ""));
        REQUIRE_FALSE(w.slots(type));
    }
    REQUIRE(w.cal.condition().breaker == origin::breaker_state::open);
}

}  // namespace

TEST_CASE(
    "S13: an event type that failed is not asked about for 5 s, and the error says how long") {
    world w;
    w.server.reply(http_answer(500, ""));
    CHECK(w.slots().error().code == errc::upstream_error);
    w.pass(milliseconds{1'500});
    const auto withheld = w.slots();
    CHECK(withheld.error().code == errc::upstream_failing);
    CHECK(withheld.error().retry_after == seconds{4});
    CHECK(w.server.requests().size() == 1);
    CHECK(w.cal.condition().event_types_set_aside == 1);
    w.server.reply(http_answer(200, one_slot));
    CHECK(w.slots(8));
    w.pass(milliseconds{3'500});
    w.server.reply(http_answer(200, one_slot));
    CHECK(w.slots());
}

TEST_CASE("S13: an open breaker lets no question of ours pass, and everything of a client's") {
    world w;
    open_breaker(w);
    const auto before = w.server.requests().size();
    CHECK(w.slots(9).error().code == errc::upstream_failing);
    CHECK(test::run(w.io, w.cal.event_types(origin::lane::live)).error().retry_after == seconds{5});
    CHECK(test::run(w.io, w.cal.check_credential("Bearer cal_x")).error().code ==
          errc::upstream_failing);
    CHECK(w.server.requests().size() == before);
    for (const auto* method : {"GET", "POST"}) {
        w.server.reply(http_answer(500, ""));
        CHECK(w.relay(method)->status == 500);
    }
    CHECK(w.cal.condition().breaker == origin::breaker_state::open);
}

TEST_CASE("S13: the trial of a half-open breaker closes it") {
    world w;
    open_breaker(w);
    w.pass(seconds{5});
    CHECK(w.cal.condition().breaker == origin::breaker_state::half_open);
    w.server.reply(http_answer(200, one_slot));
    CHECK(w.slots(9));
    CHECK(w.cal.condition().breaker == origin::breaker_state::closed);
}

TEST_CASE("S13, S14: what nobody waits for is sent at once or not at all, never as a trial") {
    world w;
    const auto refresh = [&] { return w.slots(7, origin::lane::refresh); };
    open_breaker(w);
    w.pass(seconds{5});
    const auto before = w.server.requests().size();
    CHECK(refresh().error().code == errc::upstream_failing);
    w.server.reply(http_answer(200, one_slot));
    CHECK(w.slots());
    w.server.reply(http_answer(200, one_slot, limits(24, 30)));
    CHECK(refresh());
    CHECK(refresh().error().code == errc::upstream_limited);
    w.server.reply(http_answer(200, one_slot));
    CHECK(w.slots());
    CHECK(w.server.requests().size() == before + 3);
}

TEST_CASE("S13: what is no failure of Cal.com's sets nothing aside") {
    for (const auto& bytes :
         {http_answer(404, R"({"status":"error","error":{"code":"X","message":"no"}})"),
          http_answer(403, "<html>"), http_answer(200, "<html>"), http_answer(200, "{}"),
          std::string("no HTTP at all\r\n\r\n")}) {
        CAPTURE(bytes);
        world w;
        w.server.reply(bytes, then::close);
        REQUIRE_FALSE(w.slots());
        CHECK(w.cal.condition().event_types_set_aside == 0);
    }
}

TEST_CASE("S13: bookings, whatever becomes of them, say nothing to the breaker") {
    world w;
    for (int i = 0; i < 5; ++i) {
        w.server.reply("", then::reset);
        CHECK(w.relay("POST", "cal_" + std::to_string(i)).error().code == errc::upstream_lost);
    }
    CHECK(w.cal.condition().breaker == origin::breaker_state::closed);
    CHECK(w.server.requests().size() == 5);
}

TEST_CASE("S13: a question is sent once more after a lost connection and after 502, 503, 504") {
    world w;
    w.server.reply("", then::reset);
    for (const int status : {502, 503, 504}) {
        w.server.reply(http_answer(200, one_slot));
        CHECK(w.slots());
        w.server.reply(http_answer(status, "<html>bad gateway</html>"));
    }
    w.server.reply(http_answer(200, one_slot));
    CHECK(w.slots());
    CHECK(w.server.requests().size() == 8);
}

TEST_CASE("S13: no question is sent a third time, nor again when Cal.com says when to come back") {
    world w;
    w.server.reply(http_answer(503, ""));
    w.server.reply(http_answer(503, ""));
    CHECK(w.slots().error().code == errc::upstream_error);
    CHECK(w.server.requests().size() == 2);
    w.server.reply(http_answer(503, "", "Retry-After: 20\r\n"));
    CHECK(w.slots(8).error().retry_after == seconds{20});
    CHECK(w.server.requests().size() == 3);
}

TEST_CASE("S13: a passed request is not sent again") {
    world w;
    w.server.reply(http_answer(503, ""));
    CHECK(w.relay("GET")->status == 503);
    w.server.reply(http_answer(503, ""));
    CHECK(w.relay("POST")->status == 503);
    CHECK(w.server.requests().size() == 2);
}

TEST_CASE("S14: a 429 to a question silences the key for its block, and no other credential") {
    world w;
    w.server.reply(http_answer(429, "{}", limits(0, 29)));
    const auto limited = w.slots();
    CHECK(limited.error().code == errc::upstream_limited);
    CHECK(limited.error().retry_after == seconds{30});
    CHECK(w.slots(8).error().retry_after == seconds{30});
    CHECK(w.relay("POST", "cal_live_k").error().code == errc::upstream_limited);
    CHECK(w.server.requests().size() == 1);
    CHECK(w.cal.condition().quota_remaining == 0);
    w.server.reply(http_answer(201, "{}"));
    CHECK(w.relay("POST", "cal_theirs"));
    w.pass(seconds{30});
    w.server.reply(http_answer(200, one_slot, limits(119, 60)));
    CHECK(w.slots());
}

TEST_CASE("S14: a client's 429 with our key silences our questions, and passes as it is") {
    world w;
    w.server.reply(http_answer(429, "{}", limits(0, 6)));
    const auto passed = w.relay("GET", "cal_live_k");
    REQUIRE(passed);
    CHECK(passed->status == 429);
    CHECK_FALSE(passed->headers.find("retry-after"));
    CHECK(w.slots().error().retry_after == seconds{7});
}

TEST_CASE("S14: what never left is not counted, what may have arrived is") {
    world w;
    const auto before = w.cal.condition().quota_remaining;
    w.server.reply("", then::reset);
    CHECK(w.relay("POST", "cal_live_k").error().code == errc::upstream_lost);
    CHECK(w.cal.condition().quota_remaining == before - 1);
    w.server.stop();
    CHECK(w.relay("POST", "cal_live_k").error().code == errc::upstream_down);
    CHECK(w.cal.condition().quota_remaining == before - 1);
}

TEST_CASE("S14: two tenants with one key at one Cal.com share its budget") {
    world w;
    w.server.reply(http_answer(200, one_slot, limits(30, 60)));
    REQUIRE(w.slots());
    origin::calcom other{{.tenant = "second",
                          .base_url = w.server.base_url(),
                          .api_key = secret("cal_live_k"),
                          .now = w.now},
                         w.client,
                         w.client,
                         w.budgets};
    CHECK(other.condition().quota_remaining == 30);
}

TEST_CASE("S14: a question waits for room no longer than half its deadline") {
    world w;
    w.server.reply(http_answer(200, one_slot, limits(5, 3)));
    REQUIRE(w.slots());
    // 5 are left, of which questions leave 10 to bookings: the window ends in time, so it waits.
    std::optional<result<origin::slots_answer>> answer;
    boost::asio::co_spawn(
        w.io, w.cal.slots(test::may_6),
        [&](std::exception_ptr, result<origin::slots_answer> a) { answer = std::move(a); });
    w.io.poll();
    CHECK_FALSE(answer);
    CHECK(w.metrics.quota_waiting.at(origin::lane::live) == 1);
    w.pass(seconds{4});
    w.server.reply(http_answer(201, "{}"));
    w.server.reply(http_answer(200, one_slot, limits(119, 60)));
    // Whatever ends makes it look at the clock again.
    CHECK(w.relay("POST", "cal_live_k"));
    while (!answer && w.io.run_one() > 0) {
    }
    REQUIRE(answer);
    CHECK(*answer);
    CHECK(w.metrics.quota_waiting.at(origin::lane::live) == 0);
}
