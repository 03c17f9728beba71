#include "coherence/stale_watch.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/slot.hpp"

namespace slotgate::coherence {
namespace {

/// Found and not yet taken: one more says nothing new.
constexpr std::size_t found_max = 100;

/// The booking because of which a start that this day lists was not to be offered, but is; null if
/// all is well. `used_until`: when the day was in use last.
const known_booking* taker(const stale_watch::memory& m, const series& s, const day_entry& filed,
                           const slot& listed, steady_instant used_until, moment now) {
    const auto* denials = m.known.about(s.tenant, s.type);
    if (denials != nullptr && denials->deny(listed, now) != nullptr) return nullptr;
    const auto* by = m.known.booked(s.tenant, s.type, listed);
    const bool is_newer = by != nullptr && filed.left_at < by->told_at && by->told_at < used_until;
    return is_newer ? by : nullptr;
}

}  // namespace

void stale_watch::files(const memory& m, const series& s, utc_date date, const day_entry& fresh,
                        moment now) {
    const auto* filed = m.days.find(s, date);
    if (filed == nullptr || filed->left_at >= fresh.left_at ||
        !m.stamps.current(filed->departed, s.tenant, s.type, date))
        return;
    const auto used_until = std::min(filed->expires, fresh.left_at);
    for (const auto minute : filed->starts.minutes()) {
        if (fresh.starts.contains(minute) || found_.size() >= found_max) continue;
        const auto start = instant_at(date, minute);
        const auto* by = taker(m, s, *filed, {start, start + filed->length}, used_until, now);
        if (by != nullptr)
            found_.push_back({s.tenant, s.type, start, by->uid, stale_proof::not_listed});
    }
}

void stale_watch::leaves(const memory& m, write_id write, tenant_id tenant, event_type_id type,
                         instant start, moment now) {
    constexpr std::array<std::uint8_t, 4> grids{0, 15, 30, 45};
    const auto date = date_of(start);
    for (const auto grid : grids) {
        const series s{.tenant = tenant, .type = type, .duration = {}, .grid = {.minutes = grid}};
        const auto* filed = m.days.find(s, date);
        if (filed == nullptr || now.steady >= filed->expires ||
            !filed->starts.contains(minute_of(start)) ||
            !m.stamps.current(filed->departed, tenant, type, date))
            continue;
        const slot wanted{start, start + filed->length};
        if (const auto* by = taker(m, s, *filed, wanted, now.steady, now); by != nullptr)
            doubtful_.insert_or_assign(
                write, stale_start{tenant, type, start, by->uid, stale_proof::refused});
    }
}

void stale_watch::is_refused(write_id write) {
    const auto one = doubtful_.find(write);
    if (one == doubtful_.end()) return;
    if (found_.size() < found_max) found_.push_back(std::move(one->second));
    doubtful_.erase(one);
}

}  // namespace slotgate::coherence
