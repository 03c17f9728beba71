#include "coherence/refusals.hpp"

#include <algorithm>

namespace slotgate::coherence {

void refusals::add(tenant_id tenant, event_type_id type, instant start, minutes length,
                   steady_instant until, steady_instant now) {
    if (size_ >= all_max_) forget_lapsed(now);
    if (size_ >= all_max_) return;
    auto& some = all_[{tenant, type}];
    const auto again = std::ranges::find_if(
        some, [&](const refusal& r) { return r.start == start && r.length == length; });
    if (again != some.end()) {
        again->until = until;
        return;
    }
    some.push_back({start, length, until});
    ++size_;
}

void refusals::forget_lapsed(steady_instant now) {
    for (auto& [of, some] : all_)
        size_ -= std::erase_if(some, [&](const refusal& r) { return r.until <= now; });
    std::erase_if(all_, [](const auto& one) { return one.second.empty(); });
}

void refusals::lift(const blast_radius& radius) {
    for (auto& [of, some] : all_)
        size_ -= std::erase_if(some, [&](const refusal& r) {
            const auto date = date_of(r.start);
            return reaches_any(radius, of.first, of.second, date, date);
        });
    std::erase_if(all_, [](const auto& one) { return one.second.empty(); });
}

const std::vector<refusals::refusal>* refusals::about(tenant_id tenant, event_type_id type) const {
    const auto found = all_.find({tenant, type});
    return found == all_.end() ? nullptr : &found->second;
}

const refusals::refusal* refused(const std::vector<refusals::refusal>* of, const slot& s,
                                 steady_instant now) {
    if (of == nullptr) return nullptr;
    const auto found = std::ranges::find_if(*of, [&](const refusals::refusal& r) {
        return r.start == s.start && s.end - s.start >= r.length && now < r.until;
    });
    return found == of->end() ? nullptr : &*found;
}

}  // namespace slotgate::coherence
