#include "coherence/engine.hpp"

#include <memory>

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::coherence;

namespace {

constexpr utc_date monday{std::chrono::year{2031} / 5 / 5};
const tenant_id tenant{0};
const tenant_id neighbour{1};
const event_type_id type{7};
const series meeting{.tenant = tenant, .type = type, .duration = {}, .grid = {}};
const fact booked_elsewhere{.source = fact_source::webhook, .radius = whole_tenant{tenant}};

/// Midnight of the Monday, `after` later, on both clocks.
moment at(milliseconds after) {
    return {monday - days{1} + after, steady_instant{hours{1} + after}};
}

/// What a request that left at `left` brought: one date with these minutes, starts of half an hour.
landing brought(const engine& e, moment left, std::vector<starts::minute_of_date> on_monday) {
    return {.series = meeting,
            .first = monday,
            .left = e.depart(left),
            .length = minutes{30},
            .dates = {starts{std::move(on_monday)}}};
}

question about_monday() {
    return {.series = meeting,
            .start = monday,
            .end = monday + days{1} - seconds{1},
            .notice = minutes{60}};
}

std::vector<starts::minute_of_date> minutes_of(const finding& f) {
    std::vector<starts::minute_of_date> out;
    for (const auto& s : f.slots) out.push_back(minute_of(s.start));
    return out;
}

using listed = std::vector<starts::minute_of_date>;

}  // namespace

TEST_CASE("S2: what was fetched answers the next question, restricted to it") {
    engine e{{}};
    CHECK(e.look(about_monday(), at({})).missing == std::vector{monday});
    CHECK(e.land(brought(e, at({}), {480, 510, 540, 1410}), at(seconds{1})) == landed::kept);
    CHECK(minutes_of(e.look(about_monday(), at(seconds{2}))) == listed{480, 510, 540, 1410});

    auto narrow = about_monday();
    narrow.start = monday + minutes{500};
    narrow.end = monday + minutes{570};
    CHECK(minutes_of(e.look(narrow, at(seconds{2}))) == listed{510, 540});
    narrow.end = monday + minutes{570} - seconds{1};
    CHECK(minutes_of(e.look(narrow, at(seconds{2}))) == listed{510, 540});
    narrow.end = monday + minutes{570} - seconds{2};
    CHECK(minutes_of(e.look(narrow, at(seconds{2}))) == listed{510});
}

TEST_CASE("S2: only the dates that are missing are named") {
    engine e{{}};
    e.land(brought(e, at({}), {480}), at({}));
    auto week = about_monday();
    week.start -= days{1};
    week.end += days{1};
    CHECK(e.look(week, at({})).missing == std::vector{monday - days{1}, monday + days{1}});
}

TEST_CASE("S2: an end before its start is an empty answer, not a question") {
    const engine e{{}};
    auto backwards = about_monday();
    backwards.end = backwards.start - days{2};
    const auto found = e.look(backwards, at({}));
    CHECK(found.complete());
    CHECK(found.slots.empty());
}

TEST_CASE("S3: a fact outdates what left before it, and only for its tenant") {
    engine e{{}};
    e.land(brought(e, at({}), {480}), at({}));
    e.absorb({.source = fact_source::webhook, .radius = whole_tenant{neighbour}}, at(seconds{1}));
    CHECK(e.look(about_monday(), at(seconds{2})).complete());
    e.absorb(booked_elsewhere, at(seconds{3}));
    CHECK_FALSE(e.look(about_monday(), at(seconds{4})).complete());
}

TEST_CASE("S10: a landing that left before a fact loses, however late it lands") {
    engine e{{}};
    const auto early = brought(e, at({}), {480});
    e.absorb(booked_elsewhere, at(milliseconds{10}));
    CHECK(e.land(early, at(seconds{5})) == landed::overtaken);
    CHECK_FALSE(e.look(about_monday(), at(seconds{5})).complete());
    CHECK_FALSE(e.look(about_monday(), at(seconds{5}), &early).complete());
    CHECK(minutes_of(e.look(about_monday(), at(seconds{5}), &early, overtaken_landing::accept)) ==
          listed{480});
}

