#include "calcom-sim/replayed_world.hpp"

#include <doctest/doctest.h>

#include "calcom-sim/summary.hpp"
#include "support/kept_answers.hpp"
#include "tz/zones.hpp"

namespace slotgate::sim {
namespace {

const zone_database& machine_zones() {
    static const auto zones = tz::load_zones();
    REQUIRE(zones.has_value());
    return **zones;
}

/// A recording in a world of one host and one event type of 30 minutes.
recording a_recording(std::string_view group, std::string_view now, std::string_view bookings,
                      std::string_view rest) {
    const auto text = R"({"id":"x/1","group":")" + std::string(group) +
                      R"(","flow":"x","scenario":{"now":")" + std::string(now) + R"(","hosts":[
        {"ref":"ann","userId":7,"username":"ann-1","email":"ann@hosts.example","name":"Ann Host",
         "timeZone":"UTC","schedules":[{"id":3,"name":"Working hours","timeZone":"UTC",
         "isDefault":true,"availability":[{"days":["Tuesday"],"startTime":"09:00",
         "endTime":"10:00"}]}]}],
        "eventTypes":[{"ref":"m30","id":5,"owner":"ann","settings":{"title":"m30","slug":"m30",
         "lengthInMinutes":30,"minimumBookingNotice":0}}],
        "bookings":[)" +
                      std::string(bookings) + "]}," + std::string(rest) + "}";
    auto item = read_recording(boost::json::parse(text));
    REQUIRE(item.has_value());
    return *item;
}

constexpr std::string_view early = "2031-05-01T08:00:00Z";
constexpr std::string_view later = "2031-05-01T08:00:01Z";

constexpr std::string_view asks_tuesday =
    R"("request":{"method":"GET","url":"/v2/slots?eventTypeId=5&start=2031-05-06&end=2031-05-06",
    "headers":{"cal-api-version":"2024-09-04"},"auth":"none"},)";

constexpr std::string_view both_starts =
    R"("answer":{"status":200,"body":{"data":{"2031-05-06":[
    {"start":"2031-05-06T09:00:00.000Z"},{"start":"2031-05-06T09:30:00.000Z"}]},
    "status":"success"}})";

constexpr std::string_view second_start =
    R"("answer":{"status":200,"body":{"data":{"2031-05-06":[
    {"start":"2031-05-06T09:30:00.000Z"}]},"status":"success"}})";

constexpr std::string_view booked_by_setup =
    R"({"eventType":"m30","uid":"rVmCUNj4ECeJJeyogxYMRA","id":77,"start":"2031-05-06T09:00:00Z",
    "end":"2031-05-06T09:30:00Z","status":"accepted","attendeeEmail":"bo@guests.example"})";

constexpr std::string_view books_tuesday =
    R"("request":{"method":"POST","url":"/v2/bookings",
    "headers":{"cal-api-version":"2024-08-13"},"auth":"none",
    "body":{"eventTypeId":5,"start":"2031-05-06T09:00:00Z",
    "attendee":{"name":"Bo","email":"bo@guests.example","timeZone":"UTC"}}},)";

std::vector<std::string> replay(replayed_world& in, const recording& item) {
    in.enter(item);
    return in.replay(item);
}

std::string told(std::string_view request, std::string_view answer) {
    return std::string(request) + std::string(answer);
}

}  // namespace

TEST_CASE("a recording is asked in its world and at its time") {
    replayed_world in(machine_zones(), testing::kept_answers());
    CHECK(replay(in, a_recording("g", early, "", told(asks_tuesday, both_starts))).empty());
    replayed_world late(machine_zones(), testing::kept_answers());
    CHECK(
        replay(late, a_recording("g", "2031-05-06T09:10:00Z", "", told(asks_tuesday, second_start)))
            .empty());
}

TEST_CASE("a question that left just before a full minute may be answered on either side of it") {
    replayed_world in(machine_zones(), testing::kept_answers());
    const auto asked_at = [&](const char* now) {
        replayed_world alone(machine_zones(), testing::kept_answers());
        return replay(alone, a_recording("g", now, "", told(asks_tuesday, second_start))).empty();
    };
    CHECK(asked_at("2031-05-06T08:59:59.900Z"));
    CHECK_FALSE(asked_at("2031-05-06T08:58:59.600Z"));
}

TEST_CASE("a flow takes over what set-up calls did in between") {
    replayed_world in(machine_zones(), testing::kept_answers());
    CHECK(replay(in, a_recording("g", early, "", told(asks_tuesday, both_starts))).empty());
    CHECK(replay(in, a_recording("g", later, booked_by_setup, told(asks_tuesday, second_start)))
              .empty());
    std::string cancelled(booked_by_setup);
    cancelled.replace(cancelled.find("accepted"), 8, "cancelled");
    CHECK(replay(in, a_recording("g", later, cancelled, told(asks_tuesday, both_starts))).empty());
}

TEST_CASE("a difference is named, and an answer of another status leaves nothing behind") {
    replayed_world in(machine_zones(), testing::kept_answers());
    const auto refused =
        a_recording("g", early, "",
                    told(books_tuesday, R"("answer":{"status":400,"body":{"statusCode":400}})"));
    const auto found = replay(in, refused);
    REQUIRE_FALSE(found.empty());
    CHECK(found.front() == "status 201, recorded 400");
    CHECK(replay(in, a_recording("g", later, "", told(asks_tuesday, both_starts))).empty());
}

TEST_CASE("Cal.com's own cache is on in the group of recordings about it, and only there") {
    for (const auto* const group : {"cache", "g"}) {
        replayed_world in(machine_zones(), testing::kept_answers());
        CHECK(replay(in, a_recording(group, early, "", told(asks_tuesday, both_starts))).empty());
        const auto again =
            a_recording(group, later, booked_by_setup, told(asks_tuesday, both_starts));
        CHECK(replay(in, again).empty() == (std::string_view(group) == "cache"));
    }
}

TEST_CASE("a timeline is asked again at the times it tells") {
    replayed_world in(machine_zones(), testing::kept_answers());
    CHECK(replay(in, a_recording("cache", early, "", told(asks_tuesday, both_starts))).empty());
    const auto timeline = [&](const char* last) {
        const auto item = a_recording(
            "cache", "2031-05-01T08:00:09Z", booked_by_setup,
            std::string(R"("request":{"method":"GET","path":"/v2/slots","query":{"eventTypeId":5,
            "start":"2031-05-06","end":"2031-05-06"},"headers":{"cal-api-version":"2024-09-04"},
            "auth":"none"},"answer":{"status":200,"body":[
            {"msSinceFirstAnswer":1900,"has9Z":true},{"msSinceFirstAnswer":2100,"has9Z":)") +
                last + "}]}");
        in.enter(item);
        const auto found = replay_summary(item, in);
        REQUIRE(found.has_value());
        return found->size();
    };
    CHECK(timeline("false") == 0);
    CHECK(timeline("true") == 1);
}

TEST_CASE("a summary of requests under way at the same time is not asked again") {
    replayed_world in(machine_zones(), testing::kept_answers());
    const auto item = a_recording("race", early, "",
                                  R"("request":{"method":"POST","note":"see below"},
                                  "answer":{"status":0,"body":[{"what":"a race","answers":[]}]})");
    in.enter(item);
    CHECK_FALSE(replay_summary(item, in).has_value());
}

}  // namespace slotgate::sim
