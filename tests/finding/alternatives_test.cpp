#include "finding/alternatives.hpp"

#include <algorithm>
#include <string>

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::finding;

namespace {

using std::chrono::local_days;
using std::chrono::year;
using enum alternative_kind;

constexpr local_date monday{local_days{year{2031} / 5 / 5}};
constexpr local_date tuesday = monday + days{1};
constexpr local_date friday = monday + days{4};
constexpr local_date saturday = monday + days{5};
const opening_hours usual;

/// Two hours before UTC, an hour from the end of October on.
const zone berlin{
    "Europe/Berlin",
    {{.since = instant{}, .offset = minutes{120}},
     {.since = std::chrono::sys_days{year{2031} / 10 / 26} + hours{1}, .offset = minutes{60}}}};

slot at(local_time start) {
    const auto from = berlin.to_utc(start);
    return {.start = from, .end = from + minutes{30}};
}

/// What is found among starts of half an hour at these times.
std::vector<alternative> found(std::vector<local_time> free, local_time wished,
                               std::size_t most = 2) {
    std::vector<slot> slots;
    for (const auto start : free) slots.push_back(at(start));
    std::ranges::sort(slots, {}, &slot::start);
    return find_alternatives(slots, {.at = wished, .most = most}, usual, berlin);
}

alternative of(local_time start, alternative_kind kind, std::int64_t score) {
    return {.slot = at(start), .kind = kind, .score = score};
}

using alternatives = std::vector<alternative>;

}  // namespace

TEST_CASE("before noon the earlier of two equally close starts comes first") {
    const auto wish = tuesday + hours{10};
    CHECK(found({wish - minutes{30}, wish + minutes{30}}, wish) ==
          alternatives{of(wish - minutes{30}, same_day_earlier, 10'470),
                       of(wish + minutes{30}, same_day_later, 10'270)});
}

TEST_CASE("from noon on the later of two equally close starts comes first") {
    const auto wish = tuesday + hours{12};
    CHECK(found({wish - minutes{30}, wish + minutes{30}}, wish) ==
          alternatives{of(wish + minutes{30}, same_day_later, 10'470),
                       of(wish - minutes{30}, same_day_earlier, 10'270)});
}

TEST_CASE("V5: the wish itself is never an alternative, and no start is named twice") {
    const auto wish = tuesday + hours{10};
    const auto all = found({wish, wish, wish + minutes{30}, wish + minutes{30}}, wish, 5);
    CHECK(all == alternatives{of(wish + minutes{30}, same_day_later, 10'270)});
}

TEST_CASE("on the day itself two hours count, to the minute") {
    const auto wish = tuesday + hours{13};
    const auto all = found({wish - hours{2}, wish + hours{2}}, wish);
    CHECK(all == alternatives{of(wish + hours{2}, same_day_later, 10'380),
                              of(wish - hours{2}, same_day_earlier, 10'180)});
    const auto beyond = found({wish - hours{2} - minutes{1}, wish + hours{2} + minutes{1}}, wish);
    REQUIRE(beyond.size() == 1);
    CHECK(beyond[0].kind == next_available);
}

TEST_CASE("starts outside opening hours or on other days than workdays are not offered") {
    const auto wish = friday + hours{17};
    CHECK(found({friday + hours{18}, friday + hours{8}, saturday + hours{10}}, wish).empty());
    CHECK(found({friday + hours{17} + minutes{59}}, wish).size() == 1);
}

TEST_CASE("the next workday and the next week count for the same time, half an hour about it") {
    const auto wish = friday + hours{10};
    const auto next_monday = monday + days{7} + hours{10};
    const auto next_friday = friday + days{7} + hours{10};
    CHECK(found({next_monday + minutes{30}, next_monday - minutes{20}, next_friday}, wish) ==
          alternatives{of(next_monday - minutes{20}, next_workday, 10'000 - 3 * 1440 + 20 + 250),
                       of(next_friday, next_week, 10'000 - 7 * 1440 + 150)});
    const auto far = found({next_monday + minutes{31}}, wish);
    CHECK(far == alternatives{
                     of(next_monday + minutes{31}, next_available, 10'000 - 3 * 1440 - 31 + 100)});
}

TEST_CASE("the day asked for being no workday, the next workday is where the search begins") {
    const auto moved = monday + days{7} + hours{9};
    const auto all = found({moved, moved + hours{1}, moved + days{1}}, saturday + hours{15}, 3);
    CHECK(all == alternatives{of(moved, same_day_later, 10'300),
                              of(moved + hours{1}, same_day_later, 10'240),
                              of(moved + days{1}, next_available, 10'100 - 1440)});
}

TEST_CASE("each workday of the next seven days gives its closest start, until there are enough") {
    const auto wish = monday + hours{10};
    const auto wednesday = monday + days{2};
    const auto all = found({wednesday + hours{9}, wednesday + hours{10} + minutes{30},
                            wednesday + hours{12}, friday + hours{16}, saturday + hours{10}},
                           wish, 5);
    CHECK(all == alternatives{of(wednesday + hours{10} + minutes{30}, next_available,
                                 10'100 - 2 * 1440 - 30),
                              of(friday + hours{16}, next_available, 10'100 - 4 * 1440 - 360)});
}

TEST_CASE("a strategy is not tried once there are enough candidates") {
    const auto wish = tuesday + hours{10};
    const auto all = found({wish + hours{2}, wish + hours{1}, wish + days{1}}, wish, 2);
    REQUIRE(all.size() == 2);
    CHECK(all[0].slot == at(wish + hours{1}));
    CHECK(all[1].slot == at(wish + hours{2}));
}

TEST_CASE("if nothing else is found the first start of fourteen days is offered") {
    const auto wish = monday + hours{10};
    const auto last = monday + days{11} + hours{16};
    const auto all = found({last, last + minutes{30}, monday + days{14} + hours{9}}, wish);
    REQUIRE(all.size() == 1);
    CHECK(all[0].slot == at(last));
    CHECK(all[0].kind == next_available);
    CHECK(found({monday + days{14} + hours{9}}, wish).empty());
}

TEST_CASE("the same time is meant by the clock of the branch, also when that is changed") {
    const local_date before{local_days{year{2031} / 10 / 24}};  // a Friday, the change is on Sunday
    const auto all = found({before + days{3} + hours{10}}, before + hours{10});
    REQUIRE(all.size() == 1);
    CHECK(all[0].kind == next_workday);
    CHECK(all[0].slot.start == std::chrono::sys_days{year{2031} / 10 / 27} + hours{9});
}

TEST_CASE("the window reaches from the wish or the opening to the last closing") {
    const auto usual_window = window_of(tuesday + hours{11}, usual, berlin);
    CHECK(usual_window.start() == berlin.to_utc(tuesday + hours{9}));
    CHECK(usual_window.end() == berlin.to_utc(tuesday + days{13} + hours{18}));
    const auto moved = window_of(saturday + hours{11}, usual, berlin);
    CHECK(moved.start() == berlin.to_utc(saturday + hours{11}));
    CHECK(moved.end() == berlin.to_utc(monday + days{20} + hours{18}));
}
