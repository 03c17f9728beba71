#include "radius/dates_answered.hpp"

#include <algorithm>

#include "calcom-sim/slots.hpp"
#include "sim/practice.hpp"

namespace slotgate::testing {

std::vector<fetch> draw_fetches(chance& c, const drawn_world& drawn) {
    const auto& zones = sim::testing::zones();
    const auto today = date_of(drawn.now);
    std::vector<fetch> out;
    for (const auto& type : drawn.known)
        for (const int length : {0, 24}) {
            const auto first = today + days{length == 0 ? c.between(0, 18) : c.between(-1, 2)};
            const auto* const name = c.one_of<const char*>(
                {nullptr, "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Etc/GMT-14"});
            out.push_back({.type = type.id,
                           .first = first,
                           .last = first + days{length},
                           .place = name == nullptr ? nullptr : zones.find(name),
                           .duration = c.once_in(2) ? minutes{0} : c.one_of(type.lengths)});
        }
    return out;
}

std::optional<dates_answered> ask(const sim::world& w, const fetch& what, instant now) {
    wire::slots_question q;
    q.selector.id = what.type;
    q.start = what.first - days{1};
    q.end = what.last + days{4} - seconds{1};  // there are starts of more than a day
    q.zone = what.place;
    q.duration = what.duration;
    const auto& zones = sim::testing::zones();
    const auto selected = sim::select_for(w, q);
    if (!selected) return std::nullopt;
    const auto found = sim::find_slots(w, zones, q, *selected, {}, now);
    if (!found) return std::nullopt;
    dates_answered out;
    for (const auto& one : found->starts.all) {
        const auto date = date_of(one.seats.slot.start);
        const bool listed = !one.away && what.first <= date && date <= what.last;
        if (listed) out[date].push_back(one.seats);
    }
    return out;
}

bool differ(const dates_answered& a, const dates_answered& b, utc_date date) {
    const auto of = [&](const dates_answered& all) {
        const auto found = all.find(date);
        return found == all.end() ? std::vector<seated_slot>{} : found->second;
    };
    return !std::ranges::equal(of(a), of(b), [](const seated_slot& x, const seated_slot& y) {
        return x.slot == y.slot && x.booked == y.booked && x.remaining == y.remaining;
    });
}

}  // namespace slotgate::testing
