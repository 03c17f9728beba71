#include "coherence/held_times.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::coherence;

namespace {

constexpr utc_date monday{std::chrono::year{2031} / 5 / 5};
const tenant_id tenant{0};
const event_type_id type{7};
constexpr steady_instant begun{hours{1}};

/// So long after the hold was told, on both clocks.
constexpr moment at(milliseconds after) {
    return {monday - days{1} + after, begun + after};
}
constexpr instant told_end(milliseconds after) {
    return at(after).system;
}

constexpr auto never = steady_instant::max();
const interval morning = *interval::between(monday + hours{9}, monday + hours{10});

std::vector<blast_radius> radii() {
    return {some_dates{tenant, type, monday - days{9}, monday + days{9}}};
}

/// A hold of five minutes.
held_times holding() {
    held_times h{2};
    h.take("u", radii(), morning, told_end(minutes{5}), at({}));
    return h;
}

}  // namespace

TEST_CASE(
    "S7, S11: no entry a hold may be missing from outlives it, nor its end by another clock") {
    const auto h = holding();
    const auto left = [&](milliseconds after) {
        return h.come_back_at(tenant, type, monday, monday, at(after));
    };
    CHECK(left({}) == begun + minutes{5});
    CHECK(left(milliseconds{299'999}) == begun + minutes{5});
    CHECK(left(minutes{5}) == begun + seconds{302});
    CHECK(left(seconds{302}) == never);
}

TEST_CASE("S7, S9: a hold ends by Cal.com's clock, which may have stepped") {
    const auto h = holding();
    const auto left = [&](milliseconds stepped) {
        auto when = at(minutes{1});
        when.system += stepped;
        return h.come_back_at(tenant, type, monday, monday, when);
    };
    CHECK(left(minutes{2}) == begun + minutes{3});
    CHECK(left(minutes{-2}) == begun + minutes{7});
    CHECK(left(minutes{5}) == never);
}

TEST_CASE("S7: a hold counts for the dates it touches, in what it reaches") {
    const auto h = holding();
    const auto on = [&](utc_date date, tenant_id of = tenant, event_type_id about = type) {
        return h.come_back_at(of, about, date, date, at({})) != never;
    };
    CHECK(on(monday - days{1}));
    CHECK(on(monday));
    CHECK_FALSE(on(monday + days{1}));
    CHECK_FALSE(on(monday - days{2}));
    CHECK_FALSE(on(monday, tenant_id{1}));
    CHECK_FALSE(on(monday, tenant, event_type_id{8}));
    CHECK(h.come_back_at(tenant, type, monday - days{5}, monday + days{5}, at({})) != never);
    held_times narrow{2};
    narrow.take("u", {some_dates{tenant, type, monday, monday}}, morning, told_end(minutes{5}),
                at({}));
    CHECK(narrow.come_back_at(tenant, type, monday - days{5}, monday - days{1}, at({})) == never);
}

TEST_CASE("S7: what is let go, or was to end at once, counts no more; what is moved counts anew") {
    auto h = holding();
    h.take("u", radii(), morning, told_end(minutes{9}), at({}));
    CHECK(h.come_back_at(tenant, type, monday, monday, at({})) == begun + minutes{9});
    h.end("u");
    CHECK(h.come_back_at(tenant, type, monday, monday, at({})) == never);
    h.take("gone", radii(), morning, told_end({}), at({}));
    CHECK(h.size() == 0);
}

TEST_CASE("S7: where there are too many holds, entries are young until the last has ended") {
    auto h = holding();
    h.take("v", radii(), morning, told_end(minutes{6}), at({}));
    h.take("w", radii(), morning, told_end(minutes{7}), at({}));
    CHECK(h.size() == 2);
    const auto tuesday = monday + days{1};
    CHECK(h.come_back_at(tenant, type, tuesday, tuesday, at({})) == begun + minutes{1});
    CHECK(h.come_back_at(tenant, type, tuesday, tuesday, at(minutes{8})) == never);
    // By then there is room again, though what left while it was held may still land.
    h.take("x", radii(), morning, told_end(minutes{20}), at(minutes{8}));
    CHECK(h.come_back_at(tenant, type, monday, monday, at(minutes{8})) == begun + minutes{20});
    auto late = holding();
    late.take("v", radii(), morning, told_end(minutes{9}), at(seconds{359}));
    CHECK(late.come_back_at(tenant, type, monday, monday, at({})) == begun + minutes{5});
    late.take("v", radii(), morning, told_end(minutes{9}), at(seconds{360}));
    CHECK(late.come_back_at(tenant, type, monday, monday, at({})) == begun + minutes{9});
}
