#include "origin/calcom.hpp"

#include <set>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "origin/calcom_world.hpp"

using namespace slotgate;
using origin::credential_verdict;
using test::http_answer;
using then = test::scripted_reply::then;

namespace {

constexpr const char* intro =
    R"({"id":7,"ownerId":5,"lengthInMinutes":30,"slug":"intro","minimumBookingNotice":90})";

using world = test::calcom_world;

std::string refusal(const char* message) {
    return std::string(R"({"status":"error","error":{"code":"X","message":")") + message + "\"}}";
}

/// The milliseconds of the `end` that is asked for.
std::string end_asked(world& w) {
    constexpr std::string_view before = "T23:59:59.";
    w.server.reply(http_answer(200, test::one_slot));
    REQUIRE(w.slots());
    return w.sent().substr(w.sent().find(before) + before.size(), 3);
}

}  // namespace

TEST_CASE(
    "a question for slots carries key and version and brings the starts and Cal.com's clock") {
    world w;
    w.server.reply(http_answer(200, test::one_slot, "Date: Thu, 01 May 2031 08:17:42 GMT\r\n"));
    const auto answer = w.slots();
    REQUIRE(answer);
    CHECK(answer->dates.at(0).starts == starts{{540}});
    CHECK(w.seen.at(0).upstream_now == parse_instant("2031-05-01T08:17:42Z"));
    CHECK(w.sent().contains("cal-api-version: 2024-09-04\r\n"));
    CHECK(w.sent().contains("Authorization: Bearer cal_live_k\r\n"));
    REQUIRE(w.seen.size() == 1);
    CHECK(w.seen[0].operation == origin::operation::slots);
    CHECK(w.seen[0].status == 200);
}

TEST_CASE("S8: the same question is never sent twice as the same URL") {
    world w;
    std::set<std::string> ends;
    for (int i = 0; i < 3; ++i) ends.insert(end_asked(w));
    w.time.system -= seconds{1};  // should the clock go back
    for (int i = 0; i < 3; ++i) ends.insert(end_asked(w));
    CHECK(ends.size() == 6);
}

TEST_CASE("S8: the same URL comes again only when an answer to it is surely forgotten") {
    world w;
    std::set<std::string> ends;
    // Ten seconds on its way, five waiting for its turn, two that Cal.com keeps the answer.
    for (milliseconds passed{0}; passed < seconds{17}; passed += milliseconds{170}) {
        ends.insert(end_asked(w));
        w.pass(milliseconds{170});
    }
    CHECK(ends.size() == 100);
}

TEST_CASE("S8: a process begun anew does not ask as the one before did a moment ago") {
    std::set<std::string> ends;
    world before;
    for (int i = 0; i < 50; ++i) {
        ends.insert(end_asked(before));
        before.pass(milliseconds{80});
    }
    for (int i = 0; i < 50; ++i) ends.insert(end_asked(before));
    world anew(seconds{10}, before.time);
    for (int i = 0; i < 50; ++i) ends.insert(end_asked(anew));
    CHECK(ends.size() == 150);
}

TEST_CASE("S13: what is not an answer is an error of its kind, never an empty day") {
    const auto error_after = [](std::string bytes) {
        world w;
        w.server.reply(bytes);
        w.server.reply(bytes);  // should it ask twice
        const auto answer = w.slots();
        REQUIRE_FALSE(answer);
        return answer.error();
    };
    CHECK(error_after(http_answer(429, refusal("Too many"))).code == errc::upstream_limited);
    CHECK(error_after(http_answer(500, refusal("oops"))).code == errc::upstream_error);
    CHECK(error_after(http_answer(500, R"({"statusCode":500,"message":"Internal server error"})"))
              .code == errc::upstream_error);
    CHECK(error_after(http_answer(502, "<html>bad gateway</html>")).code == errc::upstream_error);
    CHECK(error_after(http_answer(503, "")).code == errc::upstream_error);
    CHECK(error_after(http_answer(404, refusal("Event Type not found"))).code == errc::not_found);
    const auto refused = error_after(http_answer(400, refusal("Invalid start date")));
    CHECK(refused.code == errc::upstream_refused);
    CHECK(refused.detail == "Invalid start date");
    CHECK(error_after(http_answer(200, "<html>")).code == errc::upstream_garbage);
    CHECK(error_after(http_answer(200, "")).code == errc::upstream_garbage);
    CHECK(error_after(http_answer(200, R"({"status":"success"})")).code == errc::upstream_garbage);
    CHECK(error_after(http_answer(200, R"({"status":"error","data":{}})")).code ==
          errc::upstream_garbage);
    CHECK(error_after(http_answer(204, "")).code == errc::upstream_garbage);
}

