#include "gateway/passage.hpp"

#include <doctest/doctest.h>

#include "gateway/rendered.hpp"
#include "gateway/webhooks.hpp"
#include "support/gateway_world.hpp"
#include "support/passing.hpp"

using namespace slotgate;
using test::gateway_world;

namespace {

using test::passing;

/// A request whose body has come, or comes through the conduit it gets.
void send(gateway_world& w, gateway::passage& passage, wire::request request,
          std::shared_ptr<passing> through = nullptr) {
    if (through == nullptr) through = std::make_shared<passing>(request.body);
    request.body.clear();
    boost::asio::co_spawn(
        w.loop, passage.send(w.tenants->at(tenant_id{0}), std::move(request), through->bodies),
        [through](const std::exception_ptr& failed, const result<void>&) { CHECK_FALSE(failed); });
    w.settle();
}

wire::request a(std::string method, std::string target) {
    return {.method = std::move(method),
            .target = std::move(target),
            .headers = {},
            .body = {},
            .peer = {}};
}

/// So long that what was learned before is settled, and what is in memory holds.
constexpr seconds settled{30};

bool in_memory(gateway_world& w) {
    return w.availability->at_once(tenant_id{0}, w.about(w.monday, w.monday)).has_value();
}

}  // namespace

TEST_CASE("S1: a write is a fact before it leaves and after it ends, whatever its status") {
    gateway_world w;
    gateway::passage passage{w.desk, w.people, w.now};
    w.ask();
    CHECK(in_memory(w));
    w.calcom->hold();
    send(w, passage,
         {.method = "POST", .target = "/v2/bookings", .headers = {}, .body = "{}", .peer = {}});
    CHECK_FALSE(in_memory(w));
    w.pass(seconds{30});
    const auto asker = w.ask();
    w.calcom->release_all();  // the write is refused (404), the question answered
    w.settle();
    w.settle();
    CHECK(asker->answered());
    CHECK_FALSE(in_memory(w));
}

TEST_CASE("S1: reading changes nothing") {
    gateway_world w;
    gateway::passage passage{w.desk, w.people, w.now};
    w.ask();
    for (const auto* method : {"GET", "HEAD", "OPTIONS"})
        send(w, passage, a(method, "/v2/bookings/x"));
    CHECK(in_memory(w));
}

TEST_CASE("S1: a write is a fact before the head of its answer is told, and again after its end") {
    gateway_world w;
    gateway::passage passage{w.desk, w.people, w.now};
    const auto slow = std::make_shared<passing>(std::nullopt, 4);
    w.calcom->on_relay = [](const wire::request&) {
        return wire::response{.status = 201, .headers = {}, .body = "four"};
    };
    CHECK(slow->bodies.put("full"));  // no room for the answer's body
    send(w, passage, a("POST", "/v2/bookings"), slow);
    w.pass(settled);
    w.ask();
    CHECK(in_memory(w));
    slow->bodies.finish_request();
    w.settle();
    CHECK(slow->bodies.has_begun());
    CHECK_FALSE(in_memory(w));
    w.pass(settled);
    w.ask();
    CHECK(in_memory(w));  // the end is not yet here
    slow->look();
    w.settle();
    slow->look();
    CHECK(slow->head->status == 201);
    CHECK(slow->body == "fullfour");
    CHECK(slow->end == stream::ending::whole);
    CHECK_FALSE(in_memory(w));
}

TEST_CASE("S1: a write is a fact afterwards also if its client left or Cal.com did not answer") {
    for (const bool client_leaves : {true, false}) {
        gateway_world w;
        gateway::passage passage{w.desk, w.people, w.now};
        w.calcom->hold();
        if (!client_leaves) w.calcom->fail_next(errc::upstream_down);
        const auto through = std::make_shared<passing>("{}");
        send(w, passage, a("POST", "/v2/bookings"), through);
        w.pass(settled);
        w.calcom->release_all();
        w.ask();
        if (client_leaves) through->bodies.drop();
        CHECK_FALSE(in_memory(w));
        CHECK(w.calcom->relayed().size() == 1);
    }
}

