#pragma once

#include "coherence/day_store.hpp"
#include "coherence/stamps.hpp"
#include "core/id.hpp"
#include "core/slot.hpp"
#include "core/time.hpp"

namespace slotgate::coherence {

/// A question for starts, in the engine's terms.
struct question {
    coherence::series series;
    instant start;  ///< nothing starts earlier
    instant end;    ///< nothing ends more than a second later (Cal.com's own end test, recorded B2)
    minutes notice{};  ///< the event type's (S9)

    [[nodiscard]] utc_date first() const { return date_of(start); }
    [[nodiscard]] utc_date last() const { return date_of(end); }
};

/// Until when, and under which stamp, an answer made from day entries holds (S11).
struct validity {
    tenant_id tenant;
    event_type_id type;
    utc_date first;
    utc_date last;
    stamp departed;             ///< the oldest of the entries used
    steady_instant left_at;     ///< likewise
    steady_instant good_until;  ///< the least of their lifetimes
    instant notice_until;       ///< when the first start named falls under the notice
};

/// Does it lie in what was asked, and start no earlier than this? Cal.com gives a slot that ends up
/// to a second after the asked end (calcom-recorded B2), so that 23:59:59 includes the one that
/// ends at midnight.
[[nodiscard]] constexpr bool fits(const question& q, const slot& s, instant earliest) {
    constexpr seconds end_tolerance{1};
    return s.start >= earliest && s.end - end_tolerance <= q.end;
}

/// The earliest start that may still be answered at `now` (S9, calcom-recorded A1, B4): now +
/// notice, and without a notice the first whole minute after `now`.
[[nodiscard]] instant earliest_start(instant now, minutes notice);

/// True if a start belongs into the answer to `q` at `now`: it lies in what was asked, and is not
/// under notice (S2, S9).
[[nodiscard]] bool answers(const question& q, const slot& s, instant now);

/// False once an answer is too old, or the first start it names has fallen under its notice (S11).
[[nodiscard]] bool in_time(const validity& v, moment now);

/// When a start is no longer to be answered: the first instant at which `earliest_start` passes it.
[[nodiscard]] instant falls_under_notice(instant start, minutes notice);

}  // namespace slotgate::coherence