TEST_CASE("S13: a broken connection and a passed deadline are told apart, and both are seen") {
    world w(milliseconds{30});
    w.server.reply("", then::reset);
    CHECK(w.slots().error().code == errc::upstream_lost);
    w.pass(seconds{5});
    w.server.reply("", then::say_nothing);
    CHECK(w.slots().error().code == errc::upstream_timeout);
    CHECK(w.seen.at(0).status == 0);
    CHECK(w.seen.at(1).status == 0);
}

TEST_CASE("event types are read in version 2024-06-14") {
    world w;
    w.server.reply(http_answer(200, std::string(R"({"status":"success","data":[)") + intro + "]}"));
    w.server.reply(http_answer(404, refusal("Cannot GET /v2/teams")));
    const auto all = test::run(w.io, w.cal.event_types(origin::lane::refresh));
    REQUIRE(all);
    CHECK(all->at(0) == event_type{.id = event_type_id{7},
                                   .slug = "intro",
                                   .hosts = {user_id{5}},
                                   .length = minutes{30},
                                   .lengths = {minutes{30}},
                                   .notice = minutes{90}});
    const auto& asked = w.server.requests().front();
    CHECK(asked.starts_with("GET /v2/event-types HTTP"));
    CHECK(asked.contains("cal-api-version: 2024-06-14\r\n"));
}

TEST_CASE("event types of teams are read where the team keeps them, and go by its slug") {
    world w;
    const auto success = [](const std::string& data) {
        return http_answer(200, R"({"status":"success","data":)" + data + "}");
    };
    w.server.reply(success("[]"));
    w.server.reply(success(R"([{"id":3,"slug":"salon"}])"));
    w.server.reply(success(std::string("[") + intro + "]"));
    const auto all = test::run(w.io, w.cal.event_types(origin::lane::refresh));
    REQUIRE(all);
    REQUIRE(all->size() == 1);
    CHECK(all->front().team_slug == "salon");
    CHECK(w.server.requests().at(1).starts_with("GET /v2/teams HTTP"));
    CHECK(w.sent().starts_with("GET /v2/teams/3/event-types HTTP"));

    w.server.reply(success(intro));
    const auto one = test::run(w.io, w.cal.event_type_of(event_type_id{7}, origin::lane::live));
    REQUIRE(one);
    CHECK(one->team_slug == "salon");
    CHECK(w.sent().starts_with("GET /v2/teams/3/event-types/7 HTTP"));
}

TEST_CASE(
    "one event type is not_found if it is missing or not ours to read, and must be the one asked") {
    world w;
    const auto ask = [&](int status, const std::string& body) {
        w.server.reply(http_answer(status, body));
        return test::run(w.io, w.cal.event_type_of(event_type_id{7}, origin::lane::live));
    };
    CHECK(ask(200, std::string(R"({"status":"success","data":)") + intro + "}"));
    CHECK(w.sent().starts_with("GET /v2/event-types/7 HTTP"));
    CHECK(ask(404, refusal("x")).error().code == errc::not_found);
    CHECK(ask(403, refusal("x")).error().code == errc::not_found);
    CHECK(ask(401, refusal("x")).error().code == errc::upstream_refused);
    CHECK(ask(200, R"({"status":"success","data":{"id":8,"lengthInMinutes":30}})").error().code ==
          errc::upstream_garbage);
}

TEST_CASE("what one key may not read is asked for with the keys of further people") {
    world w;
    origin::calcom cal{{.base_url = w.server.base_url(),
                        .api_key = secret("cal_first"),
                        .people_keys = {secret("cal_second")},
                        .now = w.now},
                       w.client,
                       w.client,
                       w.budgets};
    w.server.reply(http_answer(403, refusal("x")));
    w.server.reply(http_answer(200, std::string(R"({"status":"success","data":)") + intro + "}"));
    CHECK(test::run(w.io, cal.event_type_of(event_type_id{7}, origin::lane::live)));
    CHECK(w.sent().contains("Authorization: Bearer cal_second\r\n"));

    const auto list = std::string(R"({"status":"success","data":[)") + intro + "]}";
    for (int key = 0; key < 2; ++key) {
        w.server.reply(http_answer(200, list));
        w.server.reply(http_answer(404, refusal("Cannot GET /v2/teams")));
    }
    const auto all = test::run(w.io, cal.event_types(origin::lane::refresh));
    REQUIRE(all);
    CHECK(all->size() == 1);
}

