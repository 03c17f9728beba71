#include "wire/event_type_reading.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using wire::read_event_type;
using wire::read_event_types;

namespace {

std::string answer(const std::string& data) {
    return R"({"status":"success","data":)" + data + "}";
}

/// The event type that has these fields besides an id and a length.
event_type with(const std::string& fields) {
    const auto read = read_event_type(
        answer(R"({"id":626,"lengthInMinutes":30)" + (fields.empty() ? "" : "," + fields) + "}"));
    REQUIRE(read);
    return *read;
}

hosts people(std::initializer_list<std::int64_t> ids) {
    hosts out;
    for (const auto id : ids) out.emplace_back(id);
    return out;
}

}  // namespace

TEST_CASE("an event type is read as Cal.com shows it") {
    const auto type =
        with(R"("ownerId":335,"slug":"m30","minimumBookingNotice":90,)"
             R"("users":[{"id":335,"name":"Cfg Host"}],)"
             R"("onlyShowFirstAvailableSlot":false,"bookingWindow":{"disabled":true},)"
             R"("seats":{"disabled":true})");
    CHECK(type == event_type{.id = event_type_id{626},
                             .slug = "m30",
                             .hosts = people({335}),
                             .length = minutes{30},
                             .lengths = {minutes{30}},
                             .notice = minutes{90}});
}

TEST_CASE("S4: lengths, buffers, limits and the window are read") {
    const auto type = with(
        R"("lengthInMinutesOptions":[60,30,15,60],"beforeEventBuffer":5,"afterEventBuffer":10,)"
        R"("bookingLimitsCount":{"day":3},"bookingLimitsDuration":{"week":300},)"
        R"("bookingWindow":{"type":"calendarDays","value":30,"rolling":true})");
    CHECK(type.lengths == std::vector{minutes{15}, minutes{30}, minutes{60}});
    CHECK(type.buffer_before == minutes{5});
    CHECK(type.buffer_after == minutes{10});
    CHECK(type.limits == limited_units{.day = true, .week = true});
    CHECK(type.rolling);
    CHECK_FALSE(type.recurring);
    CHECK(with(R"("recurrence":{"interval":1,"occurrences":4,"frequency":"weekly"})").recurring);
}

TEST_CASE("S4: who must be there is read, and what has an unknown name is unknown") {
    CHECK(with("").serving == serving::all_of_them);
    CHECK(with(R"("schedulingType":"collective")").serving == serving::all_of_them);
    CHECK(with(R"("schedulingType":"ofTheFuture")").serving == serving::unknown);
    CHECK(with(R"("schedulingType":7)").serving == serving::unknown);
    const auto pool =
        with(R"("schedulingType":"roundRobin","hosts":[{"userId":9,"mandatory":true},)"
             R"({"userId":5,"mandatory":false}])");
    CHECK(pool.serving == serving::one_of_them);
    CHECK(pool.hosts == people({5, 9}));
    CHECK(pool.fixed_hosts == people({9}));
}

TEST_CASE("S4: limits and windows of an unknown shape are read the careful way") {
    CHECK_FALSE(with(R"("bookingLimitsCount":{},"bookingLimitsDuration":null)").limits.any());
    CHECK_FALSE(with(R"("bookingLimitsCount":{"disabled":true})").limits.any());
    CHECK(with(R"("bookingLimitsCount":{"month":2})").limits == limited_units{.month = true});
    CHECK(with(R"("bookingLimitsCount":{"year":2})").limits == limited_units{.year = true});
    CHECK(with(R"("bookingLimitsCount":{"decade":2})").limits == limited_units{.year = true});
    CHECK(with(R"("bookingLimitsCount":7)").limits == limited_units{.year = true});
    CHECK_FALSE(with(R"("bookingWindow":{"disabled":true})").rolling);
    CHECK_FALSE(with(R"("bookingWindow":{"type":"range","value":["2031-05-01"]})").rolling);
    CHECK_FALSE(with(R"("bookingWindow":{"type":"businessDays","rolling":false})").rolling);
    CHECK(with(R"("bookingWindow":{"type":"businessDays","rolling":1})").rolling);
    CHECK(with(R"("bookingWindow":{"type":"of the future"})").rolling);
    CHECK(with(R"("bookingWindow":[30])").rolling);
}

TEST_CASE(
    "S4: hosts are those of the team and the users, each once, else the owner, else unknown") {
    CHECK(
        with(R"("hosts":[{"userId":9},{"userId":5,"mandatory":true},{"userId":9}],"ownerId":null)")
            .hosts == people({5, 9}));
    CHECK(with(R"("hosts":[{"userId":9}],"users":[{"id":3}])").hosts == people({3, 9}));
    CHECK(with(R"("hosts":[],"users":[],"ownerId":4)").hosts == people({4}));
    CHECK(with("").hosts.empty());
}

