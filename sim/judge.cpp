#include "sim/judge.hpp"

#include <algorithm>
#include <utility>

#include "coherence/engine.hpp"

namespace slotgate::simulation {
namespace {

// S9.
constexpr milliseconds lifetime{300'000};
constexpr milliseconds lifetime_empty{60'000};
/// Cal.com's own cache can answer a question of the life before with its `end` (S8).
constexpr milliseconds cached_by_calcom{2'000};
/// A request that was shared may have left so long before.
constexpr milliseconds under_way_most{21'000};
/// A start may end so much later than what is asked (calcom-recorded B2).
constexpr seconds end_tolerance{1};

std::string list_of(std::span<const slot> slots) {
    std::string out;
    for (const auto& s : slots) out += ' ' + to_text(s.start).substr(11, 5);
    return out.empty() ? " none" : out;
}

}  // namespace

/// One date of a question, and what was answered for it.
struct judge::day_asked {
    utc_date date;
    instant from;   ///< nothing starts earlier
    instant until;  ///< nothing ends later
    instant now;
    /// What falls under the notice while its answer is on its way may be there or not.
    instant asked_at;
    minutes notice_most;  ///< that who asked may have been told of
    steady_instant at;
    event_type_id type;
    const withholding* withheld;
    std::span<const slot> shown;
    const std::deque<version>* versions;

    [[nodiscard]] bool is_asked(const slot& s) const {
        return s.start >= from && s.end - end_tolerance <= until;
    }
    /// Is this what would have been answered, if the date was like that?
    [[nodiscard]] bool is_like(const version& v) const {
        const auto earliest = coherence::earliest_start(now, std::max(v.notice, notice_most));
        auto next = shown.begin();
        for (const auto minute : v.found.minutes()) {
            const auto start = instant_at(date, minute);
            const slot s{start, start + v.length};
            if (!is_asked(s) || start < coherence::earliest_start(asked_at, v.notice)) continue;
            if (next == shown.end() || *next != s) {
                if (start >= earliest && !withheld->may_hide(type, s, {now, at})) return false;
                continue;
            }
            ++next;
        }
        return next == shown.end();
    }
    /// Near bookings Cal.com's grid begins anew when they are over: that shows within a lifetime.
    [[nodiscard]] bool shows_what_is_gone(const version& before, const version& after) const {
        return std::ranges::any_of(shown, [&](const slot& s) {
            const auto minute = minute_of(s.start);
            return before.found.contains(minute) && !after.found.contains(minute) &&
                   !withheld->was_booked_near(s, at);
        });
    }
};

void judge::answered(const put_question& q, std::span<const slot> slots, moment now) {
    ++counts_.answers;
    const auto& v = truth_.views()[q.of_view];
    auto rest = slots;
    for (auto date = date_of(q.start); date <= date_of(q.end); date += days{1}) {
        const auto next =
            std::ranges::find_if(rest, [&](const slot& s) { return s.start >= date + days{1}; });
        const auto count = static_cast<std::size_t>(next - rest.begin());
        if (date >= v.first && date <= v.last) {
            const day_asked day{.date = date,
                                .from = q.start,
                                .until = q.end,
                                .now = now.system,
                                .asked_at = now.system - (now.steady - q.at),
                                .notice_most = truth_.withheld().notice_most(v.type, q.at),
                                .at = now.steady,
                                .type = v.type,
                                .withheld = &truth_.withheld(),
                                .shown = rest.first(count),
                                .versions = &truth_.versions(q.of_view, date)};
            check_date(q, day);
            count_deciding(q, day);
        }
        rest = rest.subspan(count);
    }
    const auto& withheld = truth_.withheld();
    for (const auto& s : slots) {
        if (withheld.is_refused(v.type, s, now.steady))
            complain(rule::b7, "a start that was refused:" + list_of({&s, 1}) + " of event type " +
                                   std::to_string(v.type.value));
        if (q.is_type_known && withheld.must_hide(v.type, s, now.steady))
            complain(rule::s6, "a start that a booking under way asks for:" + list_of({&s, 1}) +
                                   " of event type " + std::to_string(v.type.value));
    }
    if (!rest.empty()) complain(rule::s2, "starts outside of the question:" + list_of(rest));
}

void judge::complain(rule which, std::string what) {
    if (!verdict_) verdict_ = broken{which, std::move(what)};
}

/// Goes back from the newest version to the one that was answered; each that is passed over must be
/// one that need not show.
void judge::check_date(const put_question& q, const day_asked& day) {
    const auto& versions = *day.versions;
    for (auto i = versions.size(); i-- > 0;) {
        if (day.is_like(versions[i])) return;
        if (i > 0) check_passed_over(q, day, versions[i], versions[i - 1]);
    }
    complain(day.shown.empty() ? rule::s13 : rule::s2,
             "answered what never was true of event type " +
                 std::to_string(truth_.views()[q.of_view].type.value) + " on " +
                 to_text(std::chrono::year_month_day{day.date}) + ":" + list_of(day.shown));
}

void judge::check_passed_over(const put_question& q, const day_asked& day, const version& newer,
                              const version& older) {
    const auto& by = truth_.changed(newer.made_by);
    const auto type = truth_.views()[q.of_view].type;
    const auto blame = [&](rule which, const std::string& why) {
        complain(which, why + ": event type " + std::to_string(type.value) + " on " +
                            to_text(std::chrono::year_month_day{day.date}) + ", answered" +
                            list_of(day.shown) + "; change " + std::to_string(newer.made_by) +
                            " of event type " + std::to_string(by.about.value));
    };
    // Whoever shares a request, or waits for one, sees the time at which it left.
    const auto waited = q.from_memory ? milliseconds{0} : under_way_most;
    if (newer.by_time && newer.since + waited <= q.at && day.shows_what_is_gone(older, newer))
        return blame(rule::s9, "an answer outlived the minute that changed it");
    if (!newer.by_time && by.shows_from && *by.shows_from <= q.at) {
        const auto why = "a change told " + std::to_string((q.at - *by.shows_from).count()) +
                         " ms before the question does not show";
        if (*by.shows_from == q.at) return blame(rule::s5, why);
        if (by.by == teller::own_request) return blame(rule::s1, why);
        return blame(by.about == type ? rule::s3 : rule::s4, why);
    }
    if (!newer.by_time && by.shows_untold_from && *by.shows_untold_from <= q.at)
        return blame(rule::s6, "a booking under way, or lost, does not show");
    if (newer.since + cached_by_calcom <= truth_.life_began())
        blame(rule::s3, "an answer from before the process began");
    // What lies outside of the question, or under the notice, may have been there.
    const bool whole = day.from <= day.date && day.until + seconds{1} >= day.date + days{1} &&
                       coherence::earliest_start(day.now, older.notice) < day.date;
    const bool showed_nothing = whole && older.found.empty() && day.shown.empty();
    const auto life = showed_nothing ? lifetime_empty : lifetime;
    if (newer.since + life <= q.at) blame(rule::s9, "an answer outlived its lifetime");
    if (q.max_age && newer.since + *q.max_age <= q.at)
        blame(rule::s12, "an answer is older than was asked for");
}

void judge::count_deciding(const put_question& q, const day_asked& day) {
    const auto& versions = *day.versions;
    const auto& newest = versions.back();
    count_limits(day, newest);
    count_withheld(day, newest);
    if (versions.size() < 2 || q.at - newest.since > lifetime) return;
    if (!day.is_like(newest) || day.is_like(versions[versions.size() - 2])) return;
    // The date was another a lifetime ago, and the answer shows it as it is.
    if (newest.by_time) return counts_.decide(rule::s9);
    const auto& by = truth_.changed(newest.made_by);
    if (!by.shows_from && by.shows_untold_from && *by.shows_untold_from <= q.at)
        counts_.decide(rule::s6);
    if (!by.shows_from || *by.shows_from > q.at) return;
    counts_.decide(rule::s3);
    if (by.by == teller::own_request) counts_.decide(rule::s1);
    if (by.about != truth_.views()[q.of_view].type) counts_.decide(rule::s4);
    if (*by.shows_from == q.at) counts_.decide(rule::s5);
    if (q.at - *by.shows_from < truth::settle_window) counts_.decide(rule::s8);
}

void judge::count_limits(const day_asked& day, const version& shown) {
    bool notice = false;
    bool outside = false;
    for (const auto minute : shown.found.minutes()) {
        const auto start = instant_at(day.date, minute);
        if (!day.is_asked({start, start + shown.length}))
            outside = true;
        else if (start < coherence::earliest_start(day.now, shown.notice))
            notice = true;
    }
    if (notice) counts_.decide(rule::s9);
    if (outside) counts_.decide(rule::s2);
}

/// What is free, and not answered.
void judge::count_withheld(const day_asked& day, const version& shown) {
    const auto earliest =
        coherence::earliest_start(day.now, std::max(shown.notice, day.notice_most));
    bool by_write = false;
    bool by_booking = false;
    bool by_refusal = false;
    for (const auto minute : shown.found.minutes()) {
        const auto start = instant_at(day.date, minute);
        const slot s{start, start + shown.length};
        if (start < earliest || !day.is_asked(s) ||
            std::ranges::find(day.shown, s) != day.shown.end())
            continue;
        if (day.withheld->was_refused(day.type, s, day.at))
            by_refusal = true;
        else if (day.withheld->must_hide(day.type, s, day.at))
            by_write = true;
        else if (day.withheld->may_hide(day.type, s, {day.now, day.at}))
            by_booking = true;
    }
    if (by_write) counts_.decide(rule::s6);
    if (by_booking) counts_.decide(rule::s7);
    if (by_refusal) counts_.decide(rule::b7);
}

void judge::refused(const put_question& q, const error& why, moment /*now*/) {
    ++counts_.errors;
    if (why.code == errc::upstream_limited) return counts_.decide(rule::s14);
    const auto& v = truth_.views()[q.of_view];
    const auto date = std::clamp(date_of(q.start), v.first, v.last);
    // Told as an error where an empty day would have been a lie.
    if (!truth_.versions(q.of_view, date).back().found.empty()) counts_.decide(rule::s13);
}

}  // namespace slotgate::simulation
