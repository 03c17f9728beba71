#include "coherence/day_store.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::coherence;

namespace {

constexpr utc_date monday{std::chrono::year{2031} / 5 / 5};
const series meeting{.tenant = tenant_id{0}, .type = event_type_id{7}, .duration = {}, .grid = {}};

steady_instant at(int seconds_on_the_clock) {
    return steady_instant{seconds{seconds_on_the_clock}};
}

day_entry entry_with(starts::minute_of_date minute, int left_at, int expires) {
    return {.starts = starts{{minute}},
            .length = minutes{30},
            .departed = {},
            .left_at = at(left_at),
            .expires = at(expires)};
}

}  // namespace

TEST_CASE("S2: an entry is found under its series and date only") {
    day_store store{10};
    CHECK(store.put(meeting, monday, entry_with(540, 0, 300), at(0)));
    REQUIRE(store.find(meeting, monday) != nullptr);
    CHECK(store.find(meeting, monday)->starts.contains(540));
    CHECK(store.find(meeting, monday + days{1}) == nullptr);
    auto longer = meeting;
    longer.duration = minutes{60};
    CHECK(store.find(longer, monday) == nullptr);
}

TEST_CASE("S10: a slower request that left earlier does not undo a later one") {
    day_store store{10};
    store.put(meeting, monday, entry_with(600, 5, 300), at(6));
    store.put(meeting, monday, entry_with(540, 1, 300), at(7));
    CHECK(store.find(meeting, monday)->starts.contains(600));
    CHECK(store.size() == 1);
}

TEST_CASE("the store is bounded: expired days make room, living ones are not pushed out") {
    day_store store{2};
    store.put(meeting, monday, entry_with(540, 0, 10), at(0));
    store.put(meeting, monday + days{1}, entry_with(540, 0, 300), at(0));
    CHECK_FALSE(store.put(meeting, monday + days{2}, entry_with(540, 0, 300), at(5)));
    CHECK(store.put(meeting, monday + days{2}, entry_with(540, 0, 300), at(10)));
    CHECK(store.find(meeting, monday) == nullptr);
    CHECK(store.find(meeting, monday + days{1}) != nullptr);
    CHECK(store.size() == 2);
}