TEST_CASE("S1: a write whose body breaks off never leaves whole, and is a fact all the same") {
    gateway_world w;
    gateway::passage passage{w.desk, w.people, w.now};
    const auto through = std::make_shared<passing>(std::nullopt, 100);
    send(w, passage, a("POST", "/v2/bookings"), through);
    through->bodies.give("half");
    w.settle();
    w.pass(settled);
    w.ask();
    CHECK(in_memory(w));
    through->bodies.leave();
    w.settle();
    CHECK(w.calcom->relayed().empty());
    CHECK_FALSE(in_memory(w));
}

TEST_CASE("S1: a short list of writes is harmless; whatever is not on it is a fact") {
    const auto changes = [](const char* method, const char* target) {
        return gateway::may_change_availability(a(method, target));
    };
    for (const auto* target : {
             "/v2/api-keys/refresh",
             "/v2/webhooks",
             "/v2/webhooks/5f0c-1",
             "/v2/webhooks?x=1",
             "/v2/event-types/7/webhooks",
             "/v2/event-types/7/webhooks/8",
             "/v2/teams/1/event-types/7/webhooks",
             "/v2/teams/1/event-types/7/webhooks/8",
             "/v2/oauth-clients/c/webhooks",
             "/v2/oauth-clients/c/webhooks/8",
             "/v2/organizations/1/webhooks",
             "/v2/organizations/1/webhooks/8",
             "/v2/verified-resources/emails/verification-code/request",
             "/v2/verified-resources/emails/verification-code/verify",
             "/v2/verified-resources/phones/verification-code/request",
             "/v2/verified-resources/phones/verification-code/verify",
             "/v2/teams/1/verified-resources/emails/verification-code/request",
             "/v2/teams/1/verified-resources/emails/verification-code/verify",
             "/v2/teams/1/verified-resources/phones/verification-code/request",
             "/v2/teams/1/verified-resources/phones/verification-code/verify",
             "/v2/oauth/c/exchange",
             "/v2/oauth/c/refresh",
         }) {
        CAPTURE(target);
        CHECK_FALSE(changes("POST", target));
        CHECK_FALSE(changes("DELETE", target));
    }
    for (const auto* target : {
             "/v2/slots/reservations",
             "/v2/slots/reserve",
             "/v2/slots/selected-slot",
             "/v2/bookings",
             "/v2/bookings/u/cancel",
             "/v2/event-types",
             "/v2/event-types/7",
             "/v2/schedules/1",
             "/v2/me",
             "/v2/calendars/google/disconnect",
             "/v2/selected-calendars",
             "/v2/webhooks/",
             "/v2/webhooks/8/9",
             "/v2/webhooks/a%2Fb",
             "/v2/webhooks//8",
             "/v2//webhooks",
             "/v2/event-types//webhooks",
             "/v2/event-types/7;x/webhooks",
             "/v2/api-keys",
             "/v2/organizations/1/webhooks/8/x",
         }) {
        CAPTURE(target);
        CHECK(changes("POST", target));
        CHECK_FALSE(changes("GET", target));
    }
}

TEST_CASE("S1: edits through the gateway are facts on rules, bookings and holds are not") {
    const auto reads_after = [](const char* target) {
        gateway_world w;
        gateway::passage passage{w.desk, w.people, w.now};
        w.ask();
        const auto before = w.calcom->event_types_asked();
        send(w, passage, a("PATCH", target));
        w.pass(settled);
        w.ask();
        return w.calcom->event_types_asked() - before;
    };
    CHECK(reads_after("/v2/event-types/7") == 1);
    CHECK(reads_after("/v2/schedules/1") == 1);
    CHECK(reads_after("/v2/bookings/u/reschedule") == 0);
    CHECK(reads_after("/v2/slots/reservations/u") == 0);
}

