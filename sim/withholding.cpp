#include "sim/withholding.hpp"

#include <algorithm>

namespace slotgate::simulation {
namespace {

/// News older than a lifetime withhold nothing; a reading and a step of the ladder come on top.
constexpr milliseconds withheld_most{400'000};
/// Of both event types, on one side.
constexpr minutes buffers_most{120};

/// Without whom nothing of it can start: any of a pool may serve.
std::vector<user_id> needed_for(const sim::event_type& type) {
    if (type.kind == sim::scheduling::personal) return {type.owner};
    std::vector<user_id> out;
    for (const auto& one : type.hosts)
        if (one.fixed || type.kind == sim::scheduling::collective) out.push_back(one.who);
    return out;
}

bool is_lately(const std::optional<steady_instant>& ended, milliseconds most, steady_instant now) {
    return !ended || now <= *ended + most;
}

}  // namespace

void withholding::note(const sim::world& w, steady_instant now) {
    for (const auto& [id, type] : w.event_types) types_[id] = {needed_for(type), type.length};
    std::erase_if(
        all_, [&](const auto& one) { return !is_lately(one.second.ended, withheld_most, now); });
    for (const auto& [uid, b] : w.bookings) {
        const bool accepted = b.status == sim::booking_status::accepted;
        const auto known = all_.find(uid);
        if (known != all_.end()) {
            if (!known->second.ended && !accepted) known->second.ended = now;
        } else if (accepted) {
            auto people = types_[b.event_type].people;
            people.push_back(b.organizer);
            all_.emplace(uid, booked{.type = b.event_type,
                                     .people = std::move(people),
                                     .when = *interval::between(b.start, b.end)});
        }
    }
}

void withholding::begin_life() {
    for (auto& [uid, one] : all_) one.under_way_until.reset();
}

void withholding::intend(change_number which, event_type_id type, instant start, bool is_known,
                         steady_instant now) {
    /// Nobody waits longer for an answer to a write.
    constexpr seconds patience{60};
    const auto& of = types_.at(type);
    booked asked{.type = type,
                 .people = of.people,
                 .when = *interval::between(start, start + of.length),
                 .ended = now};
    if (is_known) asked.under_way_until = now + patience;
    all_.emplace("intent " + std::to_string(which), std::move(asked));
}

void withholding::arrive(change_number which) {
    const auto found = all_.find("intent " + std::to_string(which));
    if (found != all_.end()) found->second.under_way_until.reset();
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
