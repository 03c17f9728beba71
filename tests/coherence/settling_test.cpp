#include "coherence/settling.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::coherence;

namespace {

constexpr utc_date monday{std::chrono::year{2031} / 5 / 5};
const tenant_id tenant{0};
const tenant_id neighbour{1};
const event_type_id type{7};
const event_type_id other_type{8};
constexpr steady_instant fact_at{hours{1}};
constexpr steady_instant end = fact_at + seconds{3};

bool is_open(const settle_windows& w, event_type_id of, utc_date date,
             steady_instant at = fact_at) {
    return w.is_open(tenant, of, date, date, at);
}

}  // namespace

TEST_CASE("S8: a window is open for its dates alone, and until its end") {
    settle_windows w{10};
    w.open(some_dates{tenant, type, monday, monday + days{2}}, end, fact_at);
    CHECK(is_open(w, type, monday));
    CHECK(is_open(w, type, monday + days{2}));
    CHECK(w.is_open(tenant, type, monday - days{9}, monday, fact_at));
    CHECK_FALSE(is_open(w, type, monday + days{3}));
    CHECK_FALSE(is_open(w, type, monday - days{1}));
    CHECK_FALSE(is_open(w, other_type, monday));
    CHECK_FALSE(w.is_open(neighbour, type, monday, monday, fact_at));
    CHECK(is_open(w, type, monday, end - milliseconds{1}));
    CHECK_FALSE(is_open(w, type, monday, end));
}

TEST_CASE("S8: windows of all later dates, of event types and of tenants") {
    settle_windows w{10};
    w.open(dates_from{tenant, type, monday}, end, fact_at);
    CHECK(is_open(w, type, monday + days{900}));
    CHECK_FALSE(is_open(w, type, monday - days{1}));
    w.open(whole_event_type{tenant, type}, end, fact_at);
    CHECK(is_open(w, type, monday - days{900}));
    CHECK_FALSE(is_open(w, other_type, monday));
    w.open(whole_tenant{tenant}, end, fact_at);
    CHECK(is_open(w, other_type, monday));
}

TEST_CASE("S8: what does not fit concerns the whole tenant") {
    settle_windows w{2};
    for (int i = 0; i < 3; ++i)
        w.open(some_dates{tenant, type, monday + days{i}, monday + days{i}}, end, fact_at);
    CHECK(is_open(w, other_type, monday));
}

TEST_CASE("S8: a window that is over still judges what left while it was open") {
    settle_windows w{1};
    w.open(some_dates{tenant, type, monday, monday}, end, fact_at);
    const auto soon = end + seconds{60};
    w.open(some_dates{tenant, other_type, monday, monday}, soon + seconds{3}, soon);
    CHECK(is_open(w, type, monday, fact_at));
    const auto later = end + hours{1};
    w.open(some_dates{tenant, other_type, monday, monday}, later + seconds{3}, later);
    CHECK_FALSE(is_open(w, type, monday, later));
    CHECK(is_open(w, other_type, monday, later));
}