TEST_CASE("S4: a booking or a hold of another week through the gateway leaves days in memory") {
    const char* target = "/v2/bookings";
    const auto keeps = [&](const std::string& body, const char* version, int status) {
        gateway_world w;
        gateway::passage passage{w.desk, w.people, w.now};
        boost::asio::co_spawn(w.loop, w.types->load(tenant_id{0}),
                              [](const std::exception_ptr&, const result<void>&) {});
        w.settle();
        w.ask();
        w.calcom->on_relay = [=](const wire::request&) {
            return wire::response{.status = status, .headers = {}, .body = "{}"};
        };
        auto request = a("POST", target);
        request.headers.add("cal-api-version", version);
        request.body = body;
        send(w, passage, std::move(request));
        CHECK(w.calcom->relayed().size() == 1);
        CHECK(w.calcom->relayed().front().body == body);
        return in_memory(w);
    };
    const std::string later = R"({"eventTypeId":7,"start":"2031-05-14T09:00:00Z"})";
    CHECK(keeps(later, "2024-08-13", 201));
    CHECK(keeps(later, "2024-08-13", 400));
    CHECK_FALSE(keeps(later, "2024-08-13", 401));  // a limit that nobody told us of
    CHECK_FALSE(keeps(later, "2024-04-15", 201));
    CHECK_FALSE(keeps(R"({"eventTypeId":7,"start":"2031-05-05T09:00:00Z"})", "2024-08-13", 201));
    CHECK_FALSE(keeps(R"({"eventTypeId":8,"start":"2031-05-14T09:00:00Z"})", "2024-08-13", 201));
    CHECK_FALSE(keeps(R"({"start":"2031-05-14T09:00:00Z"})", "2024-08-13", 201));
    target = "/v2/slots/reservations";
    CHECK(keeps(R"({"eventTypeId":7,"slotStart":"2031-05-14T09:00:00Z"})", "2024-09-04", 201));
    CHECK(keeps(R"({"eventTypeId":7,"slotStart":"2031-05-14T09:00:00Z"})", "2024-09-04", 422));
    CHECK_FALSE(
        keeps(R"({"eventTypeId":7,"slotStart":"2031-05-05T09:00:00Z"})", "2024-09-04", 201));
    CHECK_FALSE(keeps(later, "2024-09-04", 201));
}

TEST_CASE("B7: a start that Cal.com refuses to book is not offered, though it lists it") {
    const auto listed_after = [](wire::response refusal) {
        gateway_world w;
        gateway::passage passage{w.desk, w.people, w.now};
        w.ask();
        w.calcom->on_relay = [=](const wire::request&) { return refusal; };
        auto request = a("POST", "/v2/bookings");
        request.headers.add("cal-api-version", "2024-08-13");
        request.headers.add("Accept-Encoding", "gzip");
        request.body = R"({"eventTypeId":7,"start":"2031-05-05T09:30:00Z"})";
        send(w, passage, std::move(request));
        CHECK_FALSE(w.calcom->relayed().front().headers.find("Accept-Encoding"));
        w.pass(settled);
        w.ask();
        return w.ask()->minutes();
    };
    using listed = std::vector<starts::minute_of_date>;
    const auto says = [](int status, const char* body) {
        return wire::response{.status = status, .headers = {}, .body = body};
    };
    CHECK(listed_after(says(409, R"({"statusCode":409,"message":"booking_conflict_error"})")) ==
          listed{540, 600});
    CHECK(listed_after(says(401, R"({"statusCode":401,"message":"booking_limit_reached"})")) ==
          listed{540, 600});
    CHECK(listed_after(says(400, R"({"statusCode":400,"message":"Missing phone"})")) ==
          listed{540, 570, 600});
}

