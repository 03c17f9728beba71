#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "coherence/fact.hpp"
#include "core/id.hpp"
#include "core/interval.hpp"
#include "core/time.hpp"

namespace slotgate::coherence {

/// When time that is held comes back. Nobody tells that a hold is over, so no entry it may be
/// missing from outlives it (S7, S11). Ends are told by Cal.com's clock, which may step. Bounded:
/// of what does not fit the entries of its tenants are young instead. Threads: confined to the
/// engine that owns it.
class held_times {
  public:
    explicit held_times(std::size_t all_max) : all_max_(all_max) {}

    /// Time is held until then, and may be missing in `radii`; in place of what was held under this
    /// uid before.
    void take(const std::string& uid, std::vector<blast_radius> radii, const interval& time,
              instant until, moment now);
    /// It was let go.
    void end(const std::string& uid) { all_.erase(uid); }

    /// When what a request brought of one of these dates, if it left then, lives no longer: some of
    /// it may have come back. `max` if no hold is known that ends later.
    [[nodiscard]] steady_instant come_back_at(tenant_id tenant, event_type_id type, utc_date first,
                                              utc_date last, moment left) const;
    [[nodiscard]] std::size_t size() const { return all_.size(); }

  private:
    struct hold {
        std::vector<blast_radius> radii;
        utc_date first;
        utc_date last;
        instant until;
    };

    std::size_t all_max_;
    std::map<std::string, hold> all_;
    std::map<tenant_id, instant> crowded_;  ///< until when there is one that did not fit
};

}  // namespace slotgate::coherence
