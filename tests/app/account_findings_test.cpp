#include "app/account_findings.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::app;

namespace {

/// An account at which nothing is amiss.
struct healthy {
    healthy() {
        t.name = "north";
        t.api_key = secret{"cal_k"};
        t.webhook_secret = secret{"w"};
        s.public_url = "https://gate.example";
        facts.reached = milliseconds{35};
        facts.clock = {.ahead = milliseconds{200}, .sure_to = milliseconds{520}};
        facts.rate = {.limit = 120, .remaining = 118};
        facts.slots = result<void>{};
        facts.bookings = result<void>{};
        key_facts own;
        own.owner = wire::profile{.id = user_id{1}, .username = "anna"};
        own.event_types = std::vector{
            event_type{.id = event_type_id{7}, .hosts = {user_id{1}}, .length = minutes{30}}};
        own.subscriptions = std::vector{wire::subscription{
            .url = "https://gate.example/webhooks/calcom/north",
            .triggers = {"BOOKING_CREATED", "BOOKING_RESCHEDULED", "BOOKING_CANCELLED",
                         "BOOKING_REQUESTED", "BOOKING_REJECTED", "BOOKING_PAID", "OOO_CREATED"},
            .active = true,
            .secret = secret{"w"}}};
        facts.keys.push_back(std::move(own));
    }

    [[nodiscard]] std::vector<app::finding> findings() const {
        auto all = s;
        all.tenants = {t};
        return findings_of(all, t, facts);
    }
    /// The gravest of a subject, and its words.
    [[nodiscard]] app::finding about(std::string_view subject) const {
        app::finding worst{.subject = "none"};
        for (const auto& f : findings())
            if (f.subject == subject && (worst.subject == "none" || f.gravity > worst.gravity))
                worst = f;
        return worst;
    }
    wire::subscription& subscribed() { return facts.keys[0].subscriptions->front(); }

