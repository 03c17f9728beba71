#include "coherence/overlay.hpp"

#include <doctest/doctest.h>

#include "coherence/engine.hpp"

using namespace slotgate;
using namespace slotgate::coherence;

namespace {

constexpr utc_date monday{std::chrono::year{2031} / 5 / 5};
const tenant_id tenant{0};
const tenant_id neighbour{1};
const event_type_id type{7};
const event_type_id other{8};
const user_id ann{1};
const user_id bob{2};
constexpr instant now = monday - days{1};

moment at(instant time) {
    return {time, steady_instant{}};
}

interval between(minutes from, minutes to) {
    return *interval::between(monday + from, monday + to);
}

known_booking booked(minutes from, minutes to, hosts people = {ann}) {
    return {.uid = "u",
            .told_by = tenant,
            .type = type,
            .people = std::move(people),
            .when = between(from, to)};
}

/// Does the overlay deny half an hour from then on?
bool denies(const overlay& o, event_type_id id, minutes from, tenant_id of = tenant,
            instant at = now) {
    const auto* all = o.about(of, id);
    const slot half_an_hour{monday + from, monday + from + minutes{30}};
    return all != nullptr && all->deny(half_an_hour, {at, steady_instant{}}) != nullptr;
}

overlay knowing(const std::vector<event_type>& types) {
    overlay o{100};
    o.learn(tenant, types);
    o.learn(neighbour, types);
    return o;
}

}  // namespace

TEST_CASE("S7: a booking denies what overlaps it, half-open, in every event type of its host") {
    auto o = knowing({{.id = type, .hosts = {ann}}, {.id = other, .hosts = {ann}}});
    o.add(booked(hours{9}, hours{10}), {tenant}, at(now));
    for (const auto id : {type, other}) {
        CHECK_FALSE(denies(o, id, minutes{510}));
        CHECK(denies(o, id, minutes{511}));
        CHECK(denies(o, id, minutes{599}));
        CHECK_FALSE(denies(o, id, minutes{600}));
    }
    CHECK_FALSE(denies(o, type, minutes{540}, neighbour));
    CHECK_FALSE(denies(o, event_type_id{9}, minutes{540}));
}

TEST_CASE("S7: a hold denies its own time until it ends, without buffers, whoever else is free") {
    const event_type held{.id = type, .hosts = {ann}, .buffer_before = minutes{30}};
    const event_type beside{.id = other, .hosts = {ann}, .buffer_after = minutes{30}};
    const event_type pool{.id = type,
                          .hosts = {ann, bob},
                          .serving = serving::one_of_them,
                          .buffer_after = minutes{9}};
    auto hold = booked(hours{9}, hours{10});
    hold.how = taking::held;
    hold.until = steady_instant{minutes{5}};
    auto o = knowing({held, beside});
    o.add(hold, {tenant}, at(now));
    const auto denies_at = [&](event_type_id id, minutes from, minutes later) {
        const slot half_an_hour{monday + from, monday + from + minutes{30}};
        return o.about(tenant, id)->deny(half_an_hour, {now + later, steady_instant{later}}) !=
               nullptr;
    };
    for (const auto id : {type, other}) {
        CHECK_FALSE(denies_at(id, minutes{510}, {}));
        CHECK(denies_at(id, minutes{511}, {}));
        CHECK(denies_at(id, minutes{599}, minutes{4}));
        CHECK_FALSE(denies_at(id, minutes{599}, minutes{5}));
        CHECK_FALSE(denies_at(id, minutes{600}, {}));
    }
    // By Cal.com's clock, too, which may have stepped.
    auto told = hold;
    told.held_until = now + minutes{5};
    auto by_clock = knowing({held});
    by_clock.add(told, {tenant}, at(now));
    CHECK(denies(by_clock, type, hours{9}, tenant, now + minutes{5} - milliseconds{1}));
    CHECK_FALSE(denies(by_clock, type, hours{9}, tenant, now + minutes{5}));
    auto of_pool = knowing({pool, beside});
    hold.people.clear();
    of_pool.add(hold, {tenant}, at(now));
    CHECK(denies(of_pool, type, hours{9}));
    CHECK_FALSE(denies(of_pool, other, hours{9}));
    auto seats = knowing({{.id = type, .hosts = {ann}, .seated = true}});
    seats.add(hold, {tenant}, at(now));
    CHECK_FALSE(denies(seats, type, hours{9}));
}

TEST_CASE("S7: holds that are over make room, and so does what was being made") {
    auto o = knowing({{.id = type, .hosts = {ann}}});
    for (int i = 0; i < 300; ++i) {
        auto hold = booked(hours{9}, hours{10});
        hold.uid = std::to_string(i);
        hold.how = i % 2 == 0 ? taking::held : taking::being_booked;
        const steady_instant begins{minutes{i}};
        hold.until = begins + minutes{1};
        o.add(hold, {tenant}, {now, begins});
        CHECK(o.size() == 1);
    }
    auto over = booked(hours{9}, hours{10});
    over.until = steady_instant{minutes{300}};
    o.add(over, {tenant}, {now, over.until});
    CHECK(o.find("u") == nullptr);
}

