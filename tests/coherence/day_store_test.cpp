#include "coherence/day_store.hpp"

#include <algorithm>

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::coherence;

namespace {

constexpr utc_date monday{std::chrono::year{2031} / 5 / 5};
const series meeting{.tenant = tenant_id{0}, .type = event_type_id{7}, .duration = {}, .grid = {}};

steady_instant at(int seconds_on_the_clock) {
    return steady_instant{seconds{seconds_on_the_clock}};
}

/// On Monday, so many seconds after midnight.
moment on_monday(int second) {
    return {monday + seconds{second}, at(second)};
}

day_entry entry_with(starts::minute_of_date minute, int left_at, int expires) {
    return {.starts = starts{{minute}},
            .departed = {},
            .left_at = at(left_at),
            .expires = at(expires),
            .length = minutes{30}};
}

}  // namespace

TEST_CASE("S2: an entry is found under its series and date only") {
    day_store store{10};
    CHECK(store.put(meeting, monday, entry_with(540, 0, 300), on_monday(0)));
    REQUIRE(store.find(meeting, monday) != nullptr);
    CHECK(store.find(meeting, monday)->starts.contains(540));
    CHECK(store.find(meeting, monday + days{1}) == nullptr);
    auto longer = meeting;
    longer.duration = minutes{60};
    CHECK(store.find(longer, monday) == nullptr);
}

TEST_CASE("the place of a date is found with gaps, before, behind and without them") {
    using entries = std::vector<day_store::dated>;
    const auto of = [](const std::vector<int>& dates) {
        entries out;
        for (const int n : dates) out.push_back({monday + days{n}, entry_with(540, 0, 300)});
        return out;
    };
    for (const auto& dates : std::vector<std::vector<int>>{{}, {0, 1, 2, 3}, {0, 2, 3, 9}, {4}})
        for (int n = -1; n < 12; ++n) {
            const auto before = std::ranges::count_if(dates, [&](int d) { return d < n; });
            CHECK(place_of(of(dates), monday + days{n}) == static_cast<std::size_t>(before));
        }
}

TEST_CASE("S10: a slower request that left earlier does not undo a later one") {
    day_store store{10};
    store.put(meeting, monday, entry_with(600, 5, 300), on_monday(6));
    store.put(meeting, monday, entry_with(540, 1, 300), on_monday(7));
    CHECK(store.find(meeting, monday)->starts.contains(600));
    CHECK(store.size() == 1);
}

TEST_CASE("a full store drops what is over before what can answer") {
    day_store store{2};
    store.put(meeting, monday, entry_with(540, 0, 10), on_monday(0));
    store.put(meeting, monday + days{1}, entry_with(540, 0, 300), on_monday(0));
    CHECK(store.put(meeting, monday + days{2}, entry_with(540, 10, 310), on_monday(10)));
    CHECK(store.find(meeting, monday) == nullptr);
    CHECK(store.find(meeting, monday + days{1}) != nullptr);
    CHECK(store.size() == 2);
}

TEST_CASE("a full store keeps the near dates and what is asked for, also against what comes") {
    day_store store{2};
    auto other = meeting;
    other.type = event_type_id{8};
    const auto fresh = entry_with(540, 0, 300);
    store.put(meeting, monday, fresh, on_monday(0));
    store.put(meeting, monday + days{60}, fresh, on_monday(0));
    CHECK_FALSE(store.put(other, monday + days{80}, fresh, on_monday(0)));
    CHECK(store.put(other, monday + days{1}, fresh, on_monday(0)));
    CHECK(store.find(meeting, monday + days{60}) == nullptr);
    for (int i = 0; i < 40; ++i) store.find(meeting)->asked.note();
    CHECK(store.put(meeting, monday + days{60}, fresh, on_monday(0)));
    CHECK(store.find(other) == nullptr);
    CHECK_FALSE(store.put(other, monday, fresh, on_monday(0)));
}

TEST_CASE("dates in the past and what is over for long go although there is room") {
    day_store store{10};
    store.put(meeting, monday, entry_with(540, 0, 300), on_monday(0));
    store.put(meeting, monday + days{3}, entry_with(540, 0, 300), on_monday(0));
    const moment tuesday{monday + days{1}, at(100)};
    store.put(meeting, monday + days{2}, entry_with(540, 100, 400), tuesday);
    CHECK(store.find(meeting, monday) == nullptr);
    CHECK(store.size() == 2);
    const moment later{tuesday.system + hours{2}, at(7'300)};
    store.put(meeting, monday + days{2}, entry_with(540, 7'300, 7'600), later);
    store.put(meeting, monday + days{2}, entry_with(540, 7'301, 7'600), later);
    CHECK(store.find(meeting, monday + days{3}) == nullptr);
    CHECK(store.size() == 1);
}

TEST_CASE("a series that has lost all its days is as if it had never been there") {
    day_store store{1};
    store.put(meeting, monday, entry_with(540, 0, 10), on_monday(0));
    auto longer = meeting;
    longer.duration = minutes{60};
    CHECK(store.put(longer, monday, entry_with(540, 10, 300), on_monday(10)));
    CHECK(store.find(meeting) == nullptr);
    CHECK(store.numbers() == 1);
    REQUIRE(store.numbered(0) != nullptr);
    CHECK(store.numbered(0)->first == longer);
    CHECK(store.numbered(1) == nullptr);
}