TEST_CASE("S4: the addresses of people whose keys are configured are read from their profiles") {
    world w;
    w.server.reply(
        http_answer(200, R"({"status":"success","data":{"id":5,"email":"ana@ex.org"}})"));
    const auto known = test::run(w.io, w.cal.host_addresses(origin::lane::refresh));
    REQUIRE(known);
    CHECK(*known ==
          std::vector<wire::host_address>{{user_id{5}, wire::digest_of_address("ana@ex.org")}});
    CHECK(w.sent().starts_with("GET /v2/me HTTP"));
    w.server.reply(http_answer(401, refusal("Your api key is not valid")));
    CHECK(test::run(w.io, w.cal.host_addresses(origin::lane::refresh))->empty());
    w.server.reply(http_answer(200, "<html>"));
    CHECK_FALSE(test::run(w.io, w.cal.host_addresses(origin::lane::refresh)));
}

TEST_CASE("T2: a credential is asked about with itself alone, never with our key") {
    world w;
    const auto check = [&](int status, const std::string& body) {
        w.server.reply(http_answer(status, body));
        return test::run(w.io, w.cal.check_credential("Bearer cal_theirs"));
    };
    const auto good = check(200, R"({"status":"success","data":{"id":1}})");
    CHECK(good->verdict == credential_verdict::accepted);
    CHECK(w.sent().starts_with("GET /v2/me HTTP"));
    CHECK(w.sent().contains("Authorization: Bearer cal_theirs\r\n"));
    CHECK_FALSE(w.sent().contains("cal_live_k"));
    const auto bad = check(401, refusal("Your api key is not valid"));
    CHECK(bad->verdict == credential_verdict::refused);
    CHECK(bad->message == "Your api key is not valid");
    CHECK(check(403, "")->verdict == credential_verdict::refused);
    CHECK(check(200, "<html>log in</html>").error().code == errc::upstream_garbage);
    CHECK(check(500, "").error().code == errc::upstream_error);
    CHECK(check(429, "").error().code == errc::upstream_limited);
}

TEST_CASE(
    "T2: a relayed request keeps everything but what concerns the connection; no key is added") {
    world w;
    w.server.reply(http_answer(
        409, "{}", "X-Request-Id: r\r\nETag: W/\"e\"\r\nDate: x\r\nConnection: keep-alive\r\n"));
    test::passing passing("{\"a\":1}");
    const auto ended = w.relay({.method = "PATCH",
                                .target = "/v2/x%20y?b=1&a=",
                                .headers = {{"Host", "gateway.example"},
                                            {"Accept-Encoding", "gzip"},
                                            {"Connection", "keep-alive, X-Hop"},
                                            {"X-Hop", "1"},
                                            {"Content-Length", "7"},
                                            {"cal-api-version", "2024-08-13"},
                                            {"Content-Type", "application/json"},
                                            {"Authorization", "Bearer cal_theirs"}},
                                .body = {},
                                .peer = "10.0.0.1"},
                               passing);
    CHECK(ended);
    CHECK(passing.head->status == 409);
    CHECK(passing.body == "{}");
    CHECK(passing.head->headers.fields() ==
          std::vector<wire::headers::field>{
              {"Content-Length", "2"}, {"X-Request-Id", "r"}, {"ETag", "W/\"e\""}, {"Date", "x"}});
    CHECK(w.sent() == "PATCH /v2/x%20y?b=1&a= HTTP/1.1\r\nHost: " + w.server.base_url().substr(7) +
                          "\r\nAccept-Encoding: gzip\r\ncal-api-version: 2024-08-13\r\n"
                          "Content-Type: application/json\r\nAuthorization: Bearer cal_theirs\r\n"
                          "Content-Length: 7\r\n\r\n{\"a\":1}");
}

TEST_CASE("a relayed request without an answer is an error") {
    world w;
    w.server.reply("", then::close);
    test::passing passing("{}");
    const auto ended =
        w.relay({.method = "POST", .target = "/v2/bookings", .headers = {}, .body = {}, .peer = {}},
                passing);
    CHECK(ended.error().code == errc::upstream_lost);
    CHECK_FALSE(passing.head);
    CHECK(w.server.requests().size() == 1);
    CHECK(w.seen.back().status == 0);
}

TEST_CASE("T2: a booking's event type is asked for with the account's key") {
    world w;
    const auto ask = [&](int status, const char* body) {
        w.server.reply(http_answer(status, body));
        return test::run(w.io, w.cal.event_types_of_booking("a/b"));
    };
    const auto found = ask(200, R"({"status":"success","data":{"eventTypeId":7}})");
    REQUIRE(found);
    CHECK(*found == std::vector{event_type_id{7}});
    CHECK(w.sent().starts_with("GET /v2/bookings/a%2Fb HTTP/1.1"));
    CHECK(w.sent().find("cal-api-version: 2024-08-13") != std::string::npos);
    CHECK(w.sent().find("Bearer cal_live_k") != std::string::npos);
    CHECK(ask(404, "{}")->empty());
    CHECK(ask(500, "{}").error().code == errc::upstream_error);
}
