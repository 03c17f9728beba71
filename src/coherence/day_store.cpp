#include "coherence/day_store.hpp"

#include <algorithm>
#include <utility>

namespace slotgate::coherence {

const std::vector<day_store::dated>* day_store::find(const series& s) const {
    const auto found = series_.find(s);
    return found == series_.end() ? nullptr : &found->second;
}

const day_entry* day_store::find(const series& s, utc_date date) const {
    const auto* entries = find(s);
    if (entries == nullptr) return nullptr;
    const auto place = std::ranges::lower_bound(*entries, date, {}, &dated::date);
    return place != entries->end() && place->date == date ? &place->entry : nullptr;
}

bool day_store::put(const series& s, utc_date date, day_entry entry, steady_instant now) {
    if (days_ >= days_max_) drop_expired(now);
    const bool full = days_ >= days_max_;
    if (full && find(s, date) == nullptr) return false;
    auto& entries = series_[s];
    const auto place = std::ranges::lower_bound(entries, date, {}, &dated::date);
    if (place != entries.end() && place->date == date) {
        // A slower request that left earlier must not undo what a later one brought.
        if (place->entry.left_at <= entry.left_at) place->entry = std::move(entry);
        return true;
    }
    entries.insert(place, {date, std::move(entry)});
    ++days_;
    return true;
}

void day_store::drop_expired(steady_instant now) {
    for (auto it = series_.begin(); it != series_.end();) {
        days_ -=
            std::erase_if(it->second, [now](const dated& d) { return d.entry.expires <= now; });
        it = it->second.empty() ? series_.erase(it) : std::next(it);
    }
}

const day_entry* entry_at(const std::vector<day_store::dated>& entries, std::size_t& place,
                          utc_date date) {
    while (place < entries.size() && entries[place].date < date) ++place;
    return place < entries.size() && entries[place].date == date ? &entries[place].entry : nullptr;
}

}  // namespace slotgate::coherence
