#include "coherence/eviction.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::coherence;

namespace {

constexpr prospects today{.ahead = days{0}, .asked = 1, .left = seconds{300}};

prospects ahead(days by, double asked = 1) {
    return {.ahead = by, .asked = asked, .left = today.left};
}

popularity asked(int times, steady_instant since) {
    popularity out(since);
    for (int i = 0; i < times; ++i) out.note();
    return out;
}

constexpr steady_instant start{hours{1}};

}  // namespace

TEST_CASE("a day that can give no more answers is worth nothing, however often it was asked for") {
    CHECK(worth(ahead(days{-1}, 1000)) == 0);
    auto over = today;
    over.left = seconds{0};
    CHECK(worth(over) == 0);
    over.left = seconds{-5};
    CHECK(worth(over) == 0);
    CHECK(worth(ahead(days{3000})) > 0);
}

TEST_CASE("a day is worth what it is asked for, and less the farther ahead it is") {
    CHECK(worth(ahead(days{4})) == doctest::Approx(worth(today) / 2));
    CHECK(worth(ahead(days{12})) == doctest::Approx(worth(today) / 4));
    CHECK(worth(ahead(days{12}, 8)) == doctest::Approx(worth(today) * 2));
}

TEST_CASE("popularity is asks by time, and what was asked long ago fades") {
    CHECK(asked(0, start).rate(start) == doctest::Approx(1.0 / 30));
    CHECK(asked(299, start).rate(start + seconds{270}) == doctest::Approx(1));
    auto fading = asked(599, start);
    fading.age(start + minutes{10});
    CHECK(fading.rate(start + seconds{570}) == doctest::Approx(1));
    fading.age(start + minutes{20});
    CHECK(fading.rate(start + minutes{20}) == doctest::Approx(150.0 / 330).epsilon(0.02));
    fading.age(start + hours{20});
    CHECK(fading.rate(start + hours{20}) < 2.0 / 330);
}

TEST_CASE("popularity stops counting where more would tell nothing") {
    const auto much = asked(5000, start);
    CHECK(much.rate(start) < 40);
    CHECK(much.rate(start) > 30);
}