TEST_CASE("S2: a window, of whatever type, and first-slot-only depend on the zone") {
    CHECK_FALSE(with("").per_zone);
    CHECK_FALSE(with(R"("bookingWindow":null)").per_zone);
    CHECK(with(R"("bookingWindow":{"type":"calendarDays","value":30,"rolling":true})").per_zone);
    CHECK(with(R"("bookingWindow":{"type":"range","value":["2031-05-01","2031-06-01"]})").per_zone);
    CHECK(with(R"("bookingWindow":{"type":"of the future"})").per_zone);
    CHECK(with(R"("bookingWindow":[{"type":"businessDays"}])").per_zone);
    CHECK(with(R"("onlyShowFirstAvailableSlot":true)").per_zone);
}

TEST_CASE("S2: limits, rolling windows and pools with fixed hosts depend on the whole question") {
    CHECK_FALSE(with("").dates_decide_together());
    CHECK_FALSE(with(R"("bookingLimitsCount":{"disabled":true})").dates_decide_together());
    CHECK(with(R"("bookingLimitsCount":{"day":2})").dates_decide_together());
    CHECK(with(R"("onlyShowFirstAvailableSlot":true)").dates_decide_together());
    CHECK(with(R"("bookingLimitsDuration":{"week":300})").dates_decide_together());
    const auto window = [](std::string_view settings) {
        return with(std::string(R"("bookingWindow":)").append(settings)).dates_decide_together();
    };
    CHECK_FALSE(window(R"({"type":"calendarDays","value":30,"rolling":false})"));
    CHECK_FALSE(window(R"({"type":"range","value":["2031-05-01","2031-06-01"]})"));
    CHECK(window(R"({"type":"businessDays","value":30,"rolling":true})"));
    CHECK(window(R"({"type":"of the future"})"));
    CHECK(window(R"([{"type":"businessDays"}])"));
    const auto hosts = [](std::string_view kind, std::string_view fixed) {
        return with(std::string(R"("schedulingType":")")
                        .append(kind)
                        .append(R"(","hosts":[{"userId":1,"mandatory":)")
                        .append(fixed)
                        .append("},{\"userId\":2}]"))
            .dates_decide_together();
    };
    CHECK(hosts("roundRobin", "true"));
    CHECK_FALSE(hosts("roundRobin", "false"));
    CHECK_FALSE(hosts("collective", "true"));
    CHECK(with(R"("schedulingType":"roundRobin","hosts":null)").dates_decide_together());
}

TEST_CASE("S2: seats make it seated") {
    CHECK_FALSE(with(R"("seats":null)").seated);
    CHECK(with(R"("seats":{"seatsPerTimeSlot":4,"showAttendeeInfo":false})").seated);
}

TEST_CASE("a list is read in its order") {
    const auto read = read_event_types(
        answer(R"([{"id":2,"lengthInMinutes":15},{"id":1,"lengthInMinutes":60}])"));
    REQUIRE(read);
    REQUIRE(read->size() == 2);
    CHECK(read->at(0).id == event_type_id{2});
    CHECK(read->at(1).length == minutes{60});
    CHECK(read_event_types(answer("[]"))->empty());
}

TEST_CASE("S4: what cannot be believed is an error, for the whole list too") {
    for (const auto* one :
         {"null", "7", "{}", R"({"id":7})", R"({"lengthInMinutes":30})",
          R"({"id":0,"lengthInMinutes":30})", R"({"id":"7","lengthInMinutes":30})",
          R"({"id":7,"lengthInMinutes":0})", R"({"id":7,"lengthInMinutes":30.5})",
          R"({"id":7,"lengthInMinutes":99999999999})",
          R"({"id":7,"lengthInMinutes":30,"minimumBookingNotice":-1})",
          R"({"id":7,"lengthInMinutes":30,"beforeEventBuffer":"5"})",
          R"({"id":7,"lengthInMinutes":30,"lengthInMinutesOptions":[0]})",
          R"({"id":7,"lengthInMinutes":30,"lengthInMinutesOptions":60})"}) {
        CAPTURE(one);
        CHECK(read_event_type(answer(one)).error().code == errc::upstream_garbage);
        const auto list = std::string(R"([{"id":1,"lengthInMinutes":30},)") + one + "]";
        CHECK(read_event_types(answer(list)).error().code == errc::upstream_garbage);
    }
    CHECK_FALSE(read_event_types(answer(R"({"eventTypeGroups":[]})")));
    CHECK_FALSE(read_event_types(R"({"status":"error","data":[]})"));
    CHECK_FALSE(read_event_type("<html>"));
}
