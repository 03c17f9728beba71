#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "coherence/fact.hpp"
#include "core/id.hpp"
#include "core/time.hpp"

namespace slotgate::coherence {

/// Names one change on its way to Cal.com, for the life of the process.
using write_id = std::uint64_t;

/// The dates in doubt (S6): what changes under way, and changes whose outcome was lost, may alter.
/// Bounded: what does not fit puts its tenants in doubt, until it would have come down by itself.
/// Threads: confined to the engine that owns it.
class barriers {
  public:
    explicit barriers(std::size_t all_max) : all_max_(all_max) {}

    /// Up from now on, until it is lowered; for `longest` at most, as no change is under way for
    /// longer.
    void raise(write_id id, std::vector<blast_radius> radii, steady_instant now,
               milliseconds longest);
    /// The outcome is known.
    void lower(write_id id) { all_.erase(id); }
    /// The outcome was lost: it stays up until then, when it is known that nothing comes of it.
    void keep(write_id id, steady_instant until);

    /// Was one up over one of these dates at `at`, which may be some minutes ago?
    [[nodiscard]] bool is_up(tenant_id tenant, event_type_id type, utc_date first, utc_date last,
                             steady_instant at) const;
    [[nodiscard]] std::size_t size() const { return all_.size(); }

  private:
    struct barrier {
        std::vector<blast_radius> radii;
        steady_instant since;
        steady_instant until;
    };

    std::size_t all_max_;
    std::map<write_id, barrier> all_;
    std::map<tenant_id, steady_instant> tenants_;  ///< until when all of one is in doubt
};

}  // namespace slotgate::coherence
