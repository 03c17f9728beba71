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
    instant from;  ///< nothing starts earlier: the question's, or now and the notice
    instant asked_from;
    instant until;  ///< nothing ends later
    minutes length;
    std::span<const slot> shown;
    const std::deque<version>* versions;

    [[nodiscard]] bool fits(instant start) const {
        return start >= from && start + length - end_tolerance <= until;
    }
    /// Is this what would have been answered, if the date was like that?
    [[nodiscard]] bool is_like(const version& v) const {
        auto next = shown.begin();
        for (const auto minute : v.found.minutes()) {
            const auto start = instant_at(date, minute);
            if (!fits(start)) continue;
            if (next == shown.end() || next->start != start || next->end != start + length)
                return false;
            ++next;
        }
        return next == shown.end();
    }
};

void judge::answered(const put_question& q, std::span<const slot> slots, moment now) {
    ++counts_.answers;
    const auto earliest = coherence::earliest_start(now.system, truth_.notice(q.of_view));
    const auto& v = truth_.views()[q.of_view];
    auto rest = slots;
    for (auto date = date_of(q.start); date <= date_of(q.end); date += days{1}) {
        const auto next =
            std::ranges::find_if(rest, [&](const slot& s) { return s.start >= date + days{1}; });
        const auto count = static_cast<std::size_t>(next - rest.begin());
        if (date >= v.first && date <= v.last) {
            const day_asked day{.date = date,
                                .from = std::max(q.start, earliest),
                                .asked_from = q.start,
                                .until = q.end,
                                .length = truth_.length(q.of_view),
                                .shown = rest.first(count),
                                .versions = &truth_.versions(q.of_view, date)};
            check_date(q, day);
            count_deciding(q, day);
        }
        rest = rest.subspan(count);
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
    if (by.shows_from && *by.shows_from <= q.at) {
        const auto why = "a change told " + std::to_string((q.at - *by.shows_from).count()) +
                         " ms before the question does not show";
        if (*by.shows_from == q.at) return blame(rule::s5, why);
        if (by.by == teller::own_request) return blame(rule::s1, why);
        return blame(by.about == type ? rule::s3 : rule::s4, why);
    }
    if (newer.since + cached_by_calcom <= truth_.life_began())
        blame(rule::s3, "an answer from before the process began");
    const auto life = older.found.empty() ? lifetime_empty : lifetime;
    if (newer.since + life <= q.at) blame(rule::s9, "an answer outlived its lifetime");
    if (q.max_age && newer.since + *q.max_age <= q.at)
        blame(rule::s12, "an answer is older than was asked for");
}

void judge::count_deciding(const put_question& q, const day_asked& day) {
    const auto& versions = *day.versions;
    const auto& newest = versions.back();
    count_limits(day, newest);
    if (versions.size() < 2 || q.at - newest.since > lifetime) return;
    if (!day.is_like(newest) || day.is_like(versions[versions.size() - 2])) return;
    // The date was another a lifetime ago, and the answer shows it as it is.
    const auto& by = truth_.changed(newest.made_by);
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
        if (day.fits(start)) continue;
        (start >= day.asked_from && start < day.from ? notice : outside) = true;
    }
    if (notice) counts_.decide(rule::s9);
    if (outside) counts_.decide(rule::s2);
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
