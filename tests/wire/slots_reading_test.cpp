#include "wire/slots_reading.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using wire::read_slots_answer;

namespace {

/// An answer with this text as the list of one date.
std::string list(const std::string& elements) {
    return R"({"data":{"2031-05-06":[)" + elements + R"(]},"status":"success"})";
}

std::string element(const char* start, const char* end) {
    return std::string(R"({"start":")") + start + R"(","end":")" + end + "\"}";
}

bool is_garbage(const std::string& body) {
    const auto read = read_slots_answer(body);
    return !read && read.error().code == errc::upstream_garbage;
}

}  // namespace

TEST_CASE("starts and ends of all dates are read, ascending") {
    const auto read = read_slots_answer(
        R"({"status":"success","data":{"2031-05-07":[)" +
        element("2031-05-07T09:00:00.000+02:00", "2031-05-07T09:30:00.000+02:00") +
        R"(],"2031-05-06":[)" + element("2031-05-06T09:00:00.000Z", "2031-05-06T09:30:00.000Z") +
        "]}}");
    REQUIRE(read);
    REQUIRE(read->slots.size() == 2);
    CHECK(read->slots[0].start == parse_instant("2031-05-06T09:00:00Z"));
    CHECK(read->slots[1].start == parse_instant("2031-05-07T07:00:00Z"));
    CHECK(read->slots[1].end == parse_instant("2031-05-07T07:30:00Z"));
    CHECK_FALSE(read->has_more_fields);
}

TEST_CASE("no dates, and dates without starts, are answers") {
    CHECK(read_slots_answer(R"({"data":{},"status":"success"})")->slots.empty());
    CHECK(read_slots_answer(list(""))->slots.empty());
}

TEST_CASE("a start listed twice counts once; with two ends it is not believed") {
    const auto one = element("2031-05-06T09:00:00Z", "2031-05-06T09:30:00Z");
    CHECK(read_slots_answer(list(one + "," + one))->slots.size() == 1);
    CHECK(is_garbage(list(one + "," + element("2031-05-06T09:00:00Z", "2031-05-06T10:00:00Z"))));
}

TEST_CASE("S2: seats are read where every element tells all of them") {
    const std::string times = R"({"start":"2031-05-06T09:00:00Z","end":"2031-05-06T09:30:00Z")";
    const std::string seats = R"(,"seatsBooked":3,"seatsRemaining":-1,"seatsTotal":2)";
    const auto read = read_slots_answer(list(times + seats + R"(,"bookingUid":"abc"})"));
    REQUIRE(read);
    CHECK_FALSE(read->has_more_fields);
    REQUIRE(read->seated.size() == 1);
    CHECK(read->seated.front() == seated_slot{read->slots.front(), 3, -1, 2, "abc"});
    CHECK(read_slots_answer(list(times + seats + R"(,"new":1})"))->has_more_fields);
    CHECK(read_slots_answer(
              list(times + seats + "}," + element("2031-05-06T10:00:00Z", "2031-05-06T10:30:00Z")))
              ->has_more_fields);
}

TEST_CASE("S2: elements that carry more than can be read are told") {
    const auto read = read_slots_answer(
        list(R"({"start":"2031-05-06T09:00:00Z","end":"2031-05-06T09:30:00Z","seatsBooked":1})"));
    REQUIRE(read);
    CHECK(read->slots.size() == 1);
    CHECK(read->has_more_fields);
}

TEST_CASE("what is not an answer is garbage, never an empty day") {
    for (const auto* body :
         {"", "null", "[]", "{}", "<html>", R"({"status":"success"})", R"({"data":{}})",
          R"({"data":{},"status":"error"})", R"({"data":{},"status":200})",
          R"({"data":[],"status":"success"})", R"({"data":null,"status":"success"})",
          R"({"data":{"slots":{}},"status":"success"})",
          R"({"data":{"2031-05-06":{}},"status":"success"})",
          R"({"data":{"2031-05-06":null},"status":"success"})",
          R"({"data":{},"status":"success"}x)", R"({"data":{},"status":"succ)"}) {
        CAPTURE(body);
        CHECK(is_garbage(body));
    }
}

TEST_CASE("times that cannot be a start are garbage") {
    CHECK(is_garbage(list("null")));
    CHECK(is_garbage(list("{}")));
    CHECK(is_garbage(list(R"({"start":"2031-05-06T09:00:00Z"})")));
    CHECK(is_garbage(list(R"({"start":1,"end":2})")));
    CHECK(is_garbage(list(R"({"time":"2031-05-06T09:00:00Z"})")));
    CHECK(is_garbage(list(element("2031-05-06T09:00:00", "2031-05-06T09:30:00Z"))));
    CHECK(is_garbage(list(element("2031-05-06T09:00:01Z", "2031-05-06T09:30:01Z"))));
    CHECK(is_garbage(list(element("2031-05-06T09:00:00.500Z", "2031-05-06T09:30:00Z"))));
    CHECK(is_garbage(list(element("2031-05-06T09:00:00Z", "2031-05-06T09:00:00Z"))));
    CHECK(is_garbage(list(element("2031-05-06T09:30:00Z", "2031-05-06T09:00:00Z"))));
}
