#include "gateway/people.hpp"

#include <algorithm>

#include <doctest/doctest.h>

#include "gateway/fact_desk.hpp"
#include "gateway/webhooks.hpp"
#include "ops/metrics.hpp"

using namespace slotgate;
using namespace slotgate::gateway;

namespace {

constexpr tenant_id north{0};
constexpr tenant_id south{1};
constexpr tenant_id west{2};
constexpr utc_date monday{std::chrono::year{2031} / 5 / 5};

tenants three(const std::string& installation_of_west = "https://api.cal.com") {
    std::vector<tenant> all(3);
    for (std::uint32_t i = 0; i < 3; ++i) {
        all[i].id = tenant_id{i};
        all[i].installation = i == 2 ? installation_of_west : "https://api.cal.com";
    }
    return tenants{std::move(all)};
}

event_type served_by(std::int64_t id, hosts by) {
    return {.id = event_type_id{id}, .hosts = std::move(by), .length = minutes{30}};
}

using sharing = std::vector<tenant_id>;

/// Three tenants of which the first two have host 2 in common.
struct neighbours {
    explicit neighbours(const std::string& installation_of_west = "https://api.cal.com")
        : all(three(installation_of_west)) {
        learn_all(north, {served_by(1, {user_id{1}, user_id{2}})});
        learn_all(south, {served_by(5, {user_id{2}, user_id{3}})});
        learn_all(west, {served_by(9, {user_id{3}})});
    }
    void learn_all(tenant_id tenant, const std::vector<event_type>& types) {
        known.learn(tenant, types, known.edition(tenant));
    }

    tenants all;
    people known{all};
};

}  // namespace

TEST_CASE("T2: a fact reaches the tenants that have a host in common, and not their neighbours") {
    const neighbours n;
    CHECK(n.known.tenants_sharing(north) == sharing{north, south});
    CHECK(n.known.tenants_sharing(south) == sharing{south, north, west});
    CHECK(n.known.tenants_sharing(west) == sharing{west, south});
}

TEST_CASE("T2: people are those of one installation") {
    const neighbours n{"https://cal.west.example"};
    CHECK(n.known.tenants_sharing(south) == sharing{south, north});
    CHECK(n.known.tenants_sharing(west) == sharing{west});
}

TEST_CASE("T2: while event types are unknown, all tenants of the installation are reached") {
    const auto all = three();
    people known{all};
    CHECK(known.tenants_sharing(north) == sharing{north, south, west});
    known.learn(north, {served_by(1, {user_id{1}})}, known.edition(north));
    known.learn(south, {served_by(5, {user_id{2}})}, known.edition(south));
    CHECK(known.tenants_sharing(north) == sharing{north, west});
    known.learn(west, {served_by(9, {user_id{3}})});  // one of them, not all
    CHECK(known.tenants_sharing(north) == sharing{north, west});
}

TEST_CASE("T2: hosts that Cal.com does not tell may be anybody") {
    neighbours n;
    n.known.learn(west, {served_by(10, {})});
    CHECK(n.known.tenants_sharing(north) == sharing{north, south, west});
    n.known.learn(west, {served_by(10, {user_id{4}})});
    CHECK(n.known.tenants_sharing(north) == sharing{north, south});
}

TEST_CASE("T2: a fact about an event type of which nothing is known reaches all") {
    const neighbours n;
    CHECK(n.known.tenants_sharing(north, event_type_id{1}) == sharing{north, south});
    CHECK(n.known.tenants_sharing(north, event_type_id{77}) == sharing{north, south, west});
}

TEST_CASE("T2: after a change of event types all are reached until they were read again") {
    neighbours n;
    const auto before = n.known.edition(north);
    n.known.doubt(north);
    CHECK(n.known.tenants_sharing(north) == sharing{north, south, west});
    n.known.learn(north, {served_by(1, {user_id{1}})}, before);  // asked for before the change
    CHECK(n.known.tenants_sharing(north) == sharing{north, south, west});
    n.learn_all(north, {served_by(1, {user_id{1}})});
    // Bookings outlive their host's leaving: who was seen is not forgotten.
    CHECK(n.known.tenants_sharing(north) == sharing{north, south});
}

namespace {

/// An engine that has one day of an event type of each of the neighbours.
struct shared_world : neighbours {
    shared_world() {
        land(north, event_type_id{1});
        land(south, event_type_id{5});
        land(west, event_type_id{9});
    }

    coherence::question about(tenant_id tenant, event_type_id type) const {
        return {.series = {.tenant = tenant, .type = type, .duration = {}, .grid = {}},
                .start = monday,
                .end = monday + days{1} - seconds{1},
                .notice = {}};
    }
    void land(tenant_id tenant, event_type_id type) {
        coherence::landing brought{.series = about(tenant, type).series, .first = monday};
        brought.length = minutes{30};
        brought.dates = {starts{{540, 570}}};
        engine.with([&](coherence::engine& e) {
            brought.left = e.depart(now());
            CHECK(e.land(brought, now()) == coherence::landed::kept);
        });
    }
    bool in_memory(tenant_id tenant, event_type_id type) {
        return engine.with([&](const coherence::engine& e) {
            return e.look(about(tenant, type), now()).complete();
        });
    }

    gateway::clock now = [] { return moment{monday - days{2}, steady_instant{hours{1}}}; };
    guarded<coherence::engine> engine{coherence::engine_options{}};
    ops::metrics metrics;
    fact_desk desk{engine, known, now, metrics};
    webhooks events{desk, metrics};
};

}  // namespace

TEST_CASE("T2, S5: a webhook of one tenant has moved its neighbour's stamps when it is taken") {
    shared_world w;
    w.events.take(north,
                  R"({"triggerEvent":"BOOKING_CREATED","payload":{"uid":"u","eventTypeId":1}})");
    CHECK_FALSE(w.in_memory(north, event_type_id{1}));
    CHECK_FALSE(w.in_memory(south, event_type_id{5}));
    CHECK(w.in_memory(west, event_type_id{9}));
}

TEST_CASE("T2: a change of one tenant's event types throws every neighbour into doubt") {
    shared_world w;
    w.desk.tell({.source = coherence::fact_source::own_request,
                 .radius = coherence::whole_tenant{north},
                 .changes = coherence::changes::rules});
    CHECK_FALSE(w.in_memory(south, event_type_id{5}));
    CHECK_FALSE(w.in_memory(west, event_type_id{9}));
}
