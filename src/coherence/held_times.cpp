#include "coherence/held_times.hpp"

#include <algorithm>
#include <utility>

namespace slotgate::coherence {
namespace {

/// So much later Cal.com may list that time: its clock may differ by a second that is not corrected
/// (S9), and it compares whole seconds.
constexpr milliseconds ends_late{2'000};

/// A request that left while it was held may land this much later, and is judged by it then.
constexpr milliseconds remembered{60'000};

/// How long an entry lives where holds end of which nothing more is known.
constexpr milliseconds lives_where_crowded{60'000};

}  // namespace

void held_times::take(const std::string& uid, std::vector<blast_radius> radii, const interval& time,
                      instant until, moment now) {
    if (until <= now.system) return end(uid);
    std::erase_if(all_, [&](const auto& h) { return h.second.until + remembered <= now.system; });
    if (!all_.contains(uid) && all_.size() >= all_max_) {
        for (const auto& radius : radii)
            if (const auto tenant = tenant_of(radius)) {
                auto& crowded = crowded_[*tenant];
                crowded = std::max(crowded, until + ends_late);
            }
        return;
    }
    // A start that runs into it may begin on the date before.
    all_.insert_or_assign(uid, hold{.radii = std::move(radii),
                                    .first = date_of(time.start()) - days{1},
                                    .last = date_of(time.end()),
                                    .until = until});
}

steady_instant held_times::come_back_at(tenant_id tenant, event_type_id type, utc_date first,
                                        utc_date last, moment left) const {
    auto out = instant::max();
    const auto crowded = crowded_.find(tenant);
    if (crowded != crowded_.end() && left.system < crowded->second)
        out = left.system + lives_where_crowded;
    for (const auto& [uid, one] : all_) {
        if (last < one.first || one.last < first || left.system >= one.until + ends_late) continue;
        const auto end = left.system < one.until ? one.until : one.until + ends_late;
        const bool is_there =
            end < out && std::ranges::any_of(
                             one.radii,
                             [&](const auto& r) {
                                 return reaches_any(r, tenant, type, std::max(first, one.first),
                                                    std::min(last, one.last));
                             });
        if (is_there) out = end;
    }
    return out == instant::max() ? steady_instant::max() : left.steady + (out - left.system);
}

}  // namespace slotgate::coherence
