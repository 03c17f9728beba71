#include "finding/opening_hours.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::finding;

namespace {

using std::chrono::local_days;
using std::chrono::year;

constexpr local_date monday{local_days{year{2031} / 5 / 5}};
constexpr local_date friday = monday + days{4};
constexpr local_date saturday = monday + days{5};
const opening_hours usual;

}  // namespace

TEST_CASE("a wish within opening hours stays where it is") {
    CHECK(moved_into(usual, monday + hours{9}) == monday + hours{9});
    CHECK(moved_into(usual, monday + hours{17} + minutes{59}) == monday + hours{17} + minutes{59});
}

TEST_CASE("a wish before opening is moved to the opening of its day") {
    CHECK(moved_into(usual, monday + hours{6}) == monday + hours{9});
}

TEST_CASE("a wish at closing or later is moved to the opening of the next workday") {
    CHECK(moved_into(usual, monday + hours{18}) == monday + days{1} + hours{9});
    CHECK(moved_into(usual, friday + hours{20}) == monday + days{7} + hours{9});
}

TEST_CASE("a wish on a day that is no workday is moved to the opening of the next one") {
    CHECK(moved_into(usual, saturday + hours{10}) == monday + days{7} + hours{9});
}

TEST_CASE("the only workday of a week is the next one seven days on") {
    opening_hours mondays;
    mondays.workdays = {true};
    CHECK(workday_after(mondays, monday) == monday + days{7});
    CHECK(workday_after(mondays, saturday) == monday + days{7});
}

TEST_CASE("workdays are read and written by name") {
    const auto read = read_workdays("tue,sat");
    REQUIRE(read);
    opening_hours open;
    open.workdays = *read;
    CHECK(workday_names(open) == "tue,sat");
    CHECK(is_workday(open, saturday));
    CHECK_FALSE(is_workday(open, monday));
    CHECK_FALSE(read_workdays("tuesday"));
    CHECK_FALSE(read_workdays(""));
}
