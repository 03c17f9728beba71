#include "wire/slots_answer.hpp"

#include <vector>

#include <doctest/doctest.h>

#include "wire/few_zones.hpp"

namespace slotgate::wire {
namespace {

const few_zones zones;

std::vector<slot> half_hours(std::initializer_list<const char*> starts) {
    std::vector<slot> out;
    for (const char* text : starts) {
        const instant start = parse_instant(text).value();
        out.push_back({.start = start, .end = start + minutes{30}});
    }
    return out;
}

std::string render(generation contract, const char* zone_name, slot_format format,
                   const std::vector<slot>& slots) {
    const slots_question q{.contract = contract,
                           .zone = zone_name == nullptr ? nullptr : zones.find(zone_name),
                           .format = format};
    return render_slots(q, slots);
}

constexpr auto current = generation::v2024_09_04;
constexpr auto older = generation::v2024_04_15;

}  // namespace

TEST_CASE("recorded E6: starts stand under their local dates, data before status") {
    const auto slots =
        half_hours({"2031-05-06T07:00:00Z", "2031-05-06T21:30:00Z", "2031-05-06T22:00:00Z"});
    CHECK(render(current, "Europe/Berlin", slot_format::unset, slots) ==
          R"({"data":{"2031-05-06":[{"start":"2031-05-06T09:00:00.000+02:00"},)"
          R"({"start":"2031-05-06T23:30:00.000+02:00"}],)"
          R"("2031-05-07":[{"start":"2031-05-07T00:00:00.000+02:00"}]},"status":"success"})");
}

TEST_CASE("nothing free is an empty map") {
    CHECK(render(current, nullptr, slot_format::unset, {}) == R"({"data":{},"status":"success"})");
    CHECK(render(older, nullptr, slot_format::unset, {}) ==
          R"({"data":{"slots":{}},"status":"success"})");
}

TEST_CASE("recorded E7: only UTC, GMT and no zone at all print Z") {
    const auto slots = half_hours({"2031-05-06T07:00:00Z"});
    for (const char* name : {"UTC", "GMT", static_cast<const char*>(nullptr)})
        CHECK(render(current, name, slot_format::time, slots).contains("T07:00:00.000Z\""));
    CHECK(render(current, "Etc/UTC", slot_format::time, slots).contains("T07:00:00.000+00:00\""));
    CHECK(render(current, "America/St_Johns", slot_format::time, slots)
              .contains("T04:30:00.000-02:30\""));
}

TEST_CASE("a range names its end, which may lie behind a clock change or a midnight") {
    const auto slots = half_hours({"2031-10-26T00:30:00Z", "2031-10-26T22:30:00Z"});
    CHECK(render(current, "Europe/Berlin", slot_format::range, slots) ==
          R"({"data":{"2031-10-26":[{"start":"2031-10-26T02:30:00.000+02:00",)"
          R"("end":"2031-10-26T02:00:00.000+01:00"},)"
          R"({"start":"2031-10-26T23:30:00.000+01:00",)"
          R"("end":"2031-10-27T00:00:00.000+01:00"}]},"status":"success"})");
}

TEST_CASE("seconds and milliseconds are written as they are") {
    const auto slots = half_hours({"2031-05-06T07:08:09.045Z"});
    CHECK(render(current, nullptr, slot_format::time, slots).contains("T07:08:09.045Z"));
}

TEST_CASE(
    "recorded E8: the older generation nests deeper and renames its fields once a format is "
    "given") {
    const auto slots = half_hours({"2031-05-06T07:00:00Z"});
    CHECK(render(older, nullptr, slot_format::unset, slots) ==
          R"({"data":{"slots":{"2031-05-06":[{"time":"2031-05-06T07:00:00.000Z"}]}},)"
          R"("status":"success"})");
    CHECK(render(older, "Europe/Berlin", slot_format::time, slots) ==
          R"({"data":{"slots":{"2031-05-06":[{"startTime":"2031-05-06T09:00:00.000+02:00",)"
          R"("endTime":"2031-05-06T09:30:00.000+02:00"}]}},"status":"success"})");
}

TEST_CASE("recorded C1: seats stand behind the times, the booking's uid only where there is one") {
    const instant nine = parse_instant("2031-05-06T09:00:00Z").value();
    const instant ten = nine + hours{1};
    const std::vector<seated_slot> slots{{{nine, ten}, 0, 3, 3, {}},
                                         {{ten, ten + hours{1}}, 4, -1, 3, "uid-of-it"}};
    slots_question q;
    CHECK(
        render_slots(q, slots) ==
        R"({"data":{"2031-05-06":[)"
        R"({"start":"2031-05-06T09:00:00.000Z","seatsBooked":0,"seatsRemaining":3,"seatsTotal":3},)"
        R"({"start":"2031-05-06T10:00:00.000Z","seatsBooked":4,"seatsRemaining":-1,"seatsTotal":3,)"
        R"("bookingUid":"uid-of-it"}]},"status":"success"})");
    q.format = slot_format::range;
    CHECK(render_slots(q, slots).contains(R"("end":"2031-05-06T10:00:00.000Z","seatsBooked":0,)"));
}

TEST_CASE("an ETag is Express's weak one") {
    CHECK(etag_of("") == R"(W/"0-2jmj7l5rSw0yVb/vlWAYkK/YBwk")");
    CHECK(etag_of("hello world") == R"(W/"b-Kq5sNclPz7QV2+lfQIuc6R7oRu0")");
}

}  // namespace slotgate::wire
