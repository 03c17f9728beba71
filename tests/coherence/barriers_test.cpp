#include "coherence/barriers.hpp"

#include <doctest/doctest.h>

#include "coherence/engine.hpp"

using namespace slotgate;
using namespace slotgate::coherence;

namespace {

constexpr utc_date monday{std::chrono::year{2031} / 5 / 5};
const tenant_id tenant{0};
const tenant_id neighbour{1};
const event_type_id type{7};
const series meeting{.tenant = tenant, .type = type, .duration = {}, .grid = {}};
constexpr steady_instant begun{hours{1}};
using listed = std::vector<starts::minute_of_date>;

moment at(milliseconds after) {
    return {monday - days{1} + after, begun + after};
}

bool is_up(const barriers& b, tenant_id of, utc_date date, steady_instant when) {
    return b.is_up(of, type, date, date, when);
}

/// Host 1 is asked for at 09:00 on Monday, and Cal.com goes on listing it.
struct writing {
    explicit writing(std::optional<wanted_start> wants = wanted_start{
                         type, monday + hours{9}, {}}) {
        write.wants = wants;
        e.learn(tenant,
                std::vector<event_type>{{.id = type, .hosts = {user_id{1}}, .length = minutes{60}}},
                e.depart(at({})).noted);
    }
    void step(write_step to, milliseconds after) {
        write.step = to;
        e.absorb(std::vector{f}, write, booking_news{}, at(after));
    }
    listed fetched(milliseconds after) {
        e.land({.series = meeting,
                .first = monday,
                .left = e.depart(at(after)),
                .length = minutes{30},
                .dates = {starts{{510, 540, 570, 600}}}},
               at(after));
        return in_memory(after);
    }
    listed in_memory(milliseconds after) const {
        listed out;
        const question q{.series = meeting, .start = monday, .end = monday + days{1} - seconds{1}};
        for (const auto& s : e.look(q, at(after)).slots) out.push_back(minute_of(s.start));
        return out;
    }

    engine e{{}};
    fact f{.source = fact_source::own_request, .radius = some_dates{tenant, type, monday, monday}};
    write_news write{.id = 1, .step = write_step::leaves, .told_by = tenant, .wants = {}};
};

}  // namespace

TEST_CASE("S6: a barrier stands over its dates until it is lowered, each for itself") {
    barriers b{10};
    b.raise(1, {some_dates{tenant, type, monday, monday}}, begun, seconds{300});
    b.raise(2, {some_dates{tenant, type, monday, monday}}, begun, seconds{300});
    CHECK(is_up(b, tenant, monday, begun));
    CHECK_FALSE(is_up(b, tenant, monday + days{1}, begun));
    CHECK_FALSE(is_up(b, neighbour, monday, begun));
    b.lower(1);
    CHECK(is_up(b, tenant, monday, begun));
    b.lower(2);
    CHECK_FALSE(is_up(b, tenant, monday, begun));
}

TEST_CASE("S6: a lost outcome keeps the barrier until the horizon; too many are the tenant's") {
    barriers b{1};
    b.raise(1, {some_dates{tenant, type, monday, monday}}, begun, seconds{300});
    b.keep(1, begun + seconds{360});
    CHECK(is_up(b, tenant, monday, begun + seconds{359}));
    CHECK_FALSE(is_up(b, tenant, monday, begun + seconds{360}));
    b.raise(2, {some_dates{neighbour, type, monday, monday}}, begun, seconds{300});
    CHECK(is_up(b, neighbour, monday + days{9}, begun + seconds{299}));
    CHECK_FALSE(is_up(b, neighbour, monday, begun + seconds{300}));
}

TEST_CASE("S6: while a booking is under way its start is withheld, and what is fetched lives 1 s") {
    writing w;
    CHECK(w.fetched({}) == listed{510, 540, 570, 600});
    w.step(write_step::leaves, {});
    CHECK(w.in_memory({}).empty());
    CHECK(w.fetched(seconds{1}).empty());  // settles
    CHECK(w.fetched(seconds{4}) == listed{510, 600});
    CHECK(w.in_memory(milliseconds{4'999}) == listed{510, 600});
    CHECK(w.in_memory(seconds{5}).empty());
    CHECK(w.fetched(seconds{5}) == listed{510, 600});
    w.step(write_step::is_over, milliseconds{5'500});
    CHECK(w.in_memory(milliseconds{5'500}).empty());
    CHECK(w.fetched(seconds{9}) == listed{510, 540, 570, 600});
    CHECK(w.in_memory(seconds{60}) == listed{510, 540, 570, 600});
}

TEST_CASE("S6: a booking whose outcome was lost is withheld until the horizon") {
    writing w;
    w.step(write_step::leaves, {});
    w.step(write_step::is_lost, seconds{60});
    CHECK(w.fetched(seconds{70}) == listed{510, 600});
    CHECK(w.in_memory(seconds{71}).empty());
    CHECK(w.fetched(seconds{359}) == listed{510, 600});
    CHECK(w.fetched(seconds{360}) == listed{510, 540, 570, 600});
    CHECK(w.in_memory(seconds{400}) == listed{510, 540, 570, 600});
}

TEST_CASE("S6: another change whose outcome was lost lets entries live longer with each step") {
    writing w{std::nullopt};
    w.step(write_step::leaves, {});
    CHECK(w.fetched(seconds{4}) == listed{510, 540, 570, 600});
    CHECK(w.in_memory(seconds{5}).empty());
    w.step(write_step::is_lost, seconds{10});
    w.fetched(seconds{41});
    CHECK(w.in_memory(milliseconds{72'999}).size() == 4);
    CHECK(w.in_memory(seconds{73}).empty());
    w.fetched(seconds{310});
    CHECK(w.in_memory(seconds{500}).size() == 4);
    CHECK(w.e.take_doubts({.series = meeting, .first = monday, .dates = {starts{{540}}}},
                          at(seconds{100}))
              .empty());
}
