#include <algorithm>
#include <random>

#include <doctest/doctest.h>

#include "origin/quota.hpp"
#include "origin/throttled_upstream.hpp"

using namespace slotgate;
using namespace slotgate::origin;

namespace {

/// Many askers in front of a throttled Cal.com whose answers take a while, from a seed.
class storm {
  public:
    storm(unsigned seed, bool tells, steady_instant begins) : random_(seed), now_(begins) {
        upstream.tells = tells;
    }
    test::throttled_upstream upstream;
    int answered = 0;
    int refused = 0;
    int highest_lane = 0;

    /// An earlier process, or another program, has used some of the window.
    void used_before(int how_many) {
        for (int i = 0; i < how_many; ++i) (void)upstream.take(now_);
        now_ += milliseconds{draw(0, 70'000)};
    }
    void run(int askers, milliseconds lasting) {
        const auto end = now_ + lasting;
        for (int i = 0; i < askers; ++i)
            asks_.push_back(now_ + milliseconds{draw(0, static_cast<int>(lasting.count()))});
        std::ranges::sort(asks_, std::greater{});
        while (now_ < end) step();
    }

  private:
    struct request {
        quota::leave leave;
        steady_instant arrives, ends;
        std::optional<rate_reading> told;
        bool lost = false;
    };

    int draw(int least, int most) {
        return std::uniform_int_distribution<int>(least, most)(random_);
    }
    void send(const quota::leave& leave) {
        const auto arrives = now_ + milliseconds{draw(0, 900)};
        under_way_.push_back({.leave = leave,
                              .arrives = arrives,
                              .ends = arrives + milliseconds{draw(0, 900)},
                              .told = {},
                              .lost = draw(0, 30) == 0});
    }
    void step() {
        for (auto& r : under_way_)
            if (!r.told && r.arrives <= now_) r.told = upstream.take(now_);
        std::erase_if(under_way_, [&](const request& r) {
            if (!r.told || now_ < r.ends) return false;
            if (r.lost)
                quota_.ended(r.leave, now_);
            else
                quota_.ended(r.leave, *r.told, now_);
            ++answered;
            return true;
        });
        for (; !asks_.empty() && asks_.back() <= now_; asks_.pop_back()) {
            const auto asked =
                quota_.ask(all_lanes.at(static_cast<std::size_t>(draw(highest_lane, 3))), now_,
                           now_ + milliseconds{draw(100, 30'000)});
            if (const auto* leave = std::get_if<quota::leave>(&asked)) send(*leave);
            if (std::holds_alternative<quota::refusal>(asked)) ++refused;
        }
        for (const auto& t : quota_.turns(now_)) {
            if (const auto* leave = std::get_if<quota::leave>(&t.outcome))
                send(*leave);
            else
                ++refused;
        }
        now_ += milliseconds{10};
    }

    std::mt19937 random_;
    steady_instant now_;
    quota quota_{quota_terms{}};
    std::vector<steady_instant> asks_;
    std::vector<request> under_way_;
};

}  // namespace

TEST_CASE("S14: Cal.com's limit is never exceeded, whatever the phase of its window") {
    for (unsigned seed = 0; seed < 60; ++seed) {
        CAPTURE(seed);
        storm s(seed, seed % 2 == 0, steady_instant{hours{1}});
        s.run(1'500, minutes{4});
        CHECK(s.upstream.refused == 0);
        CHECK(s.answered > 200);
        // Without headers not even a window that begins at the worst moment is exceeded.
        if (!s.upstream.tells) CHECK(s.upstream.densest() <= 120);
    }
}

TEST_CASE("S14: 500 who ask at once exceed no limit, nor after a restart within a used window") {
    for (unsigned seed = 0; seed < 30; ++seed) {
        CAPTURE(seed);
        storm s(seed, true, steady_instant{hours{1}});
        // A booking does not wait for others to explore what is left.
        s.highest_lane = 1;
        s.used_before(static_cast<int>(seed) * 3);
        s.run(500, milliseconds{10});
        s.run(100, minutes{2});
        CHECK(s.upstream.refused == 0);
        CHECK(s.answered > 20);
        CHECK(s.refused > 0);
    }
}
