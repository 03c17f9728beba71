#include "gateway/people.hpp"

#include <algorithm>
#include <string>
#include <variant>

#include <doctest/doctest.h>

#include "gateway/fact_desk.hpp"
#include "gateway/webhooks.hpp"
#include "ops/metrics.hpp"
#include "wire/host_address.hpp"

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

/// Three tenants of which the first two have host 2 in common, if the first has event type 1 alone.
struct neighbours {
    explicit neighbours(const std::string& installation_of_west = "https://api.cal.com",
                        const std::vector<event_type>& of_north = {served_by(1, {user_id{1},
                                                                                 user_id{2}})})
        : all(three(installation_of_west)) {
        learn_all(north, of_north);
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
    webhooks events{desk, known, now, metrics};
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

namespace {

constexpr utc_date thursday{std::chrono::year{2031} / 5 / 8};

constexpr auto certain = people::certainty::all_there_are;

std::string digest(const char* address) {
    return wire::digest_of_address(address);
}

/// Event type 1 of the north, at noon of the Thursday.
booking_change booked(std::optional<user_id> organizer, std::vector<std::string> mentioned = {}) {
    const instant noon = thursday + hours{12};
    return {.type = event_type_id{1},
            .organizer = organizer,
            .members = {},
            .mentioned = std::move(mentioned),
            .when = {*interval::between(noon, noon + minutes{30})}};
}

/// `north/1 south/5`, each with `:all` if it is more than the dates around; `north` alone is all of
/// it.
std::string reached(const people& known, const booking_change& c) {
    struct writer {
        std::string operator()(const coherence::everything&) const { return "everything"; }
        std::string operator()(const coherence::whole_tenant& r) const { return name(r.tenant); }
        std::string operator()(const coherence::whole_event_type& r) const {
            return name(r.tenant) + '/' + std::to_string(r.type.value) + ":all";
        }
        std::string operator()(const coherence::dates_from& r) const {
            return name(r.tenant) + '/' + std::to_string(r.type.value) + ":later";
        }
        std::string operator()(const coherence::some_dates& r) const {
            CHECK(r.first == thursday - days{1});
            CHECK(r.last == thursday + days{1});
            return name(r.tenant) + '/' + std::to_string(r.type.value);
        }
        static std::string name(tenant_id t) {
            return t == north ? "north" : t == south ? "south" : "west";
        }
    };
    std::string out;
    for (const auto& one : known.radius_of(north, c))
        out += (out.empty() ? "" : " ") + std::visit(writer{}, one);
    return out;
}

event_type pool(std::int64_t id, hosts by, hosts fixed = {}) {
    auto out = served_by(id, std::move(by));
    out.serving = serving::one_of_them;
    out.fixed_hosts = std::move(fixed);
    return out;
}

/// Of a person with an event type of his own number.
event_type own_type(std::int64_t person) {
    return served_by(person, {user_id{person}});
}

/// The north has just these event types.
neighbours with(const std::vector<event_type>& of_north) {
    return neighbours{"https://api.cal.com", of_north};
}

}  // namespace

TEST_CASE("S4, T2: a booking reaches what its people offer, in every account that knows them") {
    const auto n = with({served_by(1, {user_id{1}, user_id{2}}), served_by(3, {user_id{7}})});
    CHECK(reached(n.known, booked(user_id{1})) == "north/1 south/5");
}

TEST_CASE("S4: of a pool only the host that was booked is reached, and those who are fixed") {
    const hosts all{user_id{11}, user_id{12}, user_id{13}};
    const auto n = with({pool(1, all), own_type(11), own_type(12), own_type(13)});
    CHECK(reached(n.known, booked(user_id{11})) == "north/1 north/11");
    CHECK(reached(n.known, booked({})) == "north/1 north/11 north/12 north/13");
    auto moved = booked(user_id{11});
    moved.when.push_back(moved.when.front());
    CHECK(reached(n.known, moved) == "north/1 north/11 north/12 north/13");
    auto joined = booked(user_id{11});
    joined.members = {user_id{13}};
    CHECK(reached(n.known, joined) == "north/1 north/11 north/13");
    const auto fixed = with({pool(1, all, {user_id{12}}), own_type(11), own_type(12)});
    CHECK(reached(fixed.known, booked(user_id{11})) == "north/1:all north/11 north/12");
}

TEST_CASE(
    "S4: who attends is a host if the address says so, and may be while addresses are unknown") {
    auto n = with({own_type(1), own_type(11), own_type(12)});
    n.known.learn(south, {{user_id{2}, digest("2@ex.org")}}, certain);
    n.known.learn(north, {{user_id{1}, digest("1@ex.org")}, {user_id{11}, digest("11@ex.org")}},
                  certain);
    CHECK(reached(n.known, booked(user_id{1}, {digest("11@ex.org")})) == "north/1 north/11");
    CHECK(reached(n.known, booked(user_id{1}, {digest("bo@ex.org")})) == "north/1 north/12");
    n.known.learn(north, {{user_id{12}, digest("12@ex.org")}}, certain);
    CHECK(reached(n.known, booked(user_id{1}, {digest("bo@ex.org")})) == "north/1");
    // A host of another account, whom only that account knows.
    n.known.learn(south, {{user_id{3}, digest("3@ex.org")}}, certain);
    CHECK(reached(n.known, booked(user_id{1}, {digest("3@ex.org")})) == "north/1 south/5 west/9");
}

TEST_CASE("S4: an address that a booking showed says who attends, and not who does not") {
    auto n = with({own_type(1), own_type(11)});
    n.known.learn(south, {{user_id{2}, digest("2@ex.org")}}, certain);
    n.known.learn(north, {{user_id{1}, digest("1@ex.org")}}, certain);
    n.known.learn(north, {{user_id{11}, digest("11@ex.org")}}, people::certainty::one_of_several);
    CHECK(reached(n.known, booked(user_id{1}, {digest("11@ex.org")})) == "north/1 north/11");
    CHECK(reached(n.known, booked(user_id{1}, {digest("bo@ex.org")})) == "north/1 north/11");
    CHECK(reached(n.known, booked(user_id{1}, {digest("1@ex.org")})) == "north/1");
}

TEST_CASE("S4: what cannot be resolved reaches whole tenants") {
    neighbours n;
    auto of_unknown = booked(user_id{1});
    of_unknown.type = event_type_id{77};
    CHECK(reached(n.known, of_unknown) == "north south west");
    CHECK(reached(n.known, booked(user_id{99})) == "north south");
    auto with_stranger = booked(user_id{1});
    with_stranger.members = {user_id{99}};
    CHECK(reached(n.known, with_stranger) == "north south");
    n.known.outlive(south);
    CHECK(reached(n.known, booked(user_id{1})) == "north/1 south");
    n.known.outlive(north);
    CHECK(reached(n.known, booked(user_id{1})) == "north south west");
}

TEST_CASE("S4: a series, told or of the event type, reaches all dates") {
    auto change = booked(user_id{1});
    change.of_series = true;
    CHECK(reached(neighbours{}.known, change) == "north/1:all south/5:all");
    auto weekly = served_by(1, {user_id{1}, user_id{2}});
    weekly.recurring = true;
    const auto n = with({weekly});
    CHECK(reached(n.known, booked(user_id{1})) == "north/1:all south/5:all");
}

TEST_CASE("S4: a booking of unknown length lasts as long as the longest") {
    auto long_one = served_by(1, {user_id{1}});
    long_one.lengths = {minutes{30}, days{3}};
    long_one.slot_interval = minutes{30};
    const auto n = with({long_one});
    auto change = booked(user_id{1});
    change.is_length_open = true;
    const auto radius = n.known.radius_of(north, change);
    REQUIRE(radius.size() == 1);
    CHECK(std::get<coherence::some_dates>(radius.front()).last == thursday + days{4});
}

TEST_CASE(
    "S4: event types that are not what they were, or are gone, are news unless they were in "
    "doubt") {
    neighbours n;
    using enum people::news;
    const auto learn = [&](const event_type& type) {
        return n.known.learn(north, {type}, n.known.edition(north));
    };
    auto type = served_by(1, {user_id{1}, user_id{2}});
    CHECK(learn(type) == nothing);
    type.slug = "renamed";
    CHECK(learn(type) == nothing);
    type.buffer_after = minutes{10};
    CHECK(learn(type) == changed);
    CHECK(learn(type) == nothing);
    type.buffer_after = minutes{20};
    n.known.doubt(north);
    CHECK(learn(type) == nothing);
    CHECK(learn(served_by(2, {user_id{1}})) == changed);  // 1 is gone
    CHECK(n.known.learn(north, {served_by(3, {user_id{1}})}) == nothing);
}

TEST_CASE("S4: a booking made by webhook leaves other people's days in memory") {
    shared_world w;
    w.known.learn(south, {{user_id{2}, digest("2@ex.org")}, {user_id{3}, digest("3@ex.org")}},
                  certain);
    w.events.take(north, R"({"triggerEvent":"BOOKING_CREATED","payload":{"uid":"u",)"
                         R"("eventTypeId":1,"startTime":"2031-05-05T09:00:00Z",)"
                         R"("endTime":"2031-05-05T09:30:00Z","organizer":{"id":1},)"
                         R"("attendees":[]}})");
    CHECK_FALSE(w.in_memory(north, event_type_id{1}));
    CHECK_FALSE(w.in_memory(south, event_type_id{5}));
    CHECK(w.in_memory(west, event_type_id{9}));
}

TEST_CASE(
    "S4: a booking of another week leaves the days in memory; one that tells too little does not") {
    const auto event = [](const char* trigger, const std::string& more) {
        return std::string(R"({"triggerEvent":")") + trigger +
               R"(","payload":{"uid":"u","eventTypeId":1,"organizer":{"id":1})" + more + "}}";
    };
    const std::string later =
        R"(,"startTime":"2031-05-12T09:00:00Z","endTime":"2031-05-12T09:30:00Z")";
    const std::string whole = later + R"(,"attendees":[{"email":"bo@ex.org"}])";
    const auto keeps = [](const std::string& body) {
        shared_world w;
        w.events.take(north, body);
        return w.in_memory(north, event_type_id{1});
    };
    CHECK(keeps(event("BOOKING_CREATED", whole)));
    CHECK(keeps(event("BOOKING_CANCELLED", whole)));
    CHECK(keeps(event("BOOKING_REJECTED", whole)));
    CHECK(keeps(event("BOOKING_RESCHEDULED", whole +
                                                 R"(,"rescheduleStartTime":"2031-05-13T09:00:00Z",)"
                                                 R"("rescheduleEndTime":"2031-05-13T09:30:00Z")")));
    CHECK_FALSE(keeps(event("BOOKING_RESCHEDULED", whole)));
    CHECK_FALSE(keeps(event("BOOKING_CREATED", whole + R"(,"rescheduleUid":"old")")));
    CHECK_FALSE(keeps(event("BOOKING_REQUESTED", whole)));
    CHECK_FALSE(keeps(event("BOOKING_CREATED", later)));
    CHECK_FALSE(keeps(event("BOOKING_CREATED", R"(,"attendees":[])")));
    CHECK_FALSE(keeps(event("BOOKING_CREATED", whole + R"(,"recurringEvent":{"count":2})")));
}

TEST_CASE("S7: a hold takes the time of who alone serves its event type, a held seat nobody's") {
    auto seats = served_by(3, {user_id{1}});
    seats.seated = true;
    const neighbours n("https://api.cal.com",
                       {served_by(1, {user_id{1}}), served_by(2, {user_id{1}, user_id{2}}), seats});
    CHECK(n.known.only_one_of(north, event_type_id{1}) == hosts{user_id{1}});
    CHECK(n.known.only_one_of(north, event_type_id{2}).empty());
    CHECK(n.known.only_one_of(north, event_type_id{3}).empty());
    CHECK(n.known.only_one_of(north, event_type_id{4}).empty());
}
