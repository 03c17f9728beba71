#include "gateway/rendered.hpp"

#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::gateway;

namespace {

constexpr utc_date monday{std::chrono::year{2031} / 5 / 5};
const tenant_id tenant{0};
const tenant_id neighbour{1};
const event_type_id type{7};
constexpr moment now{monday - days{1}, steady_instant{hours{1}}};

struct second_layer {
    /// Rendered now, from days that live for a minute.
    [[nodiscard]] std::shared_ptr<rendered_answer> render(tenant_id of = tenant) const {
        auto out = std::make_shared<rendered_answer>();
        out->body = "body";
        out->validity = {
            .tenant = of,
            .type = type,
            .first = monday,
            .last = monday,
            .departed = engine.with([](const coherence::engine& e) { return e.depart(now).noted; }),
            .left_at = now.steady,
            .good_until = now.steady + minutes{1},
            .notice_until = monday + hours{9}};
        return out;
    }
    void learn_of_booking() {
        engine.with([](coherence::engine& e) {
            e.absorb({.source = coherence::fact_source::webhook,
                      .radius = coherence::some_dates{tenant, type, monday, monday}},
                     now);
        });
    }

    guarded<coherence::engine> engine{coherence::engine_options{}};
    cache_switch power;
    rendered_answers answers{engine, power};
};

}  // namespace

TEST_CASE("S11: a rendered answer is given until a fact about its days, and not past its time") {
    second_layer l;
    l.answers.keep("/v2/slots?x", l.render());
    l.answers.keep("/v2/slots?x", l.render(neighbour));
    CHECK(l.answers.find(tenant, "/v2/slots?x", now) != nullptr);
    CHECK(l.answers.find(tenant, "/v2/slots?y", now) == nullptr);
    const moment late{now.system + minutes{1}, now.steady + minutes{1}};
    CHECK(l.answers.find(tenant, "/v2/slots?x", late) == nullptr);
    CHECK(l.answers.find(tenant, "/v2/slots?x", {monday + hours{9}, now.steady}) == nullptr);
    l.learn_of_booking();
    CHECK(l.answers.find(tenant, "/v2/slots?x", now) == nullptr);
    CHECK(l.answers.find(neighbour, "/v2/slots?x", now) != nullptr);
}

TEST_CASE("S5: once a fact is absorbed no thread is given what was rendered before it") {
    constexpr std::size_t rounds = 200'000;
    second_layer l;
    std::vector<std::shared_ptr<rendered_answer>> rendered(rounds);
    std::atomic<std::size_t> made{0};
    std::atomic<std::size_t> acknowledged{0};
    std::atomic<std::size_t> stale{0};
    const auto ask = [&] {
        while (acknowledged.load() < rounds) {
            const auto count = made.load();
            if (count == 0) continue;
            const bool is_over = acknowledged.load() >= count;
            if (l.answers.holds(*rendered[count - 1], now) && is_over) ++stale;
        }
    };
    std::array readers{std::thread(ask), std::thread(ask)};
    std::size_t held = 0;
    for (std::size_t i = 0; i < rounds; ++i) {
        rendered[i] = l.render();
        made.store(i + 1);
        held += l.answers.holds(*rendered[i], now) ? 1 : 0;
        l.learn_of_booking();
        acknowledged.store(i + 1);
        if (l.answers.holds(*rendered[i], now)) ++stale;
    }
    for (auto& one : readers) one.join();
    CHECK(held == rounds);
    CHECK(stale == 0);
}
