// What belongs to one account: out-of-office days, subscriptions, profile, keys, teams, busy times.
#include <doctest/doctest.h>

#include "practice.hpp"

namespace {

using namespace slotgate;
using namespace slotgate::sim;
using namespace slotgate::sim::testing;

struct account : asker {
    using asker::asker;
    reaction as_anna(std::string method, std::string target, std::string body = {}) {
        return ask(std::move(method), std::move(target), std::move(body), "cal_anna", "");
    }
};

std::string away(std::string_view from, std::string_view to, std::string_view more = {}) {
    return R"({"start":")" + std::string(from) + R"(T10:00:00Z","end":")" + std::string(to) +
           R"(T12:00:00.000Z")" + std::string(more) + "}";
}

world with_team() {
    world w = practice();
    w.teams[7] = {.id = 7, .slug = "team", .name = "Team", .members = {user_id{1}, user_id{2}}};
    return w;
}

const std::string hook =
    R"({"subscriberUrl":"https://x.example/a","active":true,"triggers":["BOOKING_CREATED"]})";

}  // namespace

TEST_CASE("an absence covers whole days and is told in order") {
    account a;
    const auto r =
        a.as_anna("POST", "/v2/me/ooo", away("2031-05-06", "2031-05-07", R"(,"reason":"sick")"));
    CHECK(r.answer.status == 201);
    const auto id = std::to_string(body_of(r).at("data").at("id").as_int64());
    CHECK(r.answer.body ==
          R"({"status":"success","data":{"userId":1,"toUserId":null,"id":)" + id + R"(,"uuid":")" +
              text(r, "uuid") +
              R"(","start":"2031-05-06T00:00:00.000Z","end":"2031-05-07T23:59:59.999Z",)"
              R"("notes":null,"reason":"sick"}})");
    CHECK(a.as_anna("PATCH", "/v2/me/ooo/" + id, R"({"notes":"flu"})").answer.status == 200);
    CHECK(a.ask("DELETE", "/v2/me/ooo/" + id, {}, "cal_ben").answer.status == 403);
    CHECK(text(a.as_anna("DELETE", "/v2/me/ooo/" + id), "notes") == "flu");
    CHECK(a.sim.state().away.empty());
}

TEST_CASE("absences that go together badly are refused") {
    account a(with_team());
    const auto post = [&](const std::string& body) {
        return a.as_anna("POST", "/v2/me/ooo", body);
    };
    CHECK(message(post(away("2031-05-07", "2031-05-06"))) == "Start date must be before end date.");
    CHECK(message(post(R"({"start":"soon"})")) == "Invalid Date.");
    CHECK(message(post(away("2031-05-06", "2031-05-06", R"(,"toUserId":1)"))) ==
          "Cannot redirect to self.");
    CHECK(message(post(away("2031-05-06", "2031-05-06", R"(,"toUserId":9)"))) ==
          "Cannot redirect to this user.");
    CHECK(post(away("2031-05-06", "2031-05-06", R"(,"toUserId":2)")).answer.status == 201);
    const auto again = post(away("2031-05-06", "2031-05-06"));
    CHECK(again.answer.status == 409);
    CHECK(message(again) == "Ooo entry already exists.");
    const auto round = a.ask("POST", "/v2/me/ooo",
                             away("2031-05-06", "2031-05-08", R"(,"toUserId":1)"), "cal_ben");
    CHECK(message(round) == "Booking redirect infinite not allowed.");
    CHECK(post("{}").answer.body.find("start must be a Date instance") != std::string::npos);
    CHECK(message(a.as_anna("PATCH", "/v2/me/ooo/1", R"({"start":"2031-05-06T00:00:00Z"})")) ==
          "Please specify both ooo start and end time.");
}

TEST_CASE("lists of absences are sorted and given in parts") {
    account a;
    for (const auto* const day : {"2031-05-08", "2031-05-06", "2031-05-07"})
        CHECK(a.as_anna("POST", "/v2/me/ooo", away(day, day)).answer.status == 201);
    const auto r = a.as_anna("GET", "/v2/me/ooo?sortStart=desc&skip=1&take=1");
    const auto data = body_of(r).at("data").as_array();
    REQUIRE(data.size() == 1);
    CHECK(data[0].at("start") == "2031-05-07T00:00:00.000Z");
    CHECK(a.as_anna("GET", "/v2/me/ooo?take=0").answer.status == 400);
}

TEST_CASE("a subscription is made, changed and taken away by its owner") {
    account a;
    const auto r = a.as_anna("POST", "/v2/webhooks", hook);
    CHECK(r.answer.status == 201);
    const auto id = text(r, "id");
    CHECK(r.answer.body == R"({"status":"success","data":{"id":")" + id +
                               R"(","payloadTemplate":null,"triggers":["BOOKING_CREATED"],)"
                               R"("subscriberUrl":"https://x.example/a","active":true,)"
                               R"("secret":null,"userId":1}})");
    const auto booked = a.book("2031-05-06T10:00:00Z");
    CHECK(booked.deliveries.size() == 1);
    CHECK(a.as_anna("PATCH", "/v2/webhooks/" + id, R"({"active":false})").answer.status == 200);
    CHECK(a.book("2031-05-06T11:00:00Z").deliveries.empty());
    CHECK(a.ask("GET", "/v2/webhooks/" + id, {}, "cal_ben").answer.status == 403);
    CHECK(a.as_anna("DELETE", "/v2/webhooks/" + id).answer.status == 200);
    CHECK(a.as_anna("GET", "/v2/webhooks/" + id).answer.status == 404);
}