TEST_CASE("S10: an asker after a fact does not share a request that left before it") {
    engine e{{}};
    const auto left = e.depart(at({}));
    CHECK(e.joinable(left, meeting, monday, monday, at(milliseconds{5})));
    e.absorb(booked_elsewhere, at(milliseconds{10}));
    CHECK_FALSE(e.joinable(left, meeting, monday, monday, at(milliseconds{20})));
    const auto left_settling = e.depart(at(milliseconds{30}));
    CHECK_FALSE(e.joinable(left_settling, meeting, monday, monday, at(milliseconds{40})));
    const auto left_settled = e.depart(at(seconds{4}));
    CHECK(e.joinable(left_settled, meeting, monday, monday, at(seconds{5})));
}

TEST_CASE("S10: who asks after the settle window does not share a request that left within it") {
    engine e{{}};
    e.absorb(booked_elsewhere, at({}));
    const auto left = e.depart(at(milliseconds{2999}));
    CHECK_FALSE(e.joinable(left, meeting, monday, monday, at(seconds{4})));
}

TEST_CASE("S10: a request that left in the window of a start is shared until it ends") {
    engine e{{}};
    e.absorb({.source = fact_source::start, .radius = everything{}}, at({}));
    const auto left = e.depart(at(seconds{1}));
    CHECK(e.joinable(left, meeting, monday, monday, at(milliseconds{2999})));
    CHECK_FALSE(e.joinable(left, meeting, monday, monday, at(seconds{3})));
    const auto later = e.depart(at(seconds{3}));
    CHECK(e.joinable(later, meeting, monday, monday, at(seconds{4})));
}

TEST_CASE("S8: nothing fetched within the settle window of a fact is kept") {
    engine e{{}};
    e.absorb(booked_elsewhere, at({}));
    const auto settling = brought(e, at(milliseconds{2999}), {480});
    CHECK(e.land(settling, at(seconds{4})) == landed::unkept);
    CHECK_FALSE(e.look(about_monday(), at(seconds{4})).complete());
    CHECK(e.look(about_monday(), at(seconds{4}), &settling).complete());
    CHECK(e.land(brought(e, at(seconds{3}), {480}), at(seconds{4})) == landed::kept);
    CHECK(e.look(about_monday(), at(seconds{5})).complete());
}

