#include "coherence/refusals.hpp"

#include <doctest/doctest.h>

#include "coherence/engine.hpp"

using namespace slotgate;
using namespace slotgate::coherence;

namespace {

constexpr utc_date monday{std::chrono::year{2031} / 5 / 5};
const tenant_id tenant{0};
const event_type_id type{7};
constexpr steady_instant begun{hours{1}};
using listed = std::vector<starts::minute_of_date>;

moment at(milliseconds after) {
    return {monday - days{1} + after, begun + after};
}

slot on_monday(minutes from, minutes length = minutes{30}) {
    return {monday + from, monday + from + length};
}

/// Cal.com lists 09:00 on Monday and refuses to book it.
struct refusing {
    explicit refusing(write_step outcome = write_step::is_refused, event_type_id of = type) {
        write.wants = wanted_start{of, monday + hours{9}, minutes{30}};
        e.absorb(std::vector{f}, write, booking_news{}, at({}));
        write.step = outcome;
        e.absorb(std::vector{f}, write, booking_news{}, at({}));
    }
    listed fetched(milliseconds after, minutes length = minutes{30}) {
        const landing brought{
            .series = {.tenant = tenant, .type = type, .duration = length, .grid = {}},
            .first = monday,
            .left = e.depart(at(after)),
            .length = length,
            .dates = {starts{{510, 540, 570}}}};
        const question q{
            .series = brought.series, .start = monday, .end = monday + days{1} - seconds{1}};
        const auto found = e.look(q, at(after), &brought);
        good_until = found.validity.good_until;
        listed out;
        for (const auto& s : found.slots) out.push_back(minute_of(s.start));
        return out;
    }

    engine e{{}};
    steady_instant good_until;
    fact f{.source = fact_source::own_request, .radius = some_dates{tenant, type, monday, monday}};
    write_news write{.id = 1, .step = write_step::leaves, .told_by = tenant, .wants = {}};
};

const listed all{510, 540, 570};
const listed without{510, 570};

}  // namespace

TEST_CASE("B7: a refused start is withheld for one lifetime, whatever Cal.com lists") {
    refusing w;
    CHECK(w.fetched({}) == without);
    CHECK(w.fetched(milliseconds{299'999}) == without);
    CHECK(w.good_until <= begun + seconds{300});
    CHECK(w.fetched(seconds{300}) == all);
    CHECK(w.e.refused_until(tenant, type, on_monday(hours{9}), at({})) == begun + seconds{300});
}

TEST_CASE("B7: any other outcome withholds nothing, nor does another event type's refusal") {
    CHECK(refusing{write_step::is_over}.fetched({}) == all);
    CHECK(refusing{write_step::is_refused, event_type_id{8}}.fetched({}) == all);
}

TEST_CASE("B7: what is shorter than what was refused may be free; what is longer is not") {
    refusing w;
    CHECK(w.fetched({}, minutes{15}) == all);
    CHECK(w.fetched({}, minutes{60}) == without);
}

TEST_CASE("B7: a booking that ends, or an edit, lifts the refusals it reaches") {
    const booking_news ended{.told_by = tenant,
                             .taken = {},
                             .cancelling = {},
                             .ended = booking_news::end{"u", monday + days{1}}};
    const auto after = [](const fact& f, const booking_news& news) {
        refusing w;
        w.e.absorb(std::vector{f}, news, at(seconds{1}));
        return w.fetched(seconds{2});
    };
    const auto about = [](utc_date date) {
        return fact{.source = fact_source::webhook, .radius = some_dates{tenant, type, date, date}};
    };
    CHECK(after(about(monday), ended) == all);
    CHECK(after(about(monday + days{1}), ended) == without);
    CHECK(after(about(monday), {}) == without);
    CHECK(after({.source = fact_source::own_request,
                 .radius = whole_tenant{tenant},
                 .changes = changes::rules},
                {}) == all);
}

TEST_CASE("B7: refusals are bounded, and those that have lapsed make room") {
    refusals r{1};
    r.add(tenant, type, monday + hours{9}, minutes{0}, begun + seconds{300}, begun);
    r.add(tenant, type, monday + hours{10}, minutes{0}, begun + seconds{300}, begun);
    const auto is_refused = [&](minutes from, steady_instant when) {
        return refused(r.about(tenant, type), on_monday(from), when) != nullptr;
    };
    CHECK(is_refused(hours{9}, begun));
    CHECK_FALSE(is_refused(hours{10}, begun));
    const auto later = begun + seconds{300};
    r.add(tenant, type, monday + hours{11}, minutes{0}, later + seconds{300}, later);
    CHECK(is_refused(hours{11}, later));
    CHECK_FALSE(is_refused(hours{9}, begun));
}
