#pragma once

#include "coherence/engine.hpp"
#include "coherence/grid.hpp"
#include "core/time.hpp"

namespace slotgate::gateway {

/// How much longer Cal.com takes for more dates of one event type: from requests for a week at most
/// and from longer ones, averaged apart, so that requests of one kind cannot hide what the other
/// costs. A value.
class fetch_times {
  public:
    /// A month, as Cal.com's own booking page asks: beyond it few callers ask, and what is filed
    /// has to be held.
    static constexpr int dates_max = 31;

    void learn(int dates, milliseconds took);

    /// How many dates a request may be for that has to be for `needed`, so that who waits for it
    /// waits at most 200 ms longer: a fifth of the second a voice agent's answer may take (V8). At
    /// least `needed`. What was never asked about may have a month: Cal.com was seen to take 300 to
    /// 800 ms, whatever is asked (calcom.md 7). What proved slow is tried again little by little.
    [[nodiscard]] int affordable(int needed) const;

  private:
    struct average {
        double dates;
        double took_ms;
        bool is_guess = true;
    };
    /// For each date more.
    [[nodiscard]] double costs_ms() const;

    average short_{.dates = 1, .took_ms = 500};
    average long_{.dates = dates_max, .took_ms = 560};
};

/// Should a request for other dates ask about this one too? Yes if nothing can be answered about it
/// from memory, or not for as long any more as what is there is old. Pure.
[[nodiscard]] bool worth_fetching(const coherence::engine& e, const coherence::series& s,
                                  utc_date date, moment now);

/// Does the clock of this zone (null: UTC) change on one of these dates, or so near that answers
/// depend on which dates are asked for (calcom-recorded D)?
[[nodiscard]] bool clock_changes_near(const zone* asker, coherence::dates_asked dates);

/// The dates to ask about where `missing` must be: `dates` in all, a quarter of those that are
/// added before them, as callers rather go on than back, none before today; without those at the
/// ends that are not worth it. Never where an answer depends on which dates are asked (S2), so not
/// up to a change of the asker's clock either. Pure.
[[nodiscard]] coherence::dates_asked widened(const coherence::engine& e, const coherence::series& s,
                                             const zone* asker, coherence::dates_asked missing,
                                             int dates, moment now);

}  // namespace slotgate::gateway
