#include "coherence/held_times.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::coherence;

namespace {

constexpr utc_date monday{std::chrono::year{2031} / 5 / 5};
const tenant_id tenant{0};
const event_type_id type{7};
constexpr steady_instant begun{hours{1}};
constexpr auto never = steady_instant::max();
const interval morning = *interval::between(monday + hours{9}, monday + hours{10});

std::vector<blast_radius> radii() {
    return {some_dates{tenant, type, monday - days{9}, monday + days{9}}};
}

/// A hold of five minutes.
held_times holding() {
    held_times h{2};
    h.take("u", radii(), morning, begun + minutes{5}, begun);
    return h;
}

}  // namespace

TEST_CASE(
    "S7, S11: no entry a hold may be missing from outlives it, nor its end by another clock") {
    const auto h = holding();
    const auto at = [&](milliseconds left) {
        return h.come_back_at(tenant, type, monday, monday, begun + left);
    };
    CHECK(at({}) == begun + minutes{5});
    CHECK(at(milliseconds{299'999}) == begun + minutes{5});
    CHECK(at(minutes{5}) == begun + seconds{302});
    CHECK(at(seconds{302}) == never);
}

TEST_CASE("S7: a hold counts for the dates it touches, in what it reaches") {
    const auto h = holding();
    const auto on = [&](utc_date date, tenant_id of = tenant, event_type_id about = type) {
        return h.come_back_at(of, about, date, date, begun) != never;
    };
    CHECK(on(monday - days{1}));
    CHECK(on(monday));
    CHECK_FALSE(on(monday + days{1}));
    CHECK_FALSE(on(monday - days{2}));
    CHECK_FALSE(on(monday, tenant_id{1}));
    CHECK_FALSE(on(monday, tenant, event_type_id{8}));
    CHECK(h.come_back_at(tenant, type, monday - days{5}, monday + days{5}, begun) != never);
    held_times narrow{2};
    narrow.take("u", {some_dates{tenant, type, monday, monday}}, morning, begun + minutes{5},
                begun);
    CHECK(narrow.come_back_at(tenant, type, monday - days{5}, monday - days{1}, begun) == never);
}

TEST_CASE("S7: what is let go, or was to end at once, counts no more; what is moved counts anew") {
    auto h = holding();
    h.take("u", radii(), morning, begun + minutes{9}, begun);
    CHECK(h.come_back_at(tenant, type, monday, monday, begun) == begun + minutes{9});
    h.end("u");
    CHECK(h.come_back_at(tenant, type, monday, monday, begun) == never);
    h.take("gone", radii(), morning, begun, begun);
    CHECK(h.size() == 0);
}

TEST_CASE("S7: where there are too many holds, entries are young until the last has ended") {
    auto h = holding();
    h.take("v", radii(), morning, begun + minutes{6}, begun);
    h.take("w", radii(), morning, begun + minutes{7}, begun);
    CHECK(h.size() == 2);
    const auto tuesday = monday + days{1};
    CHECK(h.come_back_at(tenant, type, tuesday, tuesday, begun) == begun + minutes{1});
    CHECK(h.come_back_at(tenant, type, tuesday, tuesday, begun + minutes{8}) == never);
    // By then there is room again, though what left while it was held may still land.
    h.take("x", radii(), morning, begun + minutes{20}, begun + minutes{8});
    CHECK(h.come_back_at(tenant, type, monday, monday, begun + minutes{8}) == begun + minutes{20});
    auto late = holding();
    late.take("v", radii(), morning, begun + minutes{9}, begun + seconds{359});
    CHECK(late.come_back_at(tenant, type, monday, monday, begun) == begun + minutes{5});
    late.take("v", radii(), morning, begun + minutes{9}, begun + seconds{360});
    CHECK(late.come_back_at(tenant, type, monday, monday, begun) == begun + minutes{9});
}
