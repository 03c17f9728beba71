#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "coherence/engine.hpp"

namespace slotgate::coherence {

/// A day entry as somebody who looks for a fault wants to see it. A value.
struct entry_view {
    coherence::series series;
    seconds age;         ///< since its request left
    seconds lives;       ///< until its lifetime ends; negative: over
    bool current;        ///< no stamp of tenant, event type or date has moved since (S3)
    bool lists;          ///< the start looked for is among its starts
    std::size_t starts;  ///< how many it has
    minutes length;      ///< of each
    stamp departed;

    /// May it answer now?
    [[nodiscard]] bool servable() const { return current && lives > seconds{0}; }
};

/// Every entry of this event type for the date of `start`, whichever zone or duration it is for.
/// Walks all series: for operators, not for questions. Pure.
[[nodiscard]] std::vector<entry_view> entries_about(const engine& e, tenant_id tenant,
                                                    event_type_id type, instant start, moment now);

/// What the cache holds of one event type.
struct holding {
    tenant_id tenant;
    event_type_id type;
    std::size_t days = 0;
    std::size_t servable = 0;  ///< of these
    seconds oldest{};          ///< age of the oldest servable one
};

/// By tenant, then event type. Walks all entries. Pure.
[[nodiscard]] std::vector<holding> holdings(const engine& e, moment now);

}  // namespace slotgate::coherence