TEST_CASE("S7: the buffers of both event types are kept free") {
    auto o = knowing({{.id = type, .hosts = {ann}, .buffer_before = minutes{5}},
                      {.id = other, .hosts = {ann}, .buffer_after = minutes{10}}});
    o.add(booked(hours{9}, hours{10}), {tenant}, at(now));
    CHECK_FALSE(denies(o, other, minutes{495}));
    CHECK(denies(o, other, minutes{496}));
    o.learn(tenant, std::vector<event_type>{{.id = other, .hosts = {ann}}});
    CHECK_FALSE(denies(o, other, minutes{505}));
    CHECK(denies(o, other, minutes{506}));
}

TEST_CASE("S7: the buffers of what is over before now and the notice do not count") {
    auto o = knowing({{.id = type, .hosts = {ann}, .buffer_after = minutes{30}},
                      {.id = other, .hosts = {ann}, .notice = hours{24}}});
    o.add(booked(hours{9}, hours{10}), {tenant}, at(now - days{1}));
    const instant over = monday + hours{10};
    CHECK(denies(o, type, hours{10}, tenant, over - minutes{1}));
    CHECK_FALSE(denies(o, type, hours{10}, tenant, over - minutes{1} + milliseconds{1}));
    CHECK(denies(o, other, hours{10}, tenant, over - hours{24}));
    CHECK_FALSE(denies(o, other, hours{10}, tenant, over - hours{24} + milliseconds{1}));
    // Nothing can start then, unless the notice was just made shorter: the time itself is taken.
    CHECK(denies(o, other, hours{9}, tenant, over - hours{1}));
}

TEST_CASE("S7: buffers that may have been edited keep nothing free until they are read again") {
    const std::vector<event_type> types{
        {.id = type, .hosts = {ann}, .buffer_before = minutes{5}, .buffer_after = minutes{5}},
        {.id = other, .hosts = {ann}, .buffer_after = minutes{10}}};
    auto o = knowing(types);
    o.add(booked(hours{9}, hours{10}), {tenant, neighbour}, at(now));
    o.doubt(tenant);
    CHECK_FALSE(denies(o, other, minutes{500}));
    CHECK(denies(o, other, minutes{501}));
    CHECK_FALSE(denies(o, other, minutes{600}));
    CHECK(denies(o, other, minutes{496}, neighbour));
    o.learn(tenant, types);
    CHECK(denies(o, other, minutes{496}));
    CHECK(denies(o, other, minutes{604}));
    o.doubt_all();
    CHECK_FALSE(denies(o, other, minutes{500}));
    CHECK_FALSE(denies(o, other, minutes{500}, neighbour));
}

TEST_CASE("S7: where another host, or a seat, may be free, the start stays") {
    const event_type_id pool{20};
    const event_type_id led{21};
    const event_type_id alone{22};
    const event_type_id both{23};
    auto o = knowing(
        {{.id = type, .hosts = {ann}, .seated = true},
         {.id = other, .hosts = {ann}, .seated = true},
         {.id = pool, .hosts = {ann, bob}, .serving = serving::one_of_them},
         {.id = led, .hosts = {ann, bob}, .serving = serving::one_of_them, .fixed_hosts = {ann}},
         {.id = alone, .hosts = {ann}, .serving = serving::one_of_them},
         {.id = both, .hosts = {ann, bob}}});
    o.add(booked(hours{9}, hours{10}), {tenant}, at(now));
    CHECK_FALSE(denies(o, type, hours{9}));
    CHECK_FALSE(denies(o, pool, hours{9}));
    for (const auto id : {other, led, alone, both}) CHECK(denies(o, id, hours{9}));
}

TEST_CASE("S7: among many bookings the one in the way is found, however long it is") {
    auto o = knowing({{.id = type, .hosts = {ann}}});
    auto day = booked(hours{8}, hours{18});
    day.uid = "day";
    o.add(day, {tenant}, at(now));
    for (int i = 0; i < 20; ++i) {
        auto one = booked(hours{8} + minutes{i * 6}, hours{8} + minutes{i * 6 + 5});
        one.uid = std::to_string(i);
        o.add(one, {tenant}, at(now));
    }
    CHECK(denies(o, type, minutes{1079}));
    CHECK_FALSE(denies(o, type, minutes{1080}));
    o.end("day", now, now);
    CHECK_FALSE(denies(o, type, minutes{600}));
    CHECK(denies(o, type, minutes{480}));
}

