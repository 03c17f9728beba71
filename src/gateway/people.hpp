#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "core/event_type.hpp"
#include "gateway/guarded.hpp"
#include "gateway/tenant.hpp"

namespace slotgate::gateway {

/// Which tenants know the same people (T2). People are keyed by installation and Cal.com's number;
/// busy in one account, they are busy in every other. What was learned is not forgotten while the
/// process lives: a booking outlives its host's leaving the event type, and too wide costs a fetch,
/// too narrow a customer (S4). Threads: safe to share.
class people {
  public:
    /// `all` must outlive it.
    explicit people(const tenants& all);

    /// Changes whenever the tenant's event types may have. To be noted before they are asked for.
    [[nodiscard]] std::uint64_t edition(tenant_id tenant) const;

    /// Some of a tenant's event types were read; or all of them, of the edition noted before.
    void learn(tenant_id tenant, const std::vector<event_type>& types,
               std::optional<std::uint64_t> all_of_edition = {});

    /// Event types of the tenant may have changed: until all are read again, it may know anybody.
    void doubt(tenant_id tenant);

    /// Every tenant a fact about this one's bookings concerns, itself first: those of the same
    /// installation that have a host in common with it. All of them, if the event types of one of
    /// the two were not read since they may have changed, or have hosts that are not known, or if
    /// the fact is about an event type (`about`) of which nothing is known.
    [[nodiscard]] std::vector<tenant_id> tenants_sharing(
        tenant_id tenant, std::optional<event_type_id> about = {}) const;

  private:
    struct circle {
        std::set<user_id> known;
        std::set<event_type_id> with_hosts;     ///< event types whose hosts are in `known`
        std::set<event_type_id> without_hosts;  ///< whose hosts Cal.com did not tell
        std::uint64_t edition = 0;
        bool read = false;  ///< all of its event types, of this edition

        [[nodiscard]] bool is_clear() const { return read && without_hosts.empty(); }
    };
    using circles = std::vector<circle>;  ///< by tenant

    [[nodiscard]] static bool meet(const circle& a, const circle& b);

    const tenants& tenants_;
    guarded<circles> circles_;
};

}  // namespace slotgate::gateway
