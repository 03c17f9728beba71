#include "calcom-sim/simulator.hpp"

#include <fstream>
#include <sstream>

#include <doctest/doctest.h>

#include "practice.hpp"

using namespace slotgate;
using namespace slotgate::sim;
using namespace slotgate::sim::testing;

namespace {

constexpr std::string_view slots = "/v2/slots?eventTypeId=1&start=2031-05-06&end=2031-05-06";
constexpr std::string_view old_slots =
    "/v2/slots/available?eventTypeId=1&startTime=2031-05-06T00:00:00Z&endTime=2031-05-07T00:00:00Z";

}  // namespace

TEST_CASE("slots answer to the version of their contract and to no other") {
    asker cal;
    CHECK(cal.ask("GET", std::string(slots), "", "", "2024-09-04").answer.status == 200);
    for (const auto* version : {"", "2024-08-13", "2024-01-01"}) {
        const auto r = cal.ask("GET", std::string(slots), "", "", version);
        CHECK(r.answer.status == 404);
        CHECK(message(r) == "Cannot GET " + std::string(slots));
    }
    for (const auto* version : {"", "2024-08-13", "2024-01-01"})
        CHECK(cal.ask("GET", std::string(old_slots), "", "", version).answer.status == 200);
    CHECK(cal.ask("GET", std::string(old_slots), "", "", "2024-09-04").answer.status == 404);
}

TEST_CASE("an unknown route or method is Express's 404") {
    asker cal;
    CHECK(message(cal.ask("GET", "/v2/nothing?x=1")) == "Cannot GET /v2/nothing?x=1");
    CHECK(message(cal.ask("DELETE", "/v2/bookings")) == "Cannot DELETE /v2/bookings");
    CHECK(message(cal.ask("POST", "/v2/bookings", "{}", "", "")) == "Cannot POST /v2/bookings");
    CHECK(cal.ask("GET", "/").answer.status == 404);
}

TEST_CASE("an unknown API key is refused everywhere, public routes included") {
    asker cal;
    const auto r = cal.ask("GET", std::string(slots), "", "cal_wrong", "2024-09-04");
    CHECK(r.answer.status == 401);
    CHECK(message(r) == "CustomThrottlerGuard - Invalid API Key");
    CHECK(cal.ask("GET", "/v2/me", "", "cal_wrong", "").answer.status == 401);
}

TEST_CASE("another invalid bearer is ignored by slots and refused where credentials are read") {
    asker cal;
    CHECK(cal.ask("GET", std::string(slots), "", "nonsense", "2024-09-04").answer.status == 200);
    const auto r = cal.ask("GET", "/v2/me", "", "nonsense", "");
    CHECK(r.answer.status == 401);
    CHECK(message(r) == "Invalid Access Token.");
}

TEST_CASE("no credentials where they are required is 403") {
    asker cal;
    for (const auto* target : {"/v2/bookings", "/v2/me"}) {
        const auto r = cal.ask("GET", target);
        CHECK(r.answer.status == 403);
        CHECK(message(r).starts_with("PermissionsGuard - no authentication provided."));
    }
    CHECK(cal.ask("GET", "/v2/event-types/1", "", "", "2024-06-14").answer.status == 403);
}

TEST_CASE("me is the owner of the key") {
    asker cal;
    CHECK(cal.ask("GET", "/v2/me", "", "cal_anna", "").answer.body ==
          R"({"status":"success","data":{"id":1,"email":"anna-berg@practice.example",)"
          R"("name":"Anna Berg","avatarUrl":null,"bio":null,"timeFormat":12,)"
          R"("defaultScheduleId":1,"weekStart":"Sunday","timeZone":"Europe/Berlin",)"
          R"("username":"anna-berg","organizationId":null}})");
}

TEST_CASE("every answer carries an id, an ETag and leave for browsers") {
    asker cal;
    for (const auto* target : {"/v2/nothing", "/v2/event-types"}) {
        const auto r = cal.ask("GET", target, "", "", "2024-06-14");
        CHECK(r.answer.headers.find("X-Request-Id")->size() == 36);
        CHECK(r.answer.headers.find("ETag")->starts_with("W/\""));
        CHECK(r.answer.headers.find("Access-Control-Allow-Origin") == "*");
    }
}

TEST_CASE("If-None-Match of the current ETag is answered 304 without a body") {
    asker cal;
    wire::request r{
        .method = "GET", .target = std::string(slots), .headers = {}, .body = {}, .peer = {}};
    r.headers.set("cal-api-version", "2024-09-04");
    const auto first = cal.sim.handle(r, cal.now).answer;
    const std::string tag{*first.headers.find("ETag")};
    for (const auto& wanted : {tag, tag.substr(2), "\"x\", " + tag, std::string("*")}) {
        r.headers.set("If-None-Match", wanted);
        const auto again = cal.sim.handle(r, cal.now).answer;
        CHECK(again.status == 304);
        CHECK(again.body.empty());
        CHECK(again.headers.find("ETag") == tag);
    }
    r.headers.set("If-None-Match", "W/\"other\"");
    CHECK(cal.sim.handle(r, cal.now).answer.body == first.body);
}

