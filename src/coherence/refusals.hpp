#pragma once

#include <cstddef>
#include <map>
#include <utility>
#include <vector>

#include "coherence/fact.hpp"
#include "core/id.hpp"
#include "core/slot.hpp"
#include "core/time.hpp"

namespace slotgate::coherence {

/// Starts that Cal.com lately refused to book, which it may go on listing: it looks at calendars
/// when it books that it does not look at when it lists (B7, calcom.md 4.3). They count for their
/// own event type alone, as another may keep other hours, and for starts that last as long or
/// longer. Bounded: what does not fit is not taken in. Threads: confined to the engine that owns
/// it.
class refusals {
  public:
    explicit refusals(std::size_t all_max) : all_max_(all_max) {}

    /// Withheld until then. A length of 0: it is not known, so of any length.
    void add(tenant_id tenant, event_type_id type, instant start, minutes length,
             steady_instant until, steady_instant now);

    /// What was in the way may be no more, for whom this reaches.
    void lift(const blast_radius& radius);

    struct refusal {
        instant start;
        minutes length;
        steady_instant until;
    };
    /// Null if there are none.
    [[nodiscard]] const std::vector<refusal>* about(tenant_id tenant, event_type_id type) const;

  private:
    using key = std::pair<tenant_id, event_type_id>;
    void forget_lapsed(steady_instant now);

    std::size_t all_max_;
    std::size_t size_ = 0;
    std::map<key, std::vector<refusal>> all_;
};

/// The one because of which this start is withheld; null if there is none. `of` may be null.
[[nodiscard]] const refusals::refusal* refused(const std::vector<refusals::refusal>* of,
                                               const slot& s, steady_instant now);

}  // namespace slotgate::coherence
