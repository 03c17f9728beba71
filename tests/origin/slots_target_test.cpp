#include "origin/slots_target.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using origin::dated_answer;
using origin::slots_question;

namespace {

utc_date day(const char* text) {
    return *parse_date(text);
}

slots_question question(const char* first, const char* last) {
    return {.event_type = event_type_id{7}, .first = day(first), .last = day(last)};
}

/// A body with one date and slots of the given starts and ends.
std::string body(std::initializer_list<std::pair<const char*, const char*>> slots) {
    std::string list;
    for (const auto& [start, end] : slots)
        list += std::string(list.empty() ? "" : ",") + R"({"start":")" + start + R"(","end":")" +
                end + R"("})";
    return R"({"data":{"2031-05-06":[)" + list + R"(]},"status":"success"})";
}

}  // namespace

TEST_CASE("S8: a question covers whole UTC dates and says another end each time") {
    auto q = question("2031-05-06", "2031-05-07");
    CHECK(origin::slots_target(q, 1) ==
          "/v2/"
          "slots?eventTypeId=7&start=2031-05-06T00:00:00Z&end=2031-05-07T23:59:59.001Z&timeZone="
          "UTC&format=range");
    q.zone = "Europe/Berlin";
    q.duration = minutes{45};
    CHECK(origin::slots_target(q, 999) ==
          "/v2/slots?eventTypeId=7&start=2031-05-06T00:00:00Z&end=2031-05-07T23:59:59.999Z"
          "&timeZone=Europe%2FBerlin&format=range&duration=45");
}

TEST_CASE("starts are filed under their UTC dates, whatever the date of their key") {
    const auto answer =
        dated_answer(question("2031-05-05", "2031-05-07"),
                     body({{"2031-05-06T00:30:00.000+02:00", "2031-05-06T01:00:00.000+02:00"},
                           {"2031-05-06T09:00:00.000+02:00", "2031-05-06T09:30:00.000+02:00"}}));
    REQUIRE(answer);
    REQUIRE(answer->dates.size() == 3);
    CHECK(answer->dates[0].date == day("2031-05-05"));
    CHECK(answer->dates[0].starts == starts{{22 * 60 + 30}});
    CHECK(answer->dates[1].starts == starts{{7 * 60}});
    CHECK(answer->dates[2].starts.empty());
    CHECK(answer->length == minutes{30});
    CHECK(answer->whole);
    CHECK(answer->seated.empty());
}

TEST_CASE("no starts at all is an answer: every date, empty") {
    const auto answer =
        dated_answer(question("2031-05-06", "2031-05-06"), R"({"data":{},"status":"success"})");
    REQUIRE(answer);
    CHECK(answer->dates.size() == 1);
    CHECK(answer->dates[0].starts.empty());
    CHECK(answer->length == minutes{0});
}

TEST_CASE(
    "starts that leak from overrides beside the range are left out, farther ones are foreign") {
    const auto q = question("2031-05-06", "2031-05-06");
    const auto leaked = dated_answer(q, body({{"2031-05-05T09:00:00Z", "2031-05-05T09:30:00Z"},
                                              {"2031-05-06T09:00:00Z", "2031-05-06T09:30:00Z"}}));
    REQUIRE(leaked);
    CHECK(leaked->dates.size() == 1);
    CHECK(leaked->dates[0].starts == starts{{540}});
    const auto foreign = dated_answer(q, body({{"2031-05-09T09:00:00Z", "2031-05-09T09:30:00Z"}}));
    CHECK(foreign.error().code == errc::upstream_garbage);
}

TEST_CASE("two lengths, or another than asked for, are not believed") {
    auto q = question("2031-05-06", "2031-05-06");
    CHECK_FALSE(dated_answer(q, body({{"2031-05-06T09:00:00Z", "2031-05-06T09:30:00Z"},
                                      {"2031-05-06T10:00:00Z", "2031-05-06T10:45:00Z"}})));
    q.duration = minutes{60};
    CHECK_FALSE(dated_answer(q, body({{"2031-05-06T09:00:00Z", "2031-05-06T09:30:00Z"}})));
}

TEST_CASE("S2: starts with seats come with them, those of other dates are left out") {
    const std::string seats = R"("seatsBooked":1,"seatsRemaining":1,"seatsTotal":2)";
    const auto answer = dated_answer(
        question("2031-05-06", "2031-05-06"),
        R"({"data":{"2031-05-05":[{"start":"2031-05-05T09:00:00Z","end":"2031-05-05T09:30:00Z",)" +
            seats +
            R"(}],"2031-05-06":[{"start":"2031-05-06T09:00:00Z","end":"2031-05-06T09:30:00Z",)" +
            seats + R"(,"bookingUid":"abc"}]},"status":"success"})");
    REQUIRE(answer);
    CHECK(answer->whole);
    REQUIRE(answer->seated.size() == 1);
    CHECK(answer->seated.front().booked == 1);
    CHECK(answer->seated.front().booking_uid == "abc");
}

TEST_CASE("S2: starts that carry more than can be read are told") {
    const auto answer = dated_answer(
        question("2031-05-06", "2031-05-06"),
        R"({"data":{"2031-05-06":[{"start":"2031-05-06T09:00:00Z","end":"2031-05-06T09:30:00Z",)"
        R"("seatsTotal":2}]},"status":"success"})");
    REQUIRE(answer);
    CHECK_FALSE(answer->whole);
}
