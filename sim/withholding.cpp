#include "sim/withholding.hpp"

#include <algorithm>

namespace slotgate::simulation {
namespace {

/// News older than a lifetime withhold nothing; a reading and a step of the ladder come on top.
constexpr milliseconds withheld_most{400'000};
/// Of both event types, on one side.
constexpr minutes buffers_most{120};

bool is_lately(const std::optional<steady_instant>& ended, milliseconds most, steady_instant now) {
    return !ended || now <= *ended + most;
}

}  // namespace

void withholding::note(const sim::world& w, steady_instant now) {
    for (const auto& [id, type] : w.event_types) lengths_[id] = type.length;
    std::erase_if(
        all_, [&](const auto& one) { return !is_lately(one.second.ended, withheld_most, now); });
    for (const auto& [uid, b] : w.bookings) {
        const bool accepted = b.status == sim::booking_status::accepted;
        const auto known = all_.find(uid);
        if (known != all_.end()) {
            if (!known->second.ended && !accepted) known->second.ended = now;
        } else if (accepted) {
            all_.emplace(uid,
                         booked{.type = b.event_type, .when = *interval::between(b.start, b.end)});
        }
    }
}

void withholding::intend(change_number which, event_type_id type, instant start,
                         steady_instant now) {
    const auto when = *interval::between(start, start + lengths_.at(type));
    all_.emplace("intent " + std::to_string(which),
                 booked{.type = type, .when = when, .ended = now});
}

void withholding::refuse(change_number which, steady_instant now) {
    std::erase_if(refused_, [&](const refused& r) { return !is_lately(r.at, withheld_most, now); });
    const auto found = all_.find("intent " + std::to_string(which));
    if (found != all_.end())
        refused_.push_back({found->second.type, found->second.when.start(), now});
}

bool withholding::may_hide(event_type_id asked, const slot& free, moment now) const {
    const bool was_refused = std::ranges::any_of(refused_, [&](const refused& r) {
        return r.type == asked && r.start == free.start &&
               is_lately(r.at, withheld_most, now.steady);
    });
    return was_refused || was_booked_near(free, now.steady);
}

bool withholding::was_booked_near(const slot& s, steady_instant now) const {
    const auto around = *interval::between(s.start - buffers_most, s.end + buffers_most);
    return std::ranges::any_of(all_, [&](const auto& one) {
        return one.second.when.overlaps(around) && is_lately(one.second.ended, withheld_most, now);
    });
}

}  // namespace slotgate::simulation
