#include "core/zone.hpp"

#include <algorithm>
#include <utility>

#include "core/ensure.hpp"

namespace slotgate {

zone::zone(std::string name, std::vector<period> periods)
    : name_(std::move(name)), periods_(std::move(periods)) {
    ensure(!periods_.empty(), "a zone has at least one period");
}

minutes zone::offset_at(instant t) const {
    const auto after = std::ranges::upper_bound(periods_, t, {}, &period::since);
    return after == periods_.begin() ? after->offset : std::prev(after)->offset;
}

instant zone::to_utc(local_time t) const {
    // Two readings of the same wall clock lie at most a day apart in offset: try the offset that
    // held well before; if the result is not before the change, the later offset decides.
    const instant as_utc{t.time_since_epoch()};
    const minutes before = offset_at(as_utc - days{1});
    const minutes after = offset_at(as_utc + days{1});
    const instant first = as_utc - before;
    if (offset_at(first) == before) return first;
    const instant second = as_utc - after;
    if (offset_at(second) == after) return second;
    return first;
}

}  // namespace slotgate
