#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "coherence/fact.hpp"
#include "core/event_type.hpp"
#include "core/interval.hpp"
#include "gateway/guarded.hpp"
#include "gateway/tenant.hpp"
#include "wire/webhook_event.hpp"

namespace slotgate::gateway {

/// A booking that was made, moved, cancelled or declined, as far as it was told.
struct booking_change {
    event_type_id type;
    std::optional<user_id> organizer;    ///< nothing: any host of the event type
    hosts members;                       ///< further hosts that were named, in no order
    std::vector<std::string> mentioned;  ///< digests of all e-mail addresses
    std::vector<interval> when;          ///< before and after
    /// Each may have lasted as long as the event type's longest.
    bool is_length_open = false;
    bool of_series = false;  ///< others may have changed with it
};

/// Who serves what, and so whom a fact concerns (S4, T2). People are keyed by installation and
/// Cal.com's number; busy in one account, they are busy in every other. Who was learned is not
/// forgotten while the process lives: a booking outlives its host's leaving the event type, and too
/// wide costs a fetch, too narrow a customer. Threads: safe to share.
class people {
  public:
    /// `all` must outlive it.
    explicit people(const tenants& all);

    /// Changes whenever the tenant's event types may have. To be noted before they are asked for.
    [[nodiscard]] std::uint64_t edition(tenant_id tenant) const;

    /// What reading event types showed: `changed` if they are not what they were, and nobody said
    /// so (`doubt`).
    enum class news : std::uint8_t { nothing, changed };

    /// Some of a tenant's event types were read; or all of them, of the edition noted before, so
    /// that others are gone.
    news learn(tenant_id tenant, const std::vector<event_type>& types,
               std::optional<std::uint64_t> all_of_edition = {});

    /// A booking may show another address of its host than that by which Cal.com knows him among
    /// attendees; his profile shows that one.
    enum class certainty : std::uint8_t { one_of_several, all_there_are };

    /// Addresses of hosts were told.
    void learn(tenant_id tenant, const std::vector<wire::host_address>& addresses, certainty how);

    /// Event types of the tenant may have changed: until all are read, it may know anybody. All
    /// its answers are outdated by the same fact.
    void doubt(tenant_id tenant);

    /// The tenant's event types could not be read again: what is known has outlived its truth.
    void outlive(tenant_id tenant);

    /// True while all of the tenant's event types are known.
    [[nodiscard]] bool is_read(tenant_id tenant) const;

    /// May a booking of this event type be one of the tenant's? Yes while not all were read.
    [[nodiscard]] bool may_serve(tenant_id tenant, event_type_id type) const;

    /// Every tenant a fact about this one's bookings concerns, itself first: those of the same
    /// installation that have a host in common with it. All of them, if the event types of one of
    /// the two were not read since they may have changed, or have hosts that are not known, or if
    /// the fact is about an event type (`about`) of which nothing is known.
    [[nodiscard]] std::vector<tenant_id> tenants_sharing(
        tenant_id tenant, std::optional<event_type_id> about = {}) const;

    /// Whose time a booking takes for certain: its organizer's, and that of everybody without whom
    /// it cannot be, as far as it is known (S7). Ascending.
    [[nodiscard]] hosts sure_of(tenant_id tenant, event_type_id type, user_id organizer) const;

    /// Who serves an event type, if nobody else does: whose time is held with it (calcom.md 3.4).
    /// Empty where several serve, as one of them is taken whom nobody names, and where a seat is
    /// held, which takes nobody's time.
    [[nodiscard]] hosts only_one_of(tenant_id tenant, event_type_id type) const;

    /// What a booking of this tenant concerns, of every tenant of its installation that knows
    /// somebody it takes time from (S4). That may be anybody whose address is not known yet, if
    /// addresses are mentioned that are nobody's. All of `tenants_sharing`, if the event types of
    /// the tenant, the one booked or those who serve it are not known.
    [[nodiscard]] std::vector<coherence::blast_radius> radius_of(tenant_id tenant,
                                                                 const booking_change& c) const;

  private:
    struct circle {
        std::set<user_id> known;
        /// As they were read, the newest last.
        std::map<event_type_id, std::vector<event_type>> types;
        std::map<event_type_id, std::uint64_t> editions;  ///< of the newest
        std::set<event_type_id> listed;                   ///< in the last list of all
        std::set<event_type_id> without_hosts;            ///< whose hosts Cal.com did not tell
        std::map<std::string, user_id> by_address;
        std::set<user_id> with_address;  ///< whose own is in `by_address` for certain
        std::uint64_t edition = 0;
        bool read = false;  ///< all of its event types, of this edition

        [[nodiscard]] bool is_clear() const { return read && without_hosts.empty(); }
        /// Is it known who serves this event type?
        [[nodiscard]] bool has_hosts_of(event_type_id type) const;
    };
    using circles = std::vector<circle>;  ///< by tenant

    [[nodiscard]] static bool meet(const circle& a, const circle& b);
    [[nodiscard]] static news forget_others(circle& own, const std::vector<event_type>& types);
    [[nodiscard]] std::vector<tenant_id> sharing(const circles& all, tenant_id tenant,
                                                 std::optional<event_type_id> about) const;
    [[nodiscard]] hosts concerned(const circles& all, tenant_id tenant,
                                  const booking_change& c) const;

    const tenants& tenants_;
    guarded<circles> circles_;
};

}  // namespace slotgate::gateway
