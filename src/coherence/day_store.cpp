#include "coherence/day_store.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "coherence/eviction.hpp"
#include "core/ensure.hpp"

namespace slotgate::coherence {
namespace {

/// Days that are compared when one has to go. More find the worst a little better and cost a cache
/// miss or two each (docs/benchmarks.md).
constexpr int sampled = 8;
/// Days looked at by each filing, whether there is room or not.
constexpr int swept = 2;
/// How long a day is kept after its lifetime when nothing needs its room: it may still have to
/// answer while Cal.com fails (S13).
constexpr hours kept_on{1};

/// The first entry not before `date`.
auto not_before(auto& entries, utc_date date) {
    return std::ranges::lower_bound(entries, date, {}, &day_store::dated::date);
}

}  // namespace

const day_store::of_series* day_store::find(const series& s) const {
    const auto found = series_.find(s);
    return found == series_.end() ? nullptr : &found->second;
}

const day_entry* day_store::find(const series& s, utc_date date) const {
    const auto* held = find(s);
    if (held == nullptr) return nullptr;
    const auto place = not_before(held->entries, date);
    return place != held->entries.end() && place->date == date ? &place->entry : nullptr;
}

bool day_store::put(const series& s, utc_date date, day_entry entry, moment now) {
    sweep(now);
    if (find(s, date) == nullptr) {
        if (!make_room(s, date, now)) return false;
        auto& held = series_for(s, now.steady).second;
        held.entries.insert(not_before(held.entries, date), {date, std::move(entry)});
        filings_.push_back({held.number, date});
        return true;
    }
    auto& held = series_.at(s);
    held.asked.age(now.steady);
    auto& filed = not_before(held.entries, date)->entry;
    // A slower request that left earlier must not undo what a later one brought.
    if (filed.left_at <= entry.left_at) filed = std::move(entry);
    return true;
}

day_store::numbered_series& day_store::series_for(const series& s, steady_instant now) {
    const auto [found, is_new] = series_.try_emplace(s, now);
    if (!is_new) return *found;
    if (unused_numbers_.empty()) {
        unused_numbers_.push_back(static_cast<std::uint32_t>(numbered_.size()));
        numbered_.push_back(nullptr);
    }
    found->second.number = unused_numbers_.back();
    unused_numbers_.pop_back();
    numbered_[found->second.number] = &*found;
    return *found;
}

const day_store::dated& day_store::at(const filing& f) const {
    const auto& entries = numbered_[f.number]->second.entries;
    const auto found = not_before(entries, f.date);
    ensure(found != entries.end() && found->date == f.date, "a filing is that of an entry");
    return *found;
}

double day_store::worth_of(const filing& f, moment now) const {
    return worth({.ahead = f.date - date_of(now.system),
                  .asked = numbered_[f.number]->second.asked.rate(now.steady),
                  .left = at(f).entry.expires - now.steady});
}

bool day_store::make_room(const series& s, utc_date date, moment now) {
    if (filings_.size() < days_max_) return true;
    const auto* held = find(s);
    auto least =
        worth({.ahead = date - date_of(now.system),
               .asked = (held == nullptr ? popularity(now.steady) : held->asked).rate(now.steady),
               .left = milliseconds::max()});
    std::optional<std::size_t> worst;
    for (int i = 0; i < sampled && least > 0; ++i) {
        // Knuth's linear congruential generator; its high bits are the good ones.
        drawn_ = drawn_ * 6364136223846793005U + 1442695040888963407U;
        const auto index = static_cast<std::size_t>(drawn_ >> 33U) % filings_.size();
        const auto its = worth_of(filings_[index], now);
        if (its >= least) continue;
        least = its;
        worst = index;
    }
    if (!worst) return false;
    drop(*worst);
    return true;
}

void day_store::sweep(moment now) {
    for (int i = 0; i < swept && !filings_.empty(); ++i) {
        hand_ = hand_ < filings_.size() ? hand_ : 0;
        const auto& seen = at(filings_[hand_]);
        const bool over =
            seen.date < date_of(now.system) || seen.entry.expires + kept_on < now.steady;
        // What takes the place of a dropped one is looked at next.
        if (over)
            drop(hand_);
        else
            ++hand_;
    }
}

void day_store::drop(std::size_t index) {
    const auto gone = filings_[index];
    filings_[index] = filings_.back();
    filings_.pop_back();
    auto* const of = numbered_[gone.number];
    auto& entries = of->second.entries;
    entries.erase(not_before(entries, gone.date));
    if (!entries.empty()) return;
    numbered_[gone.number] = nullptr;
    unused_numbers_.push_back(gone.number);
    const auto key = of->first;  // erasing by what is in the node itself reads it after its end
    series_.erase(key);
}

std::size_t place_of(const std::vector<day_store::dated>& entries, utc_date date) {
    if (entries.empty() || date <= entries.front().date) return 0;
    const auto without_gaps = static_cast<std::size_t>((date - entries.front().date).count());
    if (without_gaps < entries.size() && entries[without_gaps].date == date) return without_gaps;
    return static_cast<std::size_t>(not_before(entries, date) - entries.begin());
}

const day_entry* entry_at(const std::vector<day_store::dated>& entries, std::size_t& place,
                          utc_date date) {
    while (place < entries.size() && entries[place].date < date) ++place;
    return place < entries.size() && entries[place].date == date ? &entries[place].entry : nullptr;
}

}  // namespace slotgate::coherence
