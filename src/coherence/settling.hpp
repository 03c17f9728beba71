#pragma once

#include <cstddef>
#include <unordered_map>
#include <vector>

#include "coherence/fact.hpp"
#include "core/id.hpp"
#include "core/time.hpp"

namespace slotgate::coherence {

/// Where Cal.com may still answer the old way (S8): the radii of the last facts, each until its
/// end. Bounded: what does not fit concerns its whole tenant. Facts about everything are not kept
/// here. Threads: confined to the engine that owns it.
class settle_windows {
  public:
    /// `each_max` bounds the windows kept for one tenant.
    explicit settle_windows(std::size_t each_max) : each_max_(each_max) {}

    void open(const blast_radius& radius, steady_instant end, steady_instant now);

    /// True if one of these dates lies in a window that was open at `now`, which may be some
    /// minutes ago.
    [[nodiscard]] bool is_open(tenant_id tenant, event_type_id type, utc_date first, utc_date last,
                               steady_instant now) const;

  private:
    struct window {
        event_type_id type;
        utc_date first;
        utc_date last;
        steady_instant end;
    };
    struct of_tenant {
        steady_instant whole;  ///< end of the windows that concern all of it
        std::vector<window> windows;
    };

    void add(tenant_id tenant, const window& w, steady_instant now);

    std::size_t each_max_;
    std::unordered_map<tenant_id, of_tenant> tenants_;
};

}  // namespace slotgate::coherence
