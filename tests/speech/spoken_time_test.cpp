#include "speech/spoken_time.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::speech;

namespace {

using std::chrono::local_days;
using std::chrono::year;

constexpr local_date today{local_days{year{2031} / 5 / 5}};

}  // namespace

TEST_CASE("V4: a day is a date, or a word that means just one day") {
    CHECK(read_day("2031-05-06", today) == today + days{1});
    CHECK(read_day(" 6.5.2031 ", today) == today + days{1});
    CHECK(read_day("06.05.2031", today) == today + days{1});
    for (const auto* word : {"heute", "Heute", "today"}) CHECK(read_day(word, today) == today);
    for (const auto* word : {"morgen", "tomorrow"}) CHECK(read_day(word, today) == today + days{1});
    for (const auto* word : {"übermorgen", "Übermorgen", "uebermorgen"})
        CHECK(read_day(word, today) == today + days{2});
}

TEST_CASE("V4: a day that leaves a doubt is not read") {
    for (const auto* text : {"", " ", "Dienstag", "nächste Woche", "6.5.", "31.2.2031",
                             "2031-02-30", "2031-05-06T08:00", "6.5.31", "{{datum}}", "6.13.2031"})
        CHECK_FALSE_MESSAGE(read_day(text, today), text);
}

TEST_CASE("V4: a time of day is read as clocks and people tell it") {
    for (const auto* text : {"08:00", "8:00", "8.00", "8 Uhr", "8", "08:00 Uhr", " 8 uhr "})
        CHECK_MESSAGE(read_time_of_day(text) == hours{8}, text);
    CHECK(read_time_of_day("14 Uhr 30") == hours{14} + minutes{30});
    CHECK(read_time_of_day("14 Uhr 5") == hours{14} + minutes{5});
    CHECK(read_time_of_day("00:00") == minutes{0});
    CHECK(read_time_of_day("23:59") == hours{24} - minutes{1});
}

TEST_CASE("V4: a time of day that leaves a doubt is not read") {
    for (const auto* text : {"", "halb drei", "24:00", "8:60", "8:0", "nachmittags", "8:00 pm",
                             "8 Uhr x", "100", "-8", "8:00:00"})
        CHECK_FALSE_MESSAGE(read_time_of_day(text), text);
}