    settings s;
    tenant_settings t;
    account_facts facts;
};

bool tells(const app::finding& f, gravity g, std::string_view words) {
    CAPTURE(f.what);
    return f.gravity == g && f.what.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("an account at which nothing is amiss gets nothing but ok") {
    const healthy h;
    for (const auto& f : h.findings()) CHECK_MESSAGE(f.gravity == gravity::ok, f.what);
    CHECK(exit_code(h.findings()) == 0);
    CHECK(tells(h.about("key"), gravity::ok, "that of user 1 (anna)"));
    CHECK(print_lines(h.findings()).find("cal_k") == std::string::npos);
}

TEST_CASE("what nobody answers is told alone, with Cal.com's or the network's words") {
    healthy h;
    h.facts.reached = fail(errc::upstream_timeout);
    CHECK(h.findings().size() == 1);
    CHECK(h.about("address").gravity == gravity::problem);
    CHECK(exit_code(h.findings()) == 1);
    h = healthy{};
    h.facts.keys[0].owner = fail(errc::upstream_refused, "Your api key is not valid");
    CHECK(tells(h.about("key"), gravity::problem, "\"Your api key is not valid\""));
    CHECK(h.about("webhook").subject == "none");
}

TEST_CASE("a clock that is off is told by how much, with the grain of the header allowed for") {
    healthy h;
    const auto gravity_at = [&](milliseconds ahead) {
        h.facts.clock->ahead = ahead;
        return h.about("clock").gravity;
    };
    CHECK(gravity_at(milliseconds{1'500}) == gravity::ok);
    CHECK(gravity_at(milliseconds{1'600}) == gravity::note);
    CHECK(gravity_at(milliseconds{-1'600}) == gravity::note);
    CHECK(gravity_at(milliseconds{-5'600}) == gravity::problem);
    CHECK(h.about("clock").what.find("ahead of Cal.com's") != std::string::npos);
    h.facts.clock.reset();
    CHECK(h.about("clock").gravity == gravity::note);
}

TEST_CASE("a subscription must post to us, be active, whole, plain and signed with our secret") {
    healthy h;
    h.subscribed().active = false;
    CHECK(tells(h.about("webhook"), gravity::problem, "is not active"));
    h = healthy{};
    h.subscribed().has_template = true;
    CHECK(tells(h.about("webhook"), gravity::problem, "payload template"));
    h = healthy{};
    h.subscribed().secret = secret{"other"};
    CHECK(tells(h.about("webhook"), gravity::problem, "signs with another secret"));
    h = healthy{};
    h.subscribed().triggers.erase(h.subscribed().triggers.begin());
    CHECK(tells(h.about("webhook"), gravity::problem, "lacks BOOKING_CREATED"));
    h = healthy{};
    h.subscribed().triggers.pop_back();
    CHECK(tells(h.about("webhook"), gravity::note, "lacks OOO_CREATED"));
    h = healthy{};
    h.subscribed().url = "https://elsewhere.example";
    CHECK(tells(h.about("webhook"), gravity::problem,
                "posts to https://gate.example/webhooks/calcom/north"));
    h.subscribed().url = "https://gate.example/api/calcom/webhook";
    CHECK(h.about("webhook").gravity == gravity::ok);
    h.s.public_url.clear();
    CHECK(tells(h.about("webhook"), gravity::note, "server.public_url is not set"));
}

TEST_CASE("a service must have an event type that a key shows") {
    healthy h;
    h.t.branches = {{.id = "bonn", .services = {{.id = "a", .event_type = event_type_id{7}}}}};
    CHECK(tells(h.about("services"), gravity::ok, "1 with a visible event type"));
    h.t.branches[0].services.push_back({.id = "b", .event_type = event_type_id{8}});
    h.facts.services[event_type_id{8}] = fail(errc::upstream_refused, "no such thing");
    CHECK(
        tells(h.about("services"), gravity::problem, "service 'b' of branch 'bonn': event type 8"));
    h.facts.services[event_type_id{8}] = {};
    CHECK(tells(h.about("services"), gravity::ok, "2 with"));
}

TEST_CASE("hosts without a key, seats, a short rest of the quota and missing TLS are notes") {
    healthy h;
    h.facts.keys[0].event_types->front().hosts = {user_id{1}, user_id{4}};
    CHECK(tells(h.about("people"), gravity::note, "no keys of hosts 4"));
    key_facts theirs;
    theirs.owner = wire::profile{.id = user_id{4}, .username = "ben"};
    theirs.subscriptions = h.facts.keys[0].subscriptions;
    h.facts.keys.push_back(theirs);
    CHECK(h.about("people").gravity == gravity::ok);
    h.facts.keys[0].event_types->front().seated = true;
    CHECK(tells(h.about("event-types"), gravity::note, "1 readable, 0 cacheable"));
    h.facts.rate.remaining = 11;
    CHECK(tells(h.about("quota"), gravity::note, "11 of 120"));
    h.t.base_url = "http://cal.example";
    CHECK(tells(h.about("address"), gravity::note, "without TLS"));
    h.t.base_url = "http://127.0.0.1:8081";
    CHECK(h.about("address").gravity == gravity::ok);
}

TEST_CASE("findings are printed a line each, or as JSON") {
    const std::vector<app::finding> all{
        {.gravity = gravity::note, .tenant = "n", .subject = "quota", .what = "w", .advice = "a"},
        {.gravity = gravity::problem, .tenant = "n", .subject = "key", .what = "\"x\""}};
    CHECK(print_lines(all) == "note     n quota: w  a\nproblem  n key: \"x\"\n");
    CHECK(print_json(all) ==
          R"({"problems":1,"notes":1,"findings":[{"level":"note","tenant":"n","subject":"quota",)"
          R"("what":"w","advice":"a"},{"level":"problem","tenant":"n","subject":"key",)"
          R"("what":"\"x\"","advice":""}]})"
          "\n");
    CHECK(exit_code(all) == 1);
}
