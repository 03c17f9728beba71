#include "calcom-sim/page.hpp"

#include <doctest/doctest.h>

#include "practice.hpp"

using namespace slotgate;
using namespace slotgate::sim;
using namespace slotgate::sim::testing;

namespace {

wire::request form(std::string body) {
    return {.method = "POST",
            .target = "/anna-berg/m1",
            .headers = {},
            .body = std::move(body),
            .peer = {}};
}

/// With a team of both hosts, an event type either serves, and a managed one.
world team_practice() {
    auto w = practice();
    w.teams[9] = {
        .id = 9, .slug = "both", .name = "Berg & Weil", .members = {user_id{1}, user_id{2}}};
    event_type any;
    any.id = event_type_id{10};
    any.team = 9;
    any.kind = scheduling::round_robin;
    any.hosts = {{.who = user_id{1}}, {.who = user_id{2}}};
    any.slug = any.title = "any";
    w.event_types[any.id] = any;
    any.id = event_type_id{11};
    any.kind = scheduling::managed;
    any.slug = "parent";
    w.event_types[any.id] = any;
    return w;
}

}  // namespace

TEST_CASE("the front page links to what is not hidden") {
    const auto page = front_page(practice());
    CHECK(page.status == 200);
    CHECK(page.body.contains("href=\"/anna-berg/m1\""));
    CHECK(page.body.contains("href=\"/ben-weil/m4\""));
    CHECK_FALSE(page.body.contains("/anna-berg/m3"));
}

TEST_CASE("a page belongs to a user and a slug of theirs") {
    const auto w = practice();
    REQUIRE(type_of_page(w, "/anna-berg/m2") != nullptr);
    CHECK(type_of_page(w, "/anna-berg/m2")->id == event_type_id{2});
    for (const auto* path : {"/", "/anna-berg", "/anna-berg/", "/anna-berg/m4", "/ben-weil/m1/x"})
        CHECK(type_of_page(w, path) == nullptr);
}

TEST_CASE("a team's event types have their pages under the team's name") {
    const auto w = team_practice();
    CHECK(front_page(w).body.contains("href=\"/team/both/any\""));
    CHECK(front_page(w).body.contains("30 minutes with Berg &amp; Weil"));
    CHECK_FALSE(front_page(w).body.contains("/team/both/parent"));
    REQUIRE(type_of_page(w, "/team/both/any") != nullptr);
    CHECK(type_of_page(w, "/team/both/parent") == nullptr);
    CHECK(type_of_page(w, "/anna-berg/any") == nullptr);
    CHECK(page_route(w, "/team/both/any") == "/team/{slug}/{event}");
    CHECK(page_route(w, "/anna-berg/m1") == "/{username}/{slug}");
    CHECK(page_route(w, "/team/both").empty());
    const auto page = booking_page(w, zones(), *type_of_page(w, "/team/both/any"),
                                   at("2031-05-06T08:05:00.000Z"));
    CHECK(page.body.contains("value=\"2031-05-06T12:30:00.000+02:00\""));
}

TEST_CASE("a page tells how many seats are left") {
    auto w = practice();
    w.event_types[event_type_id{1}].seats = seats_offer{.per_slot = 4};
    const auto page = booking_page(w, zones(), w.event_types.at(event_type_id{1}),
                                   at("2031-05-06T08:05:00.000Z"));
    CHECK(page.body.contains("(4 seats left)"));
}

TEST_CASE("the booking page shows free starts in the host's zone and none under notice") {
    const auto w = practice();
    const auto page = booking_page(w, zones(), w.event_types.at(event_type_id{1}),
                                   at("2031-05-06T08:05:00.000Z"));
    CHECK(page.headers.find("Content-Type") == "text/html; charset=utf-8");
    CHECK(page.body.contains("<h2>2031-05-06</h2>"));
    CHECK(page.body.contains("value=\"2031-05-06T11:30:00.000+02:00\""));
    CHECK_FALSE(page.body.contains("2031-05-06T11:00:00.000+02:00"));
    CHECK_FALSE(page.body.contains("2031-05-10T"));
}

TEST_CASE("everything shown is escaped") {
    auto w = practice();
    w.event_types[event_type_id{1}].title = "<script>alert('x')</script>";
    w.users[user_id{1}].name = "A \"& B";
    const auto page = booking_page(w, zones(), w.event_types.at(event_type_id{1}),
                                   at("2031-05-06T08:00:00.000Z"));
    CHECK_FALSE(page.body.contains("<script>"));
    CHECK(page.body.contains("&lt;script&gt;alert(&#x27;x&#x27;)"));
    CHECK(page.body.contains("A &quot;&amp; B"));
    const auto failed = outcome_page(
        wire::json_response(400, R"({"statusCode":400,"message":"<b>no</b>"})"), "/a\"b");
    CHECK(failed.body.contains("&lt;b&gt;no&lt;/b&gt;"));
    CHECK(failed.body.contains("/a&quot;b"));
}

TEST_CASE("a form becomes the booking of a stranger in the host's zone") {
    const auto w = practice();
    const auto r = booking_of_form(
        w, w.event_types.at(event_type_id{1}),
        form("start=2031-05-06T12%3A00%3A00.000%2B02%3A00&name=Bo+%22G%22&email=bo%40x.example"
             "&notes=knee&colour=red"));
    CHECK(r.target == "/v2/bookings");
    CHECK_FALSE(r.headers.find("Authorization").has_value());
    CHECK(r.body ==
          R"({"eventTypeId":1,"start":"2031-05-06T12:00:00.000+02:00",)"
          R"("bookingFieldsResponses":{"notes":"knee"},"attendee":{"timeZone":"Europe/Berlin",)"
          R"("name":"Bo \"G\"","email":"bo@x.example"}})");
}

TEST_CASE("the page after the form confirms, or tells Cal.com's reason with its status") {
    asker cal;
    const auto booked = outcome_page(cal.book("2031-05-06T10:00:00Z").answer, "/anna-berg/m1");
    CHECK(booked.status == 200);
    CHECK(booked.body.contains("m1 between Anna Berg and Bo Guest"));
    const auto taken = outcome_page(cal.book("2031-05-06T10:00:00Z").answer, "/anna-berg/m1");
    CHECK(taken.status == 400);
    CHECK(taken.body.contains("User either already has booking at this time"));
    const auto series = outcome_page(
        wire::json_response(201, R"({"status":"success","data":[{"title":"Course","start":"s",)"
                                 R"("uid":"u","status":"pending"}]})"),
        "/x");
    CHECK(series.body.contains("Requested"));
    CHECK(series.body.contains("<strong>Course</strong>"));
}
