#include "app/program_clock.hpp"

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

TEST_CASE("S9: Cal.com's Date header corrects the clock only beyond a second and its own grain") {
    program_clock clock;
    int told = 0;
    clock.on_step([&] { ++told; });
    const auto now = clock.now();
    clock.hear(now, milliseconds{0});
    clock.hear(now - seconds{1}, milliseconds{0});
    clock.hear(instant{}, milliseconds{0});
    CHECK(told == 0);
    clock.hear(now + hours{1}, milliseconds{100});
    CHECK(told == 1);
    CHECK(close(clock.now(), now + hours{1}));
    clock.hear(now, milliseconds{100});
    CHECK(told == 2);
    CHECK(close(clock.now(), now));
    clock.hear(now - seconds{40}, minutes{1});  // explained by how long the answer took
    CHECK(told == 2);
}

TEST_CASE("S9: watching a clock that runs evenly tells nothing") {
    program_clock clock;
    int told = 0;
    clock.on_step([&] { ++told; });
    for (int i = 0; i < 3; ++i) clock.watch();
    CHECK(told == 0);
}
