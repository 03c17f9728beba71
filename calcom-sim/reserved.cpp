#include "calcom-sim/reserved.hpp"

#include <algorithm>
#include <random>

#include "calcom-sim/hosts.hpp"
#include "calcom-sim/uid.hpp"

namespace slotgate::sim {

std::vector<const reservation*> reservations_of(const world& w, std::span<const user_id> hosts,
                                                std::string_view own_uid, instant now) {
    // The time goes to the database as text, without its milliseconds.
    const instant second = std::chrono::floor<seconds>(now);
    std::vector<const reservation*> out;
    for (const auto& [uid, r] : w.reservations)
        if (r.release_at > second && (own_uid.empty() || uid != own_uid) &&
            std::ranges::find(hosts, r.who) != hosts.end())
            out.push_back(&r);
    return out;
}

void forget_expired_reservations(world& w, event_type_id type, instant now) {
    const instant second = std::chrono::floor<seconds>(now);
    std::erase_if(w.reservations, [&](const auto& entry) {
        return entry.second.event_type == type && entry.second.release_at < second;
    });
}

std::map<instant, seats_taken> seats_booked(const world& w, const event_type& type, instant from,
                                            instant to) {
    std::map<instant, seats_taken> out;
    const instant first = std::chrono::floor<seconds>(from);
    const instant last = std::chrono::floor<seconds>(to);
    for (const auto& [uid, b] : w.bookings) {
        if (b.event_type != type.id || b.status != booking_status::accepted || b.start < first ||
            b.start > last)
            continue;
        const auto seated = std::ranges::count_if(
            b.attendees, [&](const attendee& one) { return !is_host_of_team(w, type, one.email); });
        out[b.start] = {.attendees = seated, .booking_uid = uid};
    }
    return out;
}

void add_reserved_seats(std::map<instant, seats_taken>& seats, const event_type& type,
                        std::span<const reservation* const> held) {
    for (const auto* r : held) {
        if (!r->is_seat || r->event_type != type.id) continue;
        auto& here = seats[r->start];
        ++here.attendees;
        if (!here.booking_uid.empty()) continue;
        std::mt19937_64 random(static_cast<std::uint64_t>(r->start.time_since_epoch().count()));
        here.booking_uid = make_uuid(random);
    }
}

bool is_reserved(const free_range& slot, std::span<const reservation* const> held,
                 const std::map<instant, seats_taken>& seats) {
    if (seats.contains(slot.start)) return false;
    return std::ranges::any_of(held, [&](const reservation* r) {
        return !r->is_seat && r->start < slot.end && r->end > slot.start;
    });
}

}  // namespace slotgate::sim
