#include "gateway/refresher.hpp"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

namespace slotgate::gateway {
namespace {

using coherence::dates_asked;

/// How long a question keeps its dates warm: this, and up to once more. An event type of a salon is
/// asked for every ten minutes; one that nobody asks for costs some thirty requests after each
/// call, one a minute while some of its dates have no starts.
constexpr minutes remembered{15};
/// Series that are kept warm; what is asked for beyond them is fetched when it is asked for.
constexpr std::size_t hot_max = 1'000;
/// Requests that begin in one tick, so that a restart does not send hundreds.
constexpr std::size_t begun_max = 4;
/// The part of a lifetime at whose end a day is fetched again: 30 s of 300, 6 of 60, which leaves
/// time for some ticks, a slow answer and a second try, and costs a tenth more requests.
constexpr int last_part = 10;
/// Between two requests for one series because of facts: twenty facts in a minute, each settled
/// before the next, cost six.
constexpr seconds refill_rest{10};

dates_asked joined(const dates_asked& a, const dates_asked& b) {
    return {std::min(a.first, b.first), std::max(a.last, b.last)};
}

/// Is the day over soon, so that it should be fetched while nobody waits?
bool is_worn(const coherence::day_entry& entry, moment now) {
    return entry.expires - now.steady <= (entry.expires - entry.left_at) / last_part;
}

/// The dates from the first to the last of which this is so; nothing if it is so of none.
template <class Predicate>
std::optional<dates_asked> trimmed(dates_asked dates, const Predicate& is_so) {
    while (dates.first <= dates.last && !is_so(dates.first)) dates.first += days{1};
    while (dates.first <= dates.last && !is_so(dates.last)) dates.last -= days{1};
    if (dates.first > dates.last) return std::nullopt;
    return dates;
}

}  // namespace

dates_asked refresher::hot::dates() const {
    return before ? joined(lately, *before) : lately;
}

void refresher::note(const coherence::question& asked, const zone* asker, moment now) {
    if (asked.series.question) return;
    const dates_asked dates{asked.first(), asked.last()};
    const auto noted =
        engine_.with([&](const coherence::engine& e) { return e.depart(now).noted; });
    hot_.with([&](table& t) {
        t.questions.insert_or_assign(asked.series.tenant, last_question{now.steady, noted});
        auto& all = t.all;
        const auto found = all.find(asked.series);
        if (found == all.end()) {
            if (all.size() < hot_max)
                all.emplace(asked.series, hot{asker, now.steady, dates, {}, {}});
            return;
        }
        auto& known = found->second;
        if (now.steady - known.since <= remembered) {
            known.lately = joined(known.lately, dates);
            return;
        }
        known.before = known.lately;
        known.since = now.steady;
        known.lately = dates;
    });
}

bool refresher::may_refill(const hot_series& h, moment now) const {
    const auto& last = h.known.refilled;
    const bool is_rested = !last || now.steady - *last >= refill_rest;
    return is_rested && refills_.wait(h.series.tenant, now.steady) == milliseconds{0};
}

std::optional<refresher::due_dates> refresher::due(const hot_series& h, moment now) const {
    const auto& s = h.series;
    auto dates = h.known.dates();
    dates.first = std::max(dates.first, date_of(now.system));
    dates.last = std::min(dates.last, dates.first + days{fetch_times::dates_max - 1});
    const bool may_refill_now = may_refill(h, now);
    return engine_.with([&](const coherence::engine& e) -> std::optional<due_dates> {
        due_dates out{dates, false};
        const auto is_due = [&](utc_date d) {
            const auto* entry = e.store().find(s, d);
            if (entry == nullptr) return false;
            const auto& stamps = e.stamps();
            const bool has_fallen = !stamps.current(entry->departed, s.tenant, s.type, d);
            if (!has_fallen && !is_worn(*entry, now)) return false;
            // A low step of a ladder (S8) is soon over, as often as it is announced anew.
            const bool is_refill = has_fallen || entry->expires - entry->left_at < refill_rest;
            const bool is_asked_since = has_fallen
                                            ? stamps.current(h.question.noted, s.tenant, s.type, d)
                                            : h.question.at > entry->left_at;
            if (is_refill && !(may_refill_now && is_asked_since)) return false;
            // In doubt what came would not be kept, or for a second (S6, S8).
            if (e.settling(s, d, d, now)) return false;
            out.refills |= is_refill;
            return true;
        };
        const auto found = trimmed(dates, is_due);
        if (!found) return std::nullopt;
        out.dates = *found;
        return out;
    });
}

bool refresher::begin(const hot_series& h, moment now) {
    const auto& s = h.series;
    const auto known = catalogue_.find(s.tenant, s.type, now);
    if (!known || !known->keeps(s.duration)) return false;
    // Edited since: who asks now asks for another series.
    if (known->dates_decide_together || known->per_zone != (s.grid.exact != nullptr)) return false;
    const auto what = due(h, now);
    if (!what || clock_changes_near(h.known.asker, what->dates)) return false;
    auto order = order_for(s, h.known.asker, *known);
    order.first = what->dates.first;
    order.last = what->dates.last;
    if (!flights_.refresh(order, now)) return false;
    if (!what->refills) return true;
    hot_.with([&](table& t) {
        if (const auto it = t.all.find(s); it != t.all.end()) it->second.refilled = now.steady;
    });
    std::ignore = refills_.take(s.tenant, now.steady);
    return true;
}

std::vector<refresher::hot_series> refresher::take_hot(moment now) {
    return hot_.with([&](table& t) {
        std::erase_if(
            t.all, [&](const auto& one) { return now.steady - one.second.since > 2 * remembered; });
        std::vector<hot_series> out;
        out.reserve(t.all.size());
        for (const auto& [s, known] : t.all) out.push_back({s, known, t.questions.at(s.tenant)});
        return out;
    });
}

void refresher::tick() {
    if (!power_.is_on()) return;
    const auto now = now_();
    std::size_t begun = 0;
    for (const auto& one : take_hot(now)) {
        if (begun >= begun_max) return;
        if (begin(one, now)) ++begun;
    }
}

}  // namespace slotgate::gateway
