#include "gateway/refresher.hpp"

#include <algorithm>
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

dates_asked joined(const dates_asked& a, const dates_asked& b) {
    return {std::min(a.first, b.first), std::max(a.last, b.last)};
}

/// Is the day over soon, so that it should be fetched while nobody waits? Not what a fact has
/// outdated, which may still be in doubt.
bool is_due(const coherence::engine& e, const coherence::series& s, utc_date date, moment now) {
    const auto* entry = e.store().find(s, date);
    if (entry == nullptr || !e.stamps().current(entry->departed, s.tenant, s.type, date))
        return false;
    return entry->expires - now.steady <= (entry->expires - entry->left_at) / last_part;
}

}  // namespace

dates_asked refresher::hot::dates() const {
    return before ? joined(lately, *before) : lately;
}

void refresher::note(const coherence::question& asked, const zone* asker, moment now) {
    if (asked.series.question) return;
    const dates_asked dates{asked.first(), asked.last()};
    hot_.with([&](table& all) {
        const auto found = all.find(asked.series);
        if (found == all.end()) {
            if (all.size() < hot_max) all.emplace(asked.series, hot{asker, now.steady, dates, {}});
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

std::optional<fetch_order> refresher::due(const coherence::series& s, const hot& h,
                                          moment now) const {
    const auto known = catalogue_.find(s.tenant, s.type, now);
    if (!known || !known->keeps(s.duration)) return std::nullopt;
    // Edited since: who asks now asks for another series.
    if (known->dates_decide_together || known->per_zone != (s.grid.exact != nullptr))
        return std::nullopt;
    auto dates = h.dates();
    dates.first = std::max(dates.first, date_of(now.system));
    dates.last = std::min(dates.last, dates.first + days{fetch_times::dates_max - 1});
    engine_.with([&](const coherence::engine& e) {
        const auto is_fresh = [&](utc_date d) { return !is_due(e, s, d, now); };
        while (dates.first <= dates.last && is_fresh(dates.first)) dates.first += days{1};
        while (dates.first <= dates.last && is_fresh(dates.last)) dates.last -= days{1};
    });
    if (dates.first > dates.last || clock_changes_near(h.asker, dates)) return std::nullopt;
    auto order = order_for(s, h.asker, *known);
    order.first = dates.first;
    order.last = dates.last;
    return order;
}

void refresher::tick() {
    if (!power_.is_on()) return;
    const auto now = now_();
    std::vector<std::pair<coherence::series, hot>> all;
    hot_.with([&](table& known) {
        std::erase_if(
            known, [&](const auto& one) { return now.steady - one.second.since > 2 * remembered; });
        all.assign(known.begin(), known.end());
    });
    std::size_t begun = 0;
    for (const auto& [s, one] : all) {
        if (begun >= begun_max) return;
        if (auto order = due(s, one, now); order && flights_.refresh(*order, now)) ++begun;
    }
}

}  // namespace slotgate::gateway
