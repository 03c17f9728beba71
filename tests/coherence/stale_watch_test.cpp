#include "coherence/stale_watch.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::coherence;

namespace {

constexpr utc_date monday{std::chrono::year{2031} / 5 / 5};
const tenant_id tenant{0};
const event_type_id type{7};
const user_id ann{1};
const series meeting{.tenant = tenant, .type = type, .duration = {}, .grid = {}};

moment at(seconds after) {
    return {monday - days{1} + after, steady_instant{hours{1} + after}};
}

/// A day with 8:00 and 8:30 in memory, of a pool of two, so that nothing is subtracted.
struct kept_day {
    kept_day() {
        known.learn(tenant, std::vector{event_type{.id = type,
                                                   .hosts = {ann, user_id{2}},
                                                   .serving = serving::one_of_them,
                                                   .length = minutes{30}}});
        days_kept.put(meeting, monday, read(at(seconds{0}), {480, 510}), at(seconds{0}));
    }
    [[nodiscard]] day_entry read(moment left, std::vector<starts::minute_of_date> listed) const {
        return {.starts = starts{std::move(listed)},
                .departed = stamps.newest(),
                .left_at = left.steady,
                .expires = left.steady + minutes{5},
                .length = minutes{30}};
    }
    /// 8:00 was booked, as is told now.
    void tell(moment now) {
        known.add({.uid = "u",
                   .told_by = tenant,
                   .type = type,
                   .people = {ann},
                   .when = *interval::between(monday + hours{8}, monday + minutes{510}),
                   .told_at = now.steady},
                  {tenant}, now);
    }
    void read_again(moment now, std::vector<starts::minute_of_date> listed) {
        watch.files(memory(), meeting, monday, read(now, std::move(listed)), now);
    }
    [[nodiscard]] stale_watch::memory memory() const { return {days_kept, stamps, known}; }

    day_store days_kept{100};
    stamp_table stamps{1, 100};
    overlay known{100};
    stale_watch watch;
};

}  // namespace

TEST_CASE("S3: a day used after its booking was told is found out when Cal.com lists it no more") {
    kept_day day;
    day.tell(at(seconds{10}));
    day.read_again(at(seconds{20}), {510});
    const auto found = day.watch.take();
    REQUIRE(found.size() == 1);
    CHECK(found[0].start == monday + hours{8});
    CHECK(found[0].taken_by == "u");
    CHECK(found[0].proof == stale_proof::not_listed);
    CHECK(day.watch.take().empty());
}

TEST_CASE("S3: nothing is stale where the stamps moved, or Cal.com still lists it") {
    kept_day day;
    SUBCASE("the stamps moved") {
        day.tell(at(seconds{10}));
        day.stamps.move(tenant, type, monday);
        day.read_again(at(seconds{20}), {510});
    }
    SUBCASE("another of the pool is free") {
        day.tell(at(seconds{10}));
        day.read_again(at(seconds{20}), {480, 510});
    }
    SUBCASE("it was told after the day was used last") {
        day.tell(at(seconds{300}));
        day.read_again(at(seconds{310}), {510});
    }
    SUBCASE("nothing was told") {
        day.read_again(at(seconds{20}), {510});
    }
    CHECK(day.watch.take().empty());
}

TEST_CASE("S3: a start that is refused although it was offered is found out likewise") {
    kept_day day;
    const auto eight = monday + hours{8};
    day.watch.leaves(day.memory(), 1, tenant, type, eight, at(seconds{5}));
    day.watch.is_refused(1);
    CHECK(day.watch.take().empty());
    day.tell(at(seconds{10}));
    day.watch.leaves(day.memory(), 2, tenant, type, eight, at(seconds{20}));
    day.watch.is_over(2);
    day.watch.is_refused(2);
    CHECK(day.watch.take().empty());
    day.watch.leaves(day.memory(), 3, tenant, type, eight, at(seconds{20}));
    day.watch.is_refused(3);
    const auto found = day.watch.take();
    REQUIRE(found.size() == 1);
    CHECK(found[0].proof == stale_proof::refused);
}