TEST_CASE("a second subscription to one address, unknown triggers and odd addresses are refused") {
    account a;
    CHECK(a.as_anna("POST", "/v2/webhooks", hook).answer.status == 201);
    const auto twice = a.as_anna("POST", "/v2/webhooks", hook);
    CHECK(twice.answer.status == 409);
    CHECK(message(twice) == "Webhook with this subscriber url already exists for this user");
    CHECK(a.as_anna("POST", "/v2/event-types/1/webhooks", hook).answer.status == 201);
    const auto at_url = [&](std::string_view url) {
        return message(a.as_anna(
            "POST", "/v2/webhooks",
            R"({"active":true,"triggers":[],"subscriberUrl":")" + std::string(url) + "\"}"));
    };
    CHECK(at_url("nonsense") == "Webhook URL is not allowed: Invalid URL format");
    CHECK(at_url("ftp://x.example/") ==
          "Webhook URL is not allowed: Only HTTP and HTTPS protocols are allowed");
    CHECK(at_url("http://169.254.169.254/") == "Webhook URL is not allowed: Blocked hostname");
    CHECK(at_url("http://127.0.0.1:7777/").empty());
    const auto bad = a.as_anna("POST", "/v2/webhooks", R"({"triggers":["BOOKING_CONFIRMED"]})");
    CHECK(bad.answer.body.find("each value in triggers must be one of") != std::string::npos);
}

TEST_CASE("an event type's subscriptions belong to its owner or its team") {
    world w = with_team();
    w.event_types.at(event_type_id{4}).team = 7;
    w.event_types.at(event_type_id{4}).owner = user_id{0};
    account a(w);
    CHECK(a.as_anna("POST", "/v2/teams/7/event-types/4/webhooks", hook).answer.status == 201);
    CHECK(a.as_anna("POST", "/v2/teams/7/event-types/1/webhooks", hook).answer.status == 403);
    CHECK(a.as_anna("GET", "/v2/event-types/4/webhooks").answer.status == 403);
    CHECK(a.as_anna("GET", "/v2/event-types/77/webhooks").answer.status == 404);
    CHECK(a.as_anna("DELETE", "/v2/teams/7/event-types/4/webhooks").answer.body ==
          R"({"status":"success","data":"1 webhooks deleted"})");
}

TEST_CASE("a profile is changed, and its zone moves the default schedule") {
    account a;
    const auto r = a.as_anna("PATCH", "/v2/me",
                             R"({"timeZone":"Asia/Tokyo","weekStart":"Monday","timeFormat":24})");
    CHECK(r.answer.status == 200);
    CHECK(text(r, "timeZone") == "Asia/Tokyo");
    CHECK(a.sim.state().users.at(user_id{1}).schedules.front().zone == "Asia/Tokyo");
    CHECK(a.as_anna("GET", "/v2/me").answer.body == r.answer.body);
    CHECK(a.as_anna("PATCH", "/v2/me", R"({"email":"no"})").answer.status == 400);
    CHECK(a.as_anna("PATCH", "/v2/me", R"({"timeFormat":13})").answer.status == 400);
}

TEST_CASE("a refreshed key takes the place of the old one until its last day") {
    account a;
    const auto r = a.as_anna("POST", "/v2/api-keys/refresh", R"({"apiKeyDaysValid":2})");
    CHECK(r.answer.status == 200);
    const auto key = text(r, "apiKey");
    CHECK(a.as_anna("GET", "/v2/me").answer.status == 401);
    CHECK(a.ask("GET", "/v2/me", {}, key).answer.status == 200);
    a.now = at("2031-05-06T23:59:59Z");
    CHECK(a.ask("GET", "/v2/me", {}, key).answer.status == 200);
    a.now = at("2031-05-07T00:00:00Z");
    CHECK(message(a.ask("GET", "/v2/me", {}, key)) ==
          "ApiAuthStrategy - api key - Your api key is expired");
}

TEST_CASE("teams and their members are read by members") {
    account a(with_team());
    CHECK(body_of(a.as_anna("GET", "/v2/teams")).at("data").as_array().size() == 1);
    CHECK(text(a.as_anna("GET", "/v2/teams/7"), "slug") == "team");
    const auto members = body_of(a.as_anna("GET", "/v2/teams/7/memberships")).at("data").as_array();
    REQUIRE(members.size() == 2);
    const auto id = std::to_string(members[1].at("id").as_int64());
    CHECK(text(a.as_anna("GET", "/v2/teams/7/memberships/" + id), "role") == "MEMBER");
    CHECK(a.as_anna("GET", "/v2/teams/7/memberships/1").answer.status == 404);
    CHECK(a.as_anna("GET", "/v2/teams/8").answer.status == 403);
}

TEST_CASE("busy times are those of the caller within the days asked for") {
    world w = practice();
    const auto when = interval::between(at("2031-05-06T10:00:00Z"), at("2031-05-06T11:00:00Z"));
    w.busy = {{.who = user_id{1}, .when = *when}, {.who = user_id{2}, .when = *when}};
    account a(w);
    const auto ask_days = [&](const std::string& more) {
        return a.as_anna("GET", "/v2/calendars/busy-times?credentialId=1&externalId=x" + more)
            .answer.body;
    };
    CHECK(ask_days("&dateFrom=2031-05-06&dateTo=2031-05-06") ==
          R"({"status":"success","data":[{"start":"2031-05-06T10:00:00.000Z",)"
          R"("end":"2031-05-06T11:00:00.000Z","source":null}]})");
    CHECK(ask_days("&dateFrom=2031-05-07") == R"({"status":"success","data":[]})");
}
