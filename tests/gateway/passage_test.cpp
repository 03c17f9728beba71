#include "gateway/passage.hpp"

#include <doctest/doctest.h>

#include "gateway/rendered.hpp"
#include "gateway/webhooks.hpp"
#include "support/gateway_world.hpp"

using namespace slotgate;
using test::gateway_world;

namespace {

void send(gateway_world& w, gateway::passage& passage, wire::request request) {
    boost::asio::co_spawn(w.loop, passage.send(w.tenants->at(tenant_id{0}), std::move(request)),
                          [](const std::exception_ptr& failed, const result<wire::response>&) {
                              CHECK_FALSE(failed);
                          });
    w.settle();
}

bool in_memory(gateway_world& w) {
    return w.availability->at_once(tenant_id{0}, w.about(w.monday, w.monday)).has_value();
}

}  // namespace

TEST_CASE("S1: a write is a fact before it leaves and after it ends, whatever its status") {
    gateway_world w;
    gateway::passage passage{w.desk};
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
    gateway::passage passage{w.desk};
    w.ask();
    for (const auto* method : {"GET", "HEAD", "OPTIONS"})
        send(w, passage,
             {.method = method, .target = "/v2/bookings/x", .headers = {}, .body = {}, .peer = {}});
    CHECK(in_memory(w));
}

TEST_CASE("W2: an event has moved its stamps when it is taken; W7: a ping moves none") {
    gateway_world w;
    gateway::webhooks webhooks{w.desk, w.metrics};
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
        gateway::webhooks webhooks{w.desk, w.metrics};
        w.ask();
        webhooks.take(tenant_id{0}, body);
        CHECK_FALSE(in_memory(w));
    }
}

TEST_CASE("W3: an event that comes twice has the effect of one") {
    gateway_world w;
    gateway::webhooks webhooks{w.desk, w.metrics};
    const auto* const body =
        R"({"triggerEvent":"BOOKING_CANCELLED","payload":{"uid":"u","eventTypeId":7}})";
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
    gateway::webhooks webhooks{w.desk, w.metrics};
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
    gateway::rendered_answers rendered{w.engine};
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