TEST_CASE("S10: nobody shares a request that left while time was held that is not any more") {
    engine e{{}};
    const std::vector<fact> facts{
        {.source = fact_source::own_request, .radius = some_dates{tenant, type, monday, monday}}};
    booking_news held{
        .told_by = tenant,
        .taken = known_booking{.uid = "h",
                               .told_by = tenant,
                               .type = type,
                               .people = {},
                               .when = *interval::between(monday + hours{9}, monday + hours{10})},
        .held_until = at(seconds{60}).system,
        .cancelling = {},
        .ended = {}};
    e.absorb(facts, held, at({}));
    const auto left = e.depart(at(seconds{50}));
    CHECK(e.joinable(left, meeting, monday, monday, at(milliseconds{59'999})));
    CHECK_FALSE(e.joinable(left, meeting, monday, monday, at(seconds{60})));
    const auto left_at_end = e.depart(at(seconds{60}));
    CHECK(e.joinable(left_at_end, meeting, monday, monday, at(seconds{61})));
    CHECK_FALSE(e.joinable(left_at_end, meeting, monday, monday, at(seconds{62})));
}

TEST_CASE("S8: after a start, days live until the window ends and no longer") {
    engine e{{}};
    e.absorb({.source = fact_source::start, .radius = everything{}}, at({}));
    CHECK(e.land(brought(e, at(seconds{1}), {480}), at(seconds{1})) == landed::kept);
    CHECK(e.look(about_monday(), at(milliseconds{2999})).complete());
    CHECK_FALSE(e.look(about_monday(), at(seconds{3})).complete());
}

TEST_CASE("S9: a start is answered until now reaches it less the notice") {
    engine e{{}};
    const auto before_nine = moment{monday + hours{8} - seconds{1}, steady_instant{hours{1}}};
    e.land(brought(e, before_nine, {540, 570}), before_nine);
    auto q = about_monday();
    CHECK(minutes_of(e.look(q, before_nine)) == listed{540, 570});
    const moment sharp{monday + hours{8}, steady_instant{hours{1} + seconds{1}}};
    CHECK(minutes_of(e.look(q, sharp)) == listed{540, 570});
    const moment late{monday + hours{8} + milliseconds{1}, steady_instant{hours{1} + seconds{1}}};
    CHECK(minutes_of(e.look(q, late)) == listed{570});
}

TEST_CASE("S9: without a notice the first whole minute after now is the border, as Cal.com's") {
    CHECK(earliest_start(monday + hours{11}, minutes{0}) == monday + hours{11} + minutes{1});
    CHECK(earliest_start(monday + hours{11} - seconds{30}, minutes{0}) == monday + hours{11});
    CHECK(earliest_start(monday + hours{11} + milliseconds{400}, minutes{0}) ==
          monday + hours{11} + minutes{1});
    CHECK(earliest_start(monday, minutes{90}) == monday + minutes{90});
}

TEST_CASE("S9: a day lives 300 s from its request, a day without starts 60 s") {
    engine e{{}};
    e.land(brought(e, at({}), {480}), at(seconds{5}));
    CHECK(e.look(about_monday(), at(seconds{300} - milliseconds{1})).complete());
    CHECK_FALSE(e.look(about_monday(), at(seconds{300})).complete());
    e.land(brought(e, at(seconds{300}), {}), at(seconds{300}));
    CHECK(e.look(about_monday(), at(seconds{360} - milliseconds{1})).complete());
    CHECK_FALSE(e.look(about_monday(), at(seconds{360})).complete());
}

TEST_CASE("S13: past its lifetime a day may answer for a while, unless a fact came since") {
    engine e{{}};
    e.land(brought(e, at({}), {480, 510}), at({}));
    const auto past = [&](milliseconds when) {
        return e.look_past(about_monday(), at(when), seconds{60});
    };
    CHECK(minutes_of(past(seconds{10})) == listed{480, 510});
    CHECK_FALSE(e.look(about_monday(), at(seconds{300})).complete());
    const auto late = past(seconds{359});
    CHECK(minutes_of(late) == listed{480, 510});
    CHECK_FALSE(e.holds(late.validity, at(seconds{359})));
    CHECK_FALSE(past(seconds{360}).complete());
    e.absorb(booked_elsewhere, at(seconds{310}));
    CHECK_FALSE(past(seconds{311}).complete());
}

TEST_CASE("S13: what was to live less than a lifetime does not answer past it") {
    engine e{{}};
    e.absorb({.source = fact_source::start, .radius = everything{}}, at({}));
    e.land(brought(e, at(seconds{1}), {480}), at(seconds{1}));
    CHECK(e.look(about_monday(), at(seconds{2})).complete());
    CHECK_FALSE(e.look_past(about_monday(), at(seconds{4}), seconds{60}).complete());
}

TEST_CASE("S7, S13: what a booking takes is subtracted, and no reason not to answer") {
    const user_id ann{1};
    const event_type personal{.id = type, .hosts = {ann}, .length = minutes{30}};
    const fact booked{.source = fact_source::webhook,
                      .radius = some_dates{tenant, type, monday - days{1}, monday + days{1}}};
    const booking_news taken{
        .told_by = tenant,
        .taken = known_booking{.uid = "u",
                               .told_by = tenant,
                               .type = type,
                               .people = {ann},
                               .when = *interval::between(monday + hours{8},
                                                          monday + hours{8} + minutes{30})},
        .cancelling = {},
        .ended = {}};
    const auto after = [&](const event_type& of, const booking_news& news) {
        auto e = std::make_unique<engine>(engine_options{});
        e->learn(tenant, std::span(&of, 1), e->depart(at({})).noted);
        e->land(brought(*e, at({}), {480, 510}), at({}));
        e->absorb(std::span(&booked, 1), news, at(seconds{1}));
        return e;
    };
    const auto past = [&](const engine& e, milliseconds when) {
        return e.look_past(about_monday(), at(when), seconds{60});
    };
    const auto e = after(personal, taken);
    CHECK_FALSE(e->look(about_monday(), at(seconds{2})).complete());
    CHECK(minutes_of(past(*e, seconds{2})) == listed{510});
    CHECK(minutes_of(past(*e, seconds{301})) == listed{510});
    e->absorb(std::span(&booked, 1),
              {.told_by = tenant,
               .taken = {},
               .cancelling = {},
               .ended = booking_news::end{"u", monday + days{1}}},
              at(seconds{302}));
    CHECK_FALSE(past(*e, seconds{303}).complete());
    // Of these a booking may close more than its time, or less.
    auto counted = personal;
    counted.limits.day = true;
    auto pool = personal;
    pool.hosts = {ann, user_id{2}};
    pool.serving = serving::one_of_them;
    auto series_of = personal;
    series_of.recurring = true;
    for (const auto& of : {counted, pool, series_of})
        CHECK_FALSE(past(*after(of, taken), seconds{2}).complete());
    auto nothing_told = taken;
    nothing_told.taken.reset();
    CHECK_FALSE(past(*after(personal, nothing_told), seconds{2}).complete());
}

TEST_CASE("S11: a derived answer holds no longer than the days it was made from") {
    engine e{{}};
    e.land(brought(e, at({}), {480}), at({}));
    const auto v = e.look(about_monday(), at(seconds{1})).validity;
    CHECK(e.holds(v, at(seconds{299})));
    CHECK_FALSE(e.holds(v, at(seconds{300})));
}

TEST_CASE("S11: a derived answer falls when its first start falls under the notice") {
    engine e{{}};
    const moment before{monday + hours{7}, steady_instant{hours{1}}};
    e.land(brought(e, before, {480, 510}), before);
    const auto v = e.look(about_monday(), before).validity;
    CHECK(e.holds(v, before));
    const moment after{before.system + milliseconds{1}, before.steady};
    CHECK_FALSE(e.holds(v, after));
}

TEST_CASE("S11: a derived answer falls with the stamps of its days") {
    engine e{{}};
    e.land(brought(e, at({}), {480}), at({}));
    const auto v = e.look(about_monday(), at(seconds{1})).validity;
    e.absorb({.source = fact_source::webhook, .radius = some_dates{tenant, type, monday, monday}},
             at(seconds{2}));
    CHECK_FALSE(e.holds(v, at(seconds{2})));
}

TEST_CASE("S4: in its crude form a fact reaches every event type and date of its tenant") {
    engine e{{}};
    auto other = brought(e, at({}), {480});
    other.series.type = event_type_id{99};
    other.first = monday + days{200};
    e.land(other, at({}));
    e.absorb(booked_elsewhere, at(seconds{1}));
    auto q = about_monday();
    q.series = other.series;
    q.start += days{200};
    q.end += days{200};
    CHECK_FALSE(e.look(q, at(seconds{1})).complete());
}

TEST_CASE("S3: an edit outdates what is known of event types, a booking does not") {
    engine e{{}};
    const auto noted = e.depart(at({})).noted;
    e.absorb(booked_elsewhere, at({}));
    CHECK(e.rules_current(noted, tenant));
    auto edit = booked_elsewhere;
    edit.changes = changes::rules;
    e.absorb(edit, at({}));
    CHECK_FALSE(e.rules_current(noted, tenant));
    CHECK(e.rules_current(noted, neighbour));
}

TEST_CASE(
    "S2: where the grid moves with the clock, today is kept until it does, other days longer") {
    engine e{{}};
    const moment now{monday + hours{10} + minutes{14} + seconds{52}, steady_instant{hours{1}}};
    auto today = brought(e, now, {660, 705});
    today.dates.push_back(starts{{660}});
    today.notice = minutes{0};
    today.moves_every = grid_moves_every(minutes{45}, false);
    CHECK(today.moves_every == minutes{15});
    // 10:15:52 is cut to 10:15 and stays there; at 10:15:00 the cut passes into 10:16, so to 10:30.
    CHECK(grid_moves_at(today, monday) == now.steady + seconds{8});
    CHECK(grid_moves_at(today, monday + days{1}) == steady_instant::max());
    e.land(today, now);
    auto q = about_monday();
    q.notice = minutes{0};
    CHECK(e.look(q, {now.system + seconds{7}, now.steady + seconds{7}}).complete());
    CHECK_FALSE(e.look(q, {now.system + seconds{8}, now.steady + seconds{8}}).complete());
    q.start += days{1};
    q.end += days{1};
    CHECK(e.look(q, {now.system + seconds{99}, now.steady + seconds{99}}).complete());
}

TEST_CASE("S2: a date whose starts may go on from today's moves with the clock too") {
    engine e{{}};
    const moment now{monday + hours{22} + minutes{14} + seconds{52}, steady_instant{hours{1}}};
    auto tonight = brought(e, now, {1350, 1395});
    tonight.dates.push_back(starts{{0, 45}});
    tonight.dates.push_back(starts{{0, 45}});
    tonight.notice = minutes{0};
    tonight.spacing = minutes{45};
    tonight.moves_every = minutes{15};
    CHECK(grid_moves_at(tonight, monday) == now.steady + seconds{8});
    CHECK(grid_moves_at(tonight, monday + days{1}) == now.steady + seconds{8});
    CHECK(grid_moves_at(tonight, monday + days{2}) == steady_instant::max());
    tonight.dates[1] = starts{{344, 390}};
    CHECK(grid_moves_at(tonight, monday + days{1}) == now.steady + seconds{8});
    tonight.dates[1] = starts{{345, 390}};
    CHECK(grid_moves_at(tonight, monday + days{1}) == steady_instant::max());
}

TEST_CASE("S2: a grid on the hour's own intervals does not move, others do") {
    for (const int step : {5, 10, 15, 20, 30, 60})
        CHECK(grid_moves_every(minutes{step}, false) == minutes{0});
    CHECK(grid_moves_every(minutes{90}, false) == minutes{30});
    CHECK(grid_moves_every(minutes{120}, false) == minutes{60});
    CHECK(grid_moves_every(minutes{50}, false) == minutes{10});
    CHECK(grid_moves_every(minutes{7}, false) == minutes{1});
    CHECK(grid_moves_every(minutes{30}, true) == minutes{1});
}

TEST_CASE("S4, S8: a booking outdates its dates, and only they settle") {
    engine e{{}};
    auto week = brought(e, at({}), {480});
    week.dates.resize(7, starts{{480}});
    CHECK(e.land(week, at({})) == landed::kept);
    const auto tuesday = monday + days{1};
    e.absorb({.source = fact_source::webhook, .radius = some_dates{tenant, type, monday, tuesday}},
             at(seconds{1}));
    auto whole = about_monday();
    whole.end += days{6};
    CHECK(e.look(whole, at(seconds{1})).missing == std::vector{monday, tuesday});

    CHECK(e.settling(meeting, monday, monday + days{6}, at(seconds{2})));
    CHECK_FALSE(e.settling(meeting, tuesday + days{1}, monday + days{6}, at(seconds{2})));
    const auto left = e.depart(at(seconds{2}));
    CHECK_FALSE(e.joinable(left, meeting, monday, monday, at(seconds{2})));
    CHECK(e.joinable(left, meeting, tuesday + days{1}, tuesday + days{1}, at(seconds{2})));
    week = brought(e, at(seconds{2}), {480});
    week.dates.resize(7, starts{{480}});
    CHECK(e.land(week, at(seconds{2})) == landed::unkept);
    CHECK(e.look(whole, at(seconds{2})).missing == std::vector{monday, tuesday});
    CHECK(e.look(whole, at(seconds{2}), &week).complete());
}

TEST_CASE("S4: where the grid begins anew behind a booking, all later dates are outdated") {
    engine e{{}};
    auto week = brought(e, at({}), {480});
    week.dates.resize(7, starts{{480}});
    e.land(week, at({}));
    e.absorb({.source = fact_source::webhook, .radius = dates_from{tenant, type, monday + days{5}}},
             at(seconds{1}));
    auto whole = about_monday();
    whole.end += days{6};
    CHECK(e.look(whole, at(seconds{1})).missing == std::vector{monday + days{5}, monday + days{6}});
}
