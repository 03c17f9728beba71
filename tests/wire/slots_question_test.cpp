#include "wire/slots_question.hpp"

#include <string>

#include <doctest/doctest.h>

#include "wire/few_zones.hpp"

namespace slotgate::wire {
namespace {

const few_zones zones;

auto ask(std::string_view query) {
    return read_slots_question(generation::v2024_09_04, query, zones);
}

auto ask_old(std::string_view query) {
    return read_slots_question(generation::v2024_04_15, query, zones);
}

std::string refusal_of(std::string_view query) {
    const auto read = ask(query);
    return read ? "read" : std::to_string(read.error().status) + " " + read.error().message;
}

instant at(std::string_view text) {
    return parse_instant(text).value();
}

constexpr const char* bad_start =
    "400 start property is wrong,start must be a valid ISO 8601 date string ";

}  // namespace

TEST_CASE("a question names its event type, its range and how it wants the answer") {
    const auto q =
        ask("eventTypeId=7&start=2031-05-06&end=2031-05-07&timeZone=Europe/Berlin"
            "&duration=45&format=RANGE");
    REQUIRE(q.has_value());
    CHECK(q->selector.id == event_type_id{7});
    CHECK(q->start == at("2031-05-06T00:00:00Z"));
    CHECK(q->end == at("2031-05-07T23:59:59Z"));
    REQUIRE(q->zone != nullptr);
    CHECK(q->zone->name() == "Europe/Berlin");
    CHECK(q->duration == minutes{45});
    CHECK(q->format == slot_format::range);
    CHECK_FALSE(q->beyond_key);
}

TEST_CASE("recorded E3: an end in the first second of a date means all of it") {
    const auto end_of = [](const std::string& end) {
        return ask("eventTypeId=7&start=2031-05-06&end=" + end).value().end;
    };
    CHECK(end_of("2031-05-07T00:00:00.001Z") == at("2031-05-07T23:59:59Z"));
    CHECK(end_of("2031-05-07T00:00:01Z") == at("2031-05-07T00:00:01Z"));
    CHECK(end_of("2031-05-07T02:00:00%2B02:00") == at("2031-05-07T23:59:59Z"));
}

TEST_CASE("recorded E3: months, weeks, ordinals, basic forms and local times are dates too") {
    const auto start_of = [](const std::string& start) {
        return ask("eventTypeId=7&end=2032-01-01&start=" + start).value().start;
    };
    CHECK(start_of("2031-05") == at("2031-05-01T00:00:00Z"));
    CHECK(start_of("20310506") == at("2031-05-06T00:00:00Z"));
    CHECK(start_of("2031-W19-2") == at("2031-05-06T00:00:00Z"));
    CHECK(start_of("2031W192") == at("2031-05-06T00:00:00Z"));
    CHECK(start_of("2031-126") == at("2031-05-06T00:00:00Z"));
    CHECK(start_of("2031-05-06T10:00") == at("2031-05-06T10:00:00Z"));
    CHECK(start_of("2031-05-06T10:00:00.25-0330") == at("2031-05-06T13:30:00.250Z"));
    CHECK(start_of("2031-05-06T24:00") == at("2031-05-07T00:00:00Z"));
}

TEST_CASE(
    "E2: what the validator refuses and what only the date library refuses read differently") {
    const auto start = [](const std::string& text) {
        return refusal_of("eventTypeId=7&end=2031-05-06&start=" + text);
    };
    for (const auto* text :
         {"", "2031-13-01", "2031-02-29", "1935000000", "6.5.2031", "2031-05-06T25:00",
          "2031-05-06T10:00:00+02:00", "2031-366", "203105", "2031-5-6"})
        CHECK_MESSAGE(start(text) == bad_start, text);
    for (const auto* text :
         {"2031-05-06%20", "2031-05-06%2010:00", "2031-W53-1", "2031-05-06T10.5"})
        CHECK_MESSAGE(start(text) == "400 Invalid start date", text);
    CHECK(refusal_of("eventTypeId=7&start=2031-05-06&end=2031-05-06T") == "400 Invalid end date");
}

TEST_CASE("recorded E2: every wrong parameter is named, unknown ones first") {
    CHECK(refusal_of("cacheBuster=1&eventTypeId=x&format=list&timeZone=&end=z&duration=long") ==
          "400 cacheBuster property is wrong,property cacheBuster should not exist , "
          "eventTypeId property is wrong,eventTypeId must be a number conforming to the specified "
          "constraints , "
          "start property is wrong,start must be a valid ISO 8601 date string , "
          "end property is wrong,end must be a valid ISO 8601 date string , "
          "timeZone property is wrong,timeZone must be a valid IANA time-zone , "
          "duration property is wrong,duration must be a number conforming to the specified "
          "constraints , "
          "format property is wrong,slotFormat must be either 'range' or 'time' ");
}

TEST_CASE("recorded E4: without a complete selector the texts are those of user names") {
    const std::string missing =
        "400 usernames property is wrong,each value in usernames must be a string, The array must "
        "contain at least 2 elements., usernames must be an array , organizationSlug property is "
        "wrong,organizationSlug must be a string ";
    CHECK(refusal_of("start=2031-05-06&end=2031-05-06") == missing);
    CHECK(refusal_of("usernames=ann,ben&start=2031-05-06&end=2031-05-06") ==
          "400 organizationSlug property is wrong,organizationSlug must be a string ");
    const auto q = ask("usernames=ann,ben&organizationSlug=o&start=2031-05-06&end=2031-05-06");
    REQUIRE(q.has_value());
    CHECK(q->selector.usernames == std::vector<std::string>{"ann", "ben"});
}

TEST_CASE("a slug needs a user or a team, and then takes no id") {
    const auto by_user = ask("eventTypeSlug=intro&username=ann&start=2031-05-06&end=2031-05-06");
    REQUIRE(by_user.has_value());
    CHECK(by_user->selector.slug == "intro");
    CHECK(by_user->selector.username == "ann");
    const auto by_team = ask("eventTypeSlug=intro&teamSlug=t&start=2031-05-06&end=2031-05-06");
    REQUIRE(by_team.has_value());
    CHECK(by_team->selector.team == "t");
    CHECK(refusal_of("eventTypeId=7&username=ann&start=2031-05-06&end=2031-05-06") ==
          "400 username property is wrong,property username should not exist ");
}

TEST_CASE(
    "recorded E5: ids are cut to whole numbers, repeats pass, the database breaks on large ones") {
    CHECK(ask("eventTypeId=1.5&start=2031-05-06&end=2031-05-06").value().selector.id ==
          event_type_id{1});
    CHECK(ask("eventTypeId=7&eventTypeId=7&start=2031-05-06&end=2031-05-06").has_value());
    CHECK(refusal_of("eventTypeId=99999999999&start=2031-05-06&end=2031-05-06") ==
          "500 There was an error, please try again later.");
}

TEST_CASE(
    "recorded B7: a duration is cut to minutes, zero is none, a negative one stays negative") {
    const auto duration = [](const std::string& text) {
        return ask("eventTypeId=7&start=2031-05-06&end=2031-05-06&duration=" + text)
            .value()
            .duration;
    };
    CHECK(duration("22.5") == minutes{22});
    CHECK(duration("0") == minutes{0});
    CHECK(duration("-5") < minutes{0});
}

TEST_CASE("S2: what the cache's key does not hold is marked") {
    const std::string plain = "eventTypeId=7&start=2031-05-06&end=2031-05-06";
    const auto moving = ask(plain + "&bookingUidToReschedule=abc");
    REQUIRE(moving.has_value());
    CHECK(moving->booking_to_reschedule == "abc");
    CHECK(moving->beyond_key);
    CHECK(ask(plain + "&rrHostSubsetIds=1,2").value().beyond_key);
}

TEST_CASE("recorded E8: the older generation has names of its own and ignores unknown ones") {
    const auto q =
        ask_old("eventTypeId=7&startTime=2031-05-06&endTime=2031-05-07&slotFormat=time&colour=red");
    REQUIRE(q.has_value());
    CHECK(q->end == at("2031-05-07T00:00:00Z"));
    CHECK(q->format == slot_format::time);
    CHECK_FALSE(q->beyond_key);
    CHECK(ask_old("eventTypeId=7&startTime=2031-05-06&endTime=2031-05-07&teamMemberEmail=a")
              .value()
              .beyond_key);
}

TEST_CASE("recorded E8: the older generation takes user names as an array only") {
    const std::string rest = "&eventTypeSlug=intro&startTime=2031-05-06&endTime=2031-05-07";
    const auto q = ask_old("usernameList[]=ann" + rest);
    REQUIRE(q.has_value());
    CHECK(q->selector.username == "ann");
    const auto text = ask_old("usernameList=ann" + rest);
    REQUIRE_FALSE(text.has_value());
    CHECK(text.error().message == "Bad Request Exception");
}

TEST_CASE("a query of absurd length is refused before it is read") {
    CHECK(ask("eventTypeId=" + std::string(5000, '1')).error().status == 400);
}

}  // namespace slotgate::wire
