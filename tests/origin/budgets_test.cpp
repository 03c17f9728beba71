#include "origin/budgets.hpp"

#include <doctest/doctest.h>

#include "origin/loopback.hpp"

using namespace slotgate;
using namespace slotgate::origin;
namespace asio = boost::asio;

namespace {

const std::string at = "https://api.cal.com";

account of_key(const std::string& token) {
    return account_of(at, {{"Authorization", "Bearer " + token}});
}

/// Budgets of a limit of two a minute, of which nothing is reserved.
struct world {
    moment time{instant{}, steady_instant{hours{1}}};
    std::function<moment()> now = [this] { return time; };
    ops::metrics metrics;
    asio::io_context io;
    origin::budgets budgets{io.get_executor(), now, metrics};
    quota_terms terms{.most = 2, .reserve = 0};
    account who = of_key("cal_a");

    /// An asker; `got` is filled when it is decided.
    struct asker {
        std::optional<result<budgets::permit>> got;
    };
    std::shared_ptr<asker> ask(lane l = lane::booking, milliseconds patience = seconds{90}) {
        auto out = std::make_shared<asker>();
        asio::co_spawn(io, wait(out, l, patience), asio::detached);
        settle();
        return out;
    }
    void settle() {
        io.restart();
        io.poll();
    }

  private:
    asio::awaitable<void> wait(std::shared_ptr<asker> out, lane l, milliseconds patience) {
        auto got = co_await budgets.admit(who, terms, l, patience);
        out->got.emplace(std::move(got));
    }
};

const wire::headers resets_in_20_s{
    {"X-RateLimit-Limit-A", "2"}, {"X-RateLimit-Remaining-A", "0"}, {"X-RateLimit-Reset-A", "19"}};

}  // namespace

TEST_CASE("S14: Cal.com counts by API key, by access token, by OAuth client, or by address") {
    const auto key = of_key("cal_live_a");
    CHECK(key.assumed == 120);
    CHECK(of_key("cal_live_a").digest == key.digest);
    CHECK(account_of(at, {{"authorization", "bearer cal_live_a"}}).digest == key.digest);
    CHECK(of_key("cal_live_b").digest != key.digest);
    CHECK(account_of("https://cal.example", {{"Authorization", "Bearer cal_live_a"}}).digest !=
          key.digest);
    const auto token = of_key("eyJ");
    CHECK(token.assumed == 500);
    const auto client = account_of(at, {{"x-cal-client-id", "eyJ"}});
    CHECK(client.assumed == 500);
    CHECK(client.digest != token.digest);
    const auto nobody = account_of(at, {{"Cookie", "x"}});
    CHECK(nobody.assumed == 120);
    CHECK(account_of(at, {}).digest == nobody.digest);
}

TEST_CASE("S14: who waits is woken when a request before it ends") {
    world w;
    const auto first = w.ask();
    const auto second = w.ask();
    REQUIRE((first->got && *first->got && second->got && *second->got));
    (*first->got)->learn(200, resets_in_20_s);
    const auto third = w.ask();
    CHECK_FALSE(third->got);
    CHECK(w.metrics.quota_waiting.at(lane::booking) == 1);
    (*second->got)->not_sent();
    w.settle();
    CHECK((third->got && *third->got));
    CHECK(w.metrics.quota_waiting.at(lane::booking) == 0);
}

TEST_CASE("S14: who cannot wait long enough is refused and counted") {
    world w;
    w.terms.most = 0;
    const auto only = w.ask();
    (*only->got)->learn(200, resets_in_20_s);
    const auto late = w.ask(lane::live, seconds{5});
    REQUIRE(late->got);
    CHECK(late->got->error().code == errc::upstream_limited);
    CHECK(late->got->error().retry_after == seconds{20});
    CHECK(w.metrics.quota_refused.at(lane::live).value() == 1);
}

TEST_CASE("S14: a request of which nothing is heard any more counts as sent without an answer") {
    world w;
    {
        const auto lost = w.ask();
        CHECK(w.budgets.remaining(w.who) == 1);
    }
    w.time.steady += seconds{69};
    CHECK(w.budgets.remaining(w.who) == 1);
    w.time.steady += seconds{1};
    CHECK(w.budgets.remaining(w.who) == 2);
}

TEST_CASE("S14: who is given up while it waits, or when its turn has come, takes nothing along") {
    auto w = std::make_unique<world>();
    const auto first = w->ask();
    const auto second = w->ask();
    const auto third = w->ask();
    const auto fourth = w->ask();
    (*first->got)->not_sent();  // the turn of the third, which never runs again
    second->got.reset();        // nobody's turn: it may have been counted
    w.reset();
    CHECK_FALSE(third->got);
    CHECK_FALSE(fourth->got);
}

TEST_CASE("S14: the budgets of strangers are bounded, and forgotten when idle") {
    world w;
    w.budgets.own(of_key("cal_own"), w.terms, "practice");
    for (int i = 0; i < 9'999; ++i) {
        w.who = of_key("cal_" + std::to_string(i));
        REQUIRE((*w.ask()->got));
    }
    w.who = of_key("cal_one_more");
    CHECK(w.ask()->got->error().code == errc::overloaded);
    w.time.steady += seconds{70};
    CHECK((*w.ask()->got));
    CHECK(w.budgets.remaining(of_key("cal_own")) == 2);
}

TEST_CASE("S14: a 429 is counted with the lane it met") {
    world w;
    (*w.ask()->got)->learn(429, {});
    CHECK(w.metrics.upstream_limited.at(lane::booking).value() == 1);
    CHECK(w.budgets.remaining(w.who) == 0);
}