TEST_CASE("W2: an event has moved its stamps when it is taken; W7: a ping moves none") {
    gateway_world w;
    gateway::webhooks webhooks{w.desk, w.people, w.now, w.metrics};
    w.ask();
    webhooks.take(tenant_id{0}, R"({"triggerEvent":"PING","payload":{"type":"Test"}})");
    CHECK(in_memory(w));
    webhooks.take(tenant_id{0},
                  R"({"triggerEvent":"BOOKING_CREATED","payload":{"uid":"u","eventTypeId":7}})");
    CHECK_FALSE(in_memory(w));
}

TEST_CASE("W5: a signed event that cannot be understood concerns the whole tenant") {
    for (const auto* body : {"", "[]", "{", R"({"triggerEvent":"NEVER_HEARD"})",
                             R"({"triggerEvent":7,"payload":"x"})"}) {
        gateway_world w;
        gateway::webhooks webhooks{w.desk, w.people, w.now, w.metrics};
        w.ask();
        webhooks.take(tenant_id{0}, body);
        CHECK_FALSE(in_memory(w));
    }
}

TEST_CASE("W3: an event that comes twice has the effect of one") {
    gateway_world w;
    gateway::webhooks webhooks{w.desk, w.people, w.now, w.metrics};
    const auto* const body =
        R"({"triggerEvent":"BOOKING_REJECTED","payload":{"uid":"u","eventTypeId":7}})";
    webhooks.take(tenant_id{0}, body);
    webhooks.take(tenant_id{0}, body);
    w.pass(seconds{4});
    w.ask();
    CHECK(in_memory(w));
    webhooks.take(tenant_id{0}, body);
    CHECK_FALSE(in_memory(w));
}

TEST_CASE("W6: a flood of events fetches nothing; the next asker does, once") {
    gateway_world w;
    gateway::webhooks webhooks{w.desk, w.people, w.now, w.metrics};
    w.ask();
    for (int i = 0; i < 1000; ++i)
        webhooks.take(
            tenant_id{0},
            R"({"triggerEvent":"BOOKING_CREATED","payload":{"uid":"u","eventTypeId":7}})");
    w.settle();
    CHECK(w.calcom->slots_asked().size() == 1);
    w.ask();
    CHECK(w.calcom->slots_asked().size() == 2);
}

TEST_CASE("S11: a rendered answer is given out only while its days are current") {
    gateway_world w;
    gateway::rendered_answers rendered{w.engine, w.power};
    auto kept = std::make_shared<gateway::rendered_answer>();
    kept->body = "{}";
    kept->validity = w.ask()->answer().validity;
    kept->validity.good_until = w.now().steady + seconds{300};
    rendered.keep("/v2/slots?a", kept);
    CHECK(rendered.find(tenant_id{0}, "/v2/slots?a", w.now()) == kept);
    CHECK(rendered.find(tenant_id{0}, "/v2/slots?b", w.now()) == nullptr);
    CHECK(rendered.find(tenant_id{1}, "/v2/slots?a", w.now()) == nullptr);
    w.learn_of_booking();
    CHECK(rendered.find(tenant_id{0}, "/v2/slots?a", w.now()) == nullptr);
}

TEST_CASE("S5: an answer seen to hold is looked at again after any fact, and as time goes on") {
    gateway_world w;
    gateway::rendered_answers rendered{w.engine, w.power};
    gateway::rendered_answer answer;
    answer.validity = w.ask()->answer().validity;
    answer.validity.good_until = w.now().steady + seconds{300};
    CHECK(rendered.holds(answer, w.now()));
    CHECK(rendered.holds(answer, w.now()));
    CHECK_FALSE(rendered.holds(answer, {w.now().system, w.now().steady + seconds{300}}));
    w.power.set(false);
    CHECK_FALSE(rendered.holds(answer, w.now()));
    w.power.set(true);
    w.learn_of_booking();
    CHECK_FALSE(rendered.holds(answer, w.now()));
}
