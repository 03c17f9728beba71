#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/id.hpp"
#include "core/time.hpp"

namespace slotgate::coherence {

/// A version: later changes carry greater ones. Comparable within one epoch, that is within one
/// life of the process; the epoch's number sits in the high bits, so that stamps of two lives never
/// agree.
struct stamp {
    std::uint64_t value = 0;
    friend constexpr auto operator<=>(const stamp&, const stamp&) = default;
};

/// The stamps of tenants, event types and dates (S3). Nothing is found or deleted to invalidate: a
/// stamp moves, at a cost that does not depend on how much is cached. Bounded: when it is full, the
/// stamps of an event type's dates are forgotten by moving the event type's own. Threads: confined
/// to the engine that owns it.
class stamp_table {
  public:
    /// `epoch` is drawn anew at each start; `dates_max` bounds the stamps kept for single dates.
    stamp_table(std::uint32_t epoch, std::size_t dates_max);

    /// The newest stamp drawn: what a request notes before it leaves.
    [[nodiscard]] stamp newest() const { return newest_; }

    /// Whatever is drawn from now on is newer than this.
    void catch_up(stamp with) { newest_ = std::max(newest_, with); }

    /// Moves every stamp there is.
    void move_all();
    void move(tenant_id tenant);
    void move(tenant_id tenant, event_type_id type);
    void move(tenant_id tenant, event_type_id type, utc_date date);
    /// Those of all dates from `first` on.
    void move_from(tenant_id tenant, event_type_id type, utc_date first);

    /// True while nothing that concerns this date has moved since `noted`.
    [[nodiscard]] bool current(stamp noted, tenant_id tenant, event_type_id type,
                               utc_date date) const;
    /// The same for every date from `first` to `last`.
    [[nodiscard]] bool current(stamp noted, tenant_id tenant, event_type_id type, utc_date first,
                               utc_date last) const;

  private:
    struct of_type {
        stamp own;
        std::unordered_map<std::int64_t, stamp> dates;  ///< by day number
        /// Of all dates from one on. Ascending by date and by stamp: what moves later dates again
        /// leaves the earlier ones as they are, what moves earlier ones moves the later ones too.
        std::vector<std::pair<utc_date, stamp>> from;

        [[nodiscard]] std::size_t size() const { return dates.size() + from.size(); }
    };
    struct of_tenant {
        stamp own;
        std::unordered_map<event_type_id, of_type> types;
    };

    stamp draw();
    /// Draws a stamp for all of the event type; those of its dates say nothing any more.
    void move(of_type& type);

    stamp newest_;
    stamp all_;  ///< older than it nothing is current
    std::size_t dates_max_;
    std::size_t dates_ = 0;  ///< stamps kept for dates, of all event types
    std::unordered_map<tenant_id, of_tenant> tenants_;
};

}  // namespace slotgate::coherence
