#include "sim/truth.hpp"

#include <algorithm>
#include <utility>

#include "calcom-sim/slots.hpp"
#include "coherence/engine.hpp"
#include "core/ensure.hpp"

namespace slotgate::simulation {
namespace {

/// Longer than any entry lives, and any question waits.
constexpr milliseconds remembered{400'000};

/// What is fetched under a barrier lives so long (S6).
constexpr milliseconds kept_in_doubt{1'000};

/// Of a date, is what may still be answered the same?
bool same_rest(const version& a, const version& b, utc_date date, instant earliest) {
    const auto rest = [&](const starts& all) {
        const auto from = std::ranges::find_if(
            all.minutes(), [&](auto minute) { return instant_at(date, minute) >= earliest; });
        return std::ranges::subrange(from, all.minutes().end());
    };
    return a.length == b.length && a.notice == b.notice &&
           std::ranges::equal(rest(a.found), rest(b.found));
}

}  // namespace

change_number truth::begin(event_type_id about) {
    changes_.push_back({.about = about});
    return static_cast<change_number>(changes_.size() - 1);
}

void truth::commit(change_number which, const sim::world& w, moment now) {
    auto& c = changes_[which];
    c.committed = now.steady;
    if (c.announced && now.steady - *c.announced <= settle_window)
        c.shows_from = std::max(now.steady, c.shows_not_before);
    if (c.left_at && *c.left_at >= life_began_) c.shows_untold_from = now.steady + kept_in_doubt;
    for (std::size_t i = 0; i < views_.size(); ++i)
        file(i, look(views_[i], w, now.system), which, now);
    withheld_.note(which, w, now.steady);
}

void truth::look_again(const sim::world& w, moment now) {
    for (std::size_t i = 0; i < views_.size(); ++i)
        file(i, look(views_[i], w, now.system), {}, now);
}

void truth::tell(change_number which, teller by, steady_instant now) {
    auto& c = changes_[which];
    if (c.by == teller::nobody) c.by = by;
    if (!c.committed)
        c.announced = now;
    else if (!c.shows_from)
        c.shows_from = now;
    if (c.committed) withheld_.tell_types(which, now);
    if (by == teller::webhook) withheld_.tell(which);
}

void truth::forget_told(steady_instant now) {
    life_began_ = now;
    withheld_.forget_told();
    for (auto& c : changes_)
        if (!c.committed) c.shows_not_before = now + settle_window;
}

truth::found_dates truth::look(const view& v, const sim::world& w, instant now) const {
    const auto& type = w.event_types.at(v.type);
    wire::slots_question q;
    q.selector.id = v.type;
    q.zone = v.place;
    q.duration = v.duration;
    // As every fetch asks (S2), for whole dates and one more at each end.
    q.start = v.first - days{1};
    q.end = v.last + days{2} - seconds{1};
    const auto selected = sim::select_for(w, q);
    ensure(selected.has_value(), "the event type of a view exists");
    const auto found = sim::find_slots(w, zones_, q, *selected, {}, now);
    ensure(found.has_value(), "a view can be looked at");
    found_dates out{.dates = {},
                    .length = v.duration > minutes{0} ? v.duration : type.length,
                    .notice = type.notice};
    std::vector<std::vector<starts::minute_of_date>> of_date(
        static_cast<std::size_t>((v.last - v.first).count()) + 1);
    for (const auto& one : found->starts.all) {
        const auto date = date_of(one.seats.slot.start);
        if (one.away || date < v.first || v.last < date) continue;
        of_date[static_cast<std::size_t>((date - v.first).count())].push_back(
            minute_of(one.seats.slot.start));
    }
    for (auto& found_minutes : of_date) out.dates.emplace_back(std::move(found_minutes));
    return out;
}

void truth::file(std::size_t of_view, found_dates found, std::optional<change_number> made_by,
                 moment now) {
    auto& dates = dates_[of_view];
    dates.resize(found.dates.size());
    const auto earliest = coherence::earliest_start(now.system, found.notice);
    for (std::size_t i = 0; i < dates.size(); ++i) {
        auto& versions = dates[i];
        const auto date = views_[of_view].first + days{static_cast<int>(i)};
        version next{.since = now.steady,
                     .made_by = made_by.value_or(0),
                     .found = std::move(found.dates[i]),
                     .length = found.length,
                     .notice = found.notice,
                     .by_time = !made_by};
        if (!versions.empty() && same_rest(versions.back(), next, date, earliest)) continue;
        versions.push_back(std::move(next));
        while (versions.size() > 1 && versions[1].since + remembered < now.steady)
            versions.pop_front();
    }
}

const std::deque<version>& truth::versions(std::size_t of_view, utc_date date) const {
    const auto i = static_cast<std::size_t>((date - views_[of_view].first).count());
    return dates_[of_view].at(i);
}

}  // namespace slotgate::simulation
