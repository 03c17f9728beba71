#include "core/time.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using namespace std::chrono_literals;

namespace {

constexpr instant noon = utc_date{std::chrono::year{2031} / 5 / 6} + 12h;

}  // namespace

TEST_CASE("an instant is written in UTC with three decimals, and read back") {
    CHECK(to_text(noon) == "2031-05-06T12:00:00.000Z");
    CHECK(to_text(noon + 7ms) == "2031-05-06T12:00:00.007Z");
    CHECK(to_text(instant{-1ms}) == "1969-12-31T23:59:59.999Z");
    for (const auto t : {noon, noon + 999ms, instant{}, instant{-1ms}})
        CHECK(parse_instant(to_text(t)) == t);
}

TEST_CASE("the forms Cal.com writes in answers and webhooks are read") {
    for (const auto* text :
         {"2031-05-06T12:00Z", "2031-05-06T12:00:00Z", "2031-05-06T12:00:00.000Z",
          "2031-05-06T14:00:00.000+02:00", "2031-05-06T05:00:00-07:00", "2031-05-06T17:45:00+05:45",
          "2031-05-06T12:00:00+00:00", "2031-05-06T12:00:00.0001Z"}) {
        CAPTURE(text);
        CHECK(parse_instant(text) == noon);
    }
}

TEST_CASE("a time without its offset, or impossible, is nothing") {
    for (const auto* text :
         {"", "2031-05-06", "2031-05-06T12:00:00", "2031-05-06 12:00:00Z", "2031-05-06T12Z",
          "2031-13-06T12:00:00Z", "2031-02-29T12:00:00Z", "2031-05-06T24:00:00Z",
          "2031-05-06T12:60:00Z", "2031-05-06T12:00:60Z", "2031-05-06T12:00:00.Z",
          "2031-05-06T12:00:00+2:00", "2031-05-06T12:00:00+24:00", "2031-05-06T12:00:00+02",
          "2031-05-06T12:00:00Zx", " 2031-05-06T12:00:00Z", "2031-05-06T12:00:00z",
          "2031-05-06T12:00:00+0200"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_instant(text));
    }
}

TEST_CASE("dates are written and read as year, month and day") {
    using std::chrono::year;
    CHECK(to_text(year{2031} / 5 / 6) == "2031-05-06");
    CHECK(to_text(year{987} / 12 / 31) == "0987-12-31");
    CHECK(parse_date("2032-02-29") == year{2032} / 2 / 29);
    for (const auto* text :
         {"", "2031-2-1", "2031-02-29", "2031-00-01", "20310501", "2031-05-06T"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_date(text));
    }
}

TEST_CASE("the date of an instant is the one in UTC, before 1970 too") {
    CHECK(date_of(noon) == utc_date{std::chrono::year{2031} / 5 / 6});
    CHECK(date_of(instant{-1ms}) == utc_date{std::chrono::year{1969} / 12 / 31});
}
