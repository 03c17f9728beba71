#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
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

/// A walk over everything held, in steps, so that whoever guards the engine can let questions in
/// between. What is filed or dropped meanwhile may be missed. A value.
class walk {
  public:
    /// Days a step looks at, and a few more: some ten microseconds under the lock.
    static constexpr std::size_t days_a_step = 500;

    /// Calls `look` with the next series and their entries; false at the end.
    template <class Look>
    bool step(const day_store& held, Look look) {
        for (std::size_t seen = 0; next_ < held.numbers() && seen < days_a_step; ++next_, ++seen) {
            const auto* filed = held.numbered(next_);
            if (filed == nullptr) continue;
            look(filed->first, filed->second.entries);
            seen += filed->second.entries.size();
        }
        return next_ < held.numbers();
    }

  private:
    std::size_t next_ = 0;
};

/// Looks for every entry of an event type for the date of `start`, whichever zone or duration it is
/// for. For operators, not for questions. A value; pure.
class entry_search {
  public:
    entry_search(tenant_id tenant, event_type_id type, instant start, moment now)
        : tenant_(tenant), type_(type), start_(start), now_(now) {}

    /// True as long as there is more to look at.
    bool step(const engine& e);
    [[nodiscard]] std::vector<entry_view> found() && { return std::move(found_); }

  private:
    tenant_id tenant_;
    event_type_id type_;
    instant start_;
    moment now_;
    walk walk_;
    std::vector<entry_view> found_;
};

/// What stands in the way of a start besides what is cached.
struct obstacles {
    std::optional<known_booking> taken_by;  ///< a booking, made or being made (S6, S7)
    bool is_cancelling = false;             ///< that booking: announced, not known to be done (S8)
    bool is_refused = false;                ///< Cal.com refused to book it lately (B7)
    bool in_doubt = false;   ///< a change that may alter its date is under way, or lost (S6)
    bool on_ladder = false;  ///< its date, of an announced cancellation or a lost change (S8)
};

[[nodiscard]] obstacles obstacles_to(const engine& e, tenant_id tenant, event_type_id type,
                                     const slot& s, moment now);

/// What the cache holds of one event type.
struct holding {
    tenant_id tenant;
    event_type_id type;
    std::size_t days = 0;
    std::size_t servable = 0;  ///< of these
    seconds oldest{};          ///< age of the oldest servable one
};

/// Counts what is held, by tenant, then event type. A value; pure.
class census {
  public:
    explicit census(moment now) : now_(now) {}

    /// True as long as there is more to count.
    bool step(const engine& e);
    [[nodiscard]] std::vector<holding> counted() const;

  private:
    moment now_;
    walk walk_;
    std::map<std::pair<tenant_id, event_type_id>, holding> counted_;
};

}  // namespace slotgate::coherence
