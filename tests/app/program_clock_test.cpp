#include "app/program_clock.hpp"

#include <utility>

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::app;

namespace {

/// Far from any time the machine may have, so that differences of milliseconds do not matter.
constexpr instant far{std::chrono::sys_days{std::chrono::year{2031} / 5 / 5}};

bool close(instant a, instant b) {
    return a - b < minutes{1} && b - a < minutes{1};
}

}  // namespace

TEST_CASE("S9: a moved clock runs on from there, and whoever listens is told") {
    program_clock clock;
    int told = 0;
    clock.on_step([&] { ++told; });
    const auto before = clock.moment_now().steady;
    clock.set(far);
    CHECK(told == 1);
    CHECK(close(clock.now(), far));
    CHECK(clock.moment_now().steady - before < minutes{1});
}

TEST_CASE("S9: when time passes both clocks go on, and it is no step") {
    program_clock clock;
    int told = 0;
    int passed = 0;
    clock.on_step([&] { ++told; });
    clock.on_pass([&] { ++passed; });
    const auto before = clock.moment_now();
    clock.pass(hours{1});
    const auto after = clock.moment_now();
    CHECK(told == 0);
    CHECK(passed == 1);
    CHECK(close(after.system, before.system + hours{1}));
    CHECK(after.steady - before.steady >= hours{1});
    CHECK(after.steady - before.steady < hours{1} + minutes{1});
}

TEST_CASE("S9: Cal.com's Date header corrects the clock only beyond a second and its own grain") {
    program_clock clock;
    int told = 0;
    clock.on_step([&] { ++told; });
    const auto [now, just_now] = clock.moment_now();
    clock.hear(now, just_now);
    clock.hear(now - seconds{1}, just_now);
    clock.hear(instant{}, just_now);
    CHECK(told == 0);
    clock.hear(now + hours{1}, just_now);
    CHECK(told == 1);
    CHECK(close(clock.now(), now + hours{1}));
    clock.hear(now, just_now);
    CHECK(told == 2);
    CHECK(close(clock.now(), now));
}

TEST_CASE("S9: an answer that took long, or is heard of long after it came, corrects nothing") {
    program_clock clock;
    int told = 0;
    clock.on_step([&] { ++told; });
    const auto [now, just_now] = clock.moment_now();
    clock.hear(now - seconds{40}, just_now - minutes{1});
    CHECK(told == 0);
    clock.hear(now - minutes{2}, just_now - minutes{1});
    CHECK(told == 1);
}

TEST_CASE("S9: watching a clock that runs evenly tells nothing") {
    program_clock clock;
    int told = 0;
    clock.on_step([&] { ++told; });
    for (int i = 0; i < 3; ++i) clock.watch();
    CHECK(told == 0);
}

namespace {

/// A machine whose clocks a test moves.
struct machine {
    void pass(milliseconds time) {
        system += time;
        steady += time;
    }
    /// A reading in which the thread is put aside before and after the system's clock was read.
    clock_reading read(milliseconds before_it = {}, milliseconds after_it = {}) {
        const auto before = steady;
        pass(before_it);
        const auto read = system;
        pass(after_it);
        return {.before = before, .system = read, .after = steady};
    }
    instant system = far;
    steady_instant steady{hours{5}};
};

}  // namespace

TEST_CASE("S9: a reading during which the thread was put aside is no step of the clock") {
    for (const auto& [before_it, after_it] :
         {std::pair{seconds{3}, seconds{0}}, {seconds{0}, seconds{3}}, {seconds{2}, seconds{2}}}) {
        machine m;
        step_finder steps;
        CHECK(steps.look(m.read()) == clock_verdict::even);
        m.pass(seconds{1});
        CHECK(steps.look(m.read(before_it, after_it)) == clock_verdict::unsure);
        CHECK(steps.look(m.read()) == clock_verdict::even);
        CHECK(steps.look(m.read(milliseconds{60}, milliseconds{40})) == clock_verdict::even);
    }
}

TEST_CASE("S9: a step is found by the first sure reading after it, drift never adds up to one") {
    for (const auto by : {seconds{2}, seconds{-2}, seconds{3600}}) {
        machine m;
        step_finder steps;
        CHECK(steps.look(m.read()) == clock_verdict::even);
        for (int i = 0; i < 20; ++i) {
            m.pass(seconds{1});
            m.system += milliseconds{200};
            CHECK(steps.look(m.read()) == clock_verdict::even);
        }
        m.system += by;
        CHECK(steps.look(m.read(seconds{2})) == clock_verdict::unsure);
        CHECK(steps.look(m.read()) == clock_verdict::stepped);
        CHECK(steps.look(m.read()) == clock_verdict::even);
    }
}

TEST_CASE("S9: a watch reads again when it was interrupted, and tells of a step in the same call") {
    machine m;
    int readings = 0;
    program_clock clock([&] { return m.read(++readings == 2 ? seconds{2} : seconds{0}); });
    int told = 0;
    clock.on_step([&] { ++told; });
    clock.watch();
    m.system += seconds{5};
    clock.watch();
    CHECK(readings == 3);
    CHECK(told == 1);
    clock.watch();
    CHECK(told == 1);
}
