#include "gateway/widening.hpp"

#include <algorithm>

namespace slotgate::gateway {
namespace {

/// What is tolerated for dates nobody waits for.
constexpr double extra_ms_max = 200;
/// The longest of the short requests.
constexpr int short_dates_max = 7;
/// What the newest request weighs in its average.
constexpr double newest = 0.3;
/// How much of what long requests were seen to cost is forgotten with each short one: after some
/// forty of them longer ones are tried again.
constexpr double forgotten = 0.03;

}  // namespace

void fetch_times::learn(int dates, milliseconds took) {
    const bool is_short = dates <= short_dates_max;
    auto& of = is_short ? short_ : long_;
    const double weight = of.is_guess ? 1 : newest;
    of.dates += weight * (dates - of.dates);
    of.took_ms += weight * (static_cast<double>(took.count()) - of.took_ms);
    of.is_guess = false;
    if (is_short) long_.took_ms += forgotten * (short_.took_ms - long_.took_ms);
}

double fetch_times::costs_ms() const {
    return std::max(0.0, (long_.took_ms - short_.took_ms) / (long_.dates - short_.dates));
}

int fetch_times::affordable(int needed) const {
    const double each = costs_ms();
    const int most = std::max(needed, dates_max);
    if (each * (most - needed) <= extra_ms_max) return most;
    return needed + static_cast<int>(extra_ms_max / each);
}

bool worth_fetching(const coherence::engine& e, const coherence::series& s, utc_date date,
                    moment now) {
    const auto* entry = e.store().find(s, date);
    if (entry == nullptr || !e.stamps().current(entry->departed, s.tenant, s.type, date))
        return true;
    return entry->expires - now.steady < now.steady - entry->left_at;
}

bool clock_changes_near(const zone* asker, coherence::dates_asked dates) {
    return coherence::grid_class_of(asker, dates.first, dates.last).exact != nullptr;
}

coherence::dates_asked widened(const coherence::engine& e, const coherence::series& s,
                               const zone* asker, coherence::dates_asked missing, int dates,
                               moment now) {
    const auto added = days{dates} - (missing.last - missing.first) - days{1};
    if (s.question || added <= days{0}) return missing;
    auto out = missing;
    const auto today = std::min(date_of(now.system), missing.first);
    out.first = std::max(today, missing.first - added / 4);
    out.last = missing.last + added - (missing.first - out.first);
    while (out.last > missing.last && clock_changes_near(asker, {missing.first, out.last}))
        out.last -= days{1};
    while (out.first < missing.first && clock_changes_near(asker, {out.first, out.last}))
        out.first += days{1};
    while (out.first < missing.first && !worth_fetching(e, s, out.first, now)) out.first += days{1};
    while (out.last > missing.last && !worth_fetching(e, s, out.last, now)) out.last -= days{1};
    return out;
}

}  // namespace slotgate::gateway
