#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "calcom-sim/working_time.hpp"
#include "calcom-sim/world.hpp"

namespace slotgate::sim {

/// The reservations that count when starts of an event type with these hosts are listed: unexpired,
/// of any of the hosts, on whatever event type, but for those of `own_uid`, the asker's cookie on
/// the old endpoint. Source: calcom.md 2.2, 3.4. Pure.
[[nodiscard]] std::vector<const reservation*> reservations_of(const world& w,
                                                              std::span<const user_id> hosts,
                                                              std::string_view own_uid,
                                                              instant now);

/// Drops what expired on this event type, as every list of its starts does (calcom-recorded F3).
void forget_expired_reservations(world& w, event_type_id type, instant now);

/// Seats of an event type that are taken at some start, and the booking there.
struct seats_taken {
    std::int64_t attendees = 0;
    std::string booking_uid;
};

/// Taken seats by start: of accepted bookings of the event type that start within [from, to], whose
/// attendees are counted but for hosts of its team, and of seats that are reserved. A reserved seat
/// where nothing is booked comes with a uid of no booking, made up for the occasion. Source:
/// calcom.md 3.4; calcom-recorded C1. Pure.
[[nodiscard]] std::map<instant, seats_taken> seats_booked(const world& w, const event_type& type,
                                                          instant from, instant to);
void add_reserved_seats(std::map<instant, seats_taken>& seats, const event_type& type,
                        std::span<const reservation* const> held);

/// True if one of the reservations, seats apart, takes [start, end); a start at which seats are
/// taken stays. Pure.
[[nodiscard]] bool is_reserved(const free_range& slot, std::span<const reservation* const> held,
                               const std::map<instant, seats_taken>& seats);

}  // namespace slotgate::sim