TEST_CASE("HEAD is answered as GET") {
    asker cal;
    const auto get = cal.ask("GET", std::string(slots), "", "", "2024-09-04").answer;
    const auto head = cal.ask("HEAD", std::string(slots), "", "", "2024-09-04").answer;
    CHECK(head.status == 200);
    CHECK(head.headers.find("ETag") == get.headers.find("ETag"));
}

TEST_CASE("the same seed gives the same bytes, another seed another uid") {
    const auto run = [](std::uint64_t seed) {
        asker cal(practice(), seed);
        std::string all;
        for (const auto* start : {"2031-05-06T10:00:00Z", "2031-05-06T12:00:00Z"}) {
            const auto r = cal.book(start);
            all += r.answer.body;
            for (const auto& [name, value] : r.answer.headers.fields()) all += name + value;
        }
        return all;
    };
    CHECK(run(7) == run(7));
    CHECK(run(7) != run(8));
}

TEST_CASE("route_of names the row of the table") {
    CHECK(route_of("POST", "/v2/bookings/abc/cancel") == "/v2/bookings/{uid}/cancel");
    CHECK(route_of("HEAD", "/v2/slots") == "/v2/slots");
    CHECK(route_of("GET", "/v2/bookings/").empty() == false);
    CHECK(route_of("GET", "/v2/bookings//cancel").empty());
    CHECK(route_of("PUT", "/v2/slots").empty());
}

TEST_CASE("one's own event types are listed, hidden ones too; of others only what is public") {
    asker cal;
    const auto ids = [&](const std::string& target, std::string_view key) {
        std::vector<std::int64_t> out;
        const auto body = body_of(cal.ask("GET", target, "", key, "2024-06-14"));
        for (const auto& type : body.at("data").as_array()) out.push_back(type.at("id").as_int64());
        return out;
    };
    CHECK(ids("/v2/event-types", "cal_anna") == std::vector<std::int64_t>{1, 2, 3});
    CHECK(ids("/v2/event-types", "").empty());
    CHECK(ids("/v2/event-types?username=anna-berg", "") == std::vector<std::int64_t>{1, 2});
    CHECK(ids("/v2/event-types?username=anna-berg", "cal_ben") == std::vector<std::int64_t>{1, 2});
    CHECK(ids("/v2/event-types?username=anna-berg&eventSlug=m2", "") ==
          std::vector<std::int64_t>{2});
    CHECK(ids("/v2/event-types?username=anna-berg&eventSlug=m3", "").empty());
    CHECK(ids("/v2/event-types?username=nobody", "").empty());
}

TEST_CASE("an event type is shown to its owner only") {
    asker cal;
    const auto show = [&](std::string_view key, const char* id) {
        return cal.ask("GET", std::string("/v2/event-types/") + id, "", key, "2024-06-14");
    };
    const auto own = body_of(show("cal_anna", "2"));
    CHECK(own.at("data").at("minimumBookingNotice") == 60);
    CHECK(own.at("data").at("lengthInMinutesOptions") == boost::json::array{15, 30});
    CHECK(own.at("data").at("bookingUrl") == "http://localhost:3000/anna-berg/m2");
    CHECK(message(show("cal_ben", "2")) == "Event type with id 2 not found");
    CHECK(message(show("cal_anna", "99")) == "Event type with id 99 not found");
    CHECK(show("cal_anna", "two").answer.status == 400);
}

TEST_CASE("the practice of examples/ is a scenario with free starts around its bookings") {
    std::ifstream file(SLOTGATE_EXAMPLES "/practice.json");
    std::ostringstream content;
    content << file.rdbuf();
    const auto read = parse_scenario(content.str(), zones());
    REQUIRE(read.has_value());
    REQUIRE(read->now == at("2031-05-05T05:30:00.000Z"));
    asker cal(read->initial);
    cal.now = *read->now;
    const auto free = cal.ask("GET",
                              "/v2/slots?eventTypeId=1&start=2031-05-05&end=2031-05-05"
                              "&timeZone=Europe/Berlin",
                              "", "cal_sandbox_practice", "2024-09-04")
                          .answer.body;
    CHECK(free.contains("2031-05-05T08:30:00.000+02:00"));
    CHECK_FALSE(free.contains("2031-05-05T08:00:00.000+02:00"));  // under notice
    CHECK_FALSE(free.contains("2031-05-05T10:00:00.000+02:00"));  // booked
    CHECK_FALSE(free.contains("2031-05-05T12:00:00.000+02:00"));  // lunch
}
