#pragma once

#include <cstddef>
#include <unordered_map>
#include <vector>

#include "coherence/grid.hpp"
#include "coherence/stamps.hpp"
#include "core/starts.hpp"

namespace slotgate::coherence {

/// What one fetch said of one UTC date (S2). A value.
struct day_entry {
    slotgate::starts starts;
    minutes length{};        ///< of each start; 0 if there are none
    stamp departed;          ///< noted before the request left (S3)
    steady_instant left_at;  ///< when it left: the age counts from there
    steady_instant expires;  ///< not served from then on (S9, S8)
};

/// The cached days, by series and date. Holds at most `days_max`; stale ones go when room is
/// needed. Knows nothing of what may be served. Threads: confined to the engine that owns it.
class day_store {
  public:
    explicit day_store(std::size_t days_max) : days_max_(days_max) {}

    [[nodiscard]] const day_entry* find(const series& s, utc_date date) const;

    /// The entries of a series, for a walk over its dates; null if there are none.
    struct dated {
        utc_date date;
        day_entry entry;
    };
    [[nodiscard]] const std::vector<dated>* find(const series& s) const;

    /// Everything there is, in no order.
    [[nodiscard]] const std::unordered_map<series, std::vector<dated>>& all() const {
        return series_;
    }

    /// Files the entry in place of an older one. False if there is no room: it is not kept then.
    bool put(const series& s, utc_date date, day_entry entry, steady_instant now);

    [[nodiscard]] std::size_t size() const { return days_; }

  private:
    void drop_expired(steady_instant now);

    std::size_t days_max_;
    std::size_t days_ = 0;
    std::unordered_map<series, std::vector<dated>> series_;  ///< each ascending by date
};

/// The entry of `date` in an ascending walk, from `place` on; null if it is not there. Advances
/// `place`.
[[nodiscard]] const day_entry* entry_at(const std::vector<day_store::dated>& entries,
                                        std::size_t& place, utc_date date);

}  // namespace slotgate::coherence
