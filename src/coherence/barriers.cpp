#include "coherence/barriers.hpp"

#include <algorithm>
#include <utility>

namespace slotgate::coherence {
namespace {

/// A request that left while it was up may land this much later, and is judged by it then.
constexpr milliseconds remembered{60'000};

}  // namespace

void barriers::raise(write_id id, std::vector<blast_radius> radii, steady_instant now,
                     milliseconds longest) {
    if (all_.size() >= all_max_)
        std::erase_if(all_, [&](const auto& b) { return b.second.until + remembered <= now; });
    if (all_.size() < all_max_) {
        all_.insert_or_assign(
            id, barrier{.radii = std::move(radii), .since = now, .until = now + longest});
        return;
    }
    for (const auto& radius : radii)
        if (const auto tenant = tenant_of(radius)) tenants_[*tenant] = now + longest;
}

void barriers::keep(write_id id, steady_instant until) {
    const auto found = all_.find(id);
    if (found != all_.end()) found->second.until = until;
}

bool barriers::is_up(tenant_id tenant, event_type_id type, utc_date first, utc_date last,
                     steady_instant at) const {
    const auto whole = tenants_.find(tenant);
    if (whole != tenants_.end() && at < whole->second) return true;
    return std::ranges::any_of(all_, [&](const auto& b) {
        const auto& one = b.second;
        return one.since <= at && at < one.until &&
               std::ranges::any_of(
                   one.radii,
                   [&](const auto& r) { return reaches_any(r, tenant, type, first, last); });
    });
}

}  // namespace slotgate::coherence