TEST_CASE("W4: what has ended is not raised by late news, and may come again when it is over") {
    auto o = knowing({{.id = type, .hosts = {ann}}});
    o.add(booked(hours{9}, hours{10}), {tenant}, at(now));
    o.end("u", monday + hours{10}, now);
    CHECK_FALSE(denies(o, type, hours{9}));
    o.add(booked(hours{9}, hours{10}), {tenant}, at(now));
    CHECK_FALSE(denies(o, type, hours{9}));
    CHECK(o.size() == 0);
}

TEST_CASE("S7: known bookings are bounded; those that are over make room") {
    overlay o{1};
    o.learn(tenant, std::vector<event_type>{{.id = type, .hosts = {ann}}});
    o.add(booked(hours{9}, hours{10}), {tenant}, at(now));
    auto later = booked(hours{11}, hours{12});
    later.uid = "later";
    o.add(later, {tenant}, at(now));
    CHECK_FALSE(denies(o, type, hours{11}));
    o.add(later, {tenant}, at(monday + hours{10}));
    CHECK(denies(o, type, hours{11}));
    CHECK_FALSE(denies(o, type, hours{9}));
}

TEST_CASE("S7: event types read by a request that left before an edit do not count") {
    engine e{{}};
    const moment at{now, steady_instant{hours{1}}};
    const auto before = e.depart(at).noted;
    e.absorb(
        {.source = fact_source::webhook, .radius = whole_tenant{tenant}, .changes = changes::rules},
        at);
    const std::vector<event_type> types{{.id = type, .hosts = {ann}}};
    e.learn(tenant, types, before);
    CHECK(e.known_bookings().needs_of_type(tenant, type) == nullptr);
    e.learn(tenant, types, e.depart(at).noted);
    CHECK(e.known_bookings().needs_of_type(tenant, type) != nullptr);
}

TEST_CASE("S4: whoever tells of a booking again adds to whom it may concern") {
    auto o = knowing({{.id = type, .hosts = {ann}}});
    auto told = booked(hours{9}, hours{10});
    o.add(told, {tenant}, at(now));
    CHECK_FALSE(o.find("u")->company);
    told.company = company{.members = {}, .mentioned = {"a"}};
    o.add(told, {tenant}, at(now));
    told.company = company{.members = {bob}, .mentioned = {"a", "b"}};
    o.add(told, {tenant}, at(now));
    REQUIRE(o.find("u")->company);
    CHECK(o.find("u")->company->members == hosts{bob});
    CHECK(o.find("u")->company->mentioned == std::vector<std::string>{"a", "b"});
}

TEST_CASE("S4: who attends an edited booking is not known, whatever is told of it again") {
    auto o = knowing({{.id = type, .hosts = {ann}}});
    auto told = booked(hours{9}, hours{10});
    told.company = company{.members = {}, .mentioned = {"a"}};
    const auto is_known = [&] { return o.find("u")->company.has_value(); };
    o.add(told, {tenant}, at(now));
    CHECK(is_known());
    o.forget_company("u", now);
    CHECK_FALSE(is_known());
    o.add(told, {tenant}, at(now));
    CHECK_FALSE(is_known());
    told.when = between(hours{9}, hours{11});
    o.add(told, {tenant}, at(now));
    CHECK_FALSE(is_known());

    // Also if it was edited before anything was told of it; but not for ever.
    told.uid = "early";
    o.forget_company("early", now);
    o.add(told, {tenant}, at(now));
    CHECK_FALSE(o.find("early")->company);
    o.add(told, {tenant}, at(now + days{1}));
    CHECK(o.find("early")->company);

    // Edits that do not fit make everything doubtful.
    overlay small{1};
    small.learn(tenant, std::vector<event_type>{{.id = type, .hosts = {ann}}});
    small.forget_company("one", now);
    small.forget_company("two", now);
    small.add(told, {tenant}, at(now));
    CHECK_FALSE(small.find("early")->company);
}

TEST_CASE("S3: of many bookings the one that takes a start is found, in its account alone") {
    auto o = knowing({{.id = type, .hosts = {ann, bob}}});
    const auto add = [&](const char* uid, minutes from, minutes to, tenant_id in) {
        auto one = booked(from, to);
        one.uid = uid;
        o.add(one, {in}, at(now));
    };
    const auto taker = [&](minutes from) {
        const slot s{monday + from, monday + from + minutes{30}};
        const auto* by = o.booked(tenant, type, s);
        return by == nullptr ? std::string() : by->uid;
    };
    add("long", hours{8}, hours{12}, tenant);
    add("short", hours{9}, hours{10}, neighbour);
    add("late", hours{13}, hours{14}, tenant);
    CHECK(taker(minutes{450}).empty());
    CHECK(taker(minutes{690}) == "long");
    CHECK(taker(minutes{720}).empty());
    CHECK(taker(minutes{779}) == "late");
    o.end("long", now, now);
    CHECK(taker(minutes{690}).empty());
    CHECK(taker(hours{9}).empty());
    add("late", hours{15}, hours{16}, tenant);
    CHECK(taker(hours{13}).empty());
    CHECK(taker(hours{15}) == "late");
}
