#pragma once

#include <cstdint>
#include <string>

#include <boost/json.hpp>

#include "calcom-sim/authentication.hpp"
#include "calcom-sim/world.hpp"

namespace slotgate::sim {

/// Who sits where, on an event type with seats.
enum class seats_shown : std::uint8_t { none, all };

/// A booking as GET /v2/bookings (2024-08-13) shows it, keys in Cal.com's order: single, one of a
/// series, with seats, or both. Source: calcom.md 4.2; calcom-recorded G6; recorded groups active,
/// conf, norules, seats.
[[nodiscard]] boost::json::object booking_object(const world& w, const booking& b,
                                                 seats_shown seats = seats_shown::all);

/// What of the seats a caller sees: all of them if the event type shows them or is the caller's.
[[nodiscard]] seats_shown seats_for(const world& w, const booking& b, const caller& who);

/// As the answer of the request that made or moved it, `seat_uid` naming the seat if there is one.
[[nodiscard]] boost::json::object made_booking_object(const world& w, const booking& b,
                                                      const caller& who,
                                                      const std::string& seat_uid);

/// The same booking as the contract before it (2024-04-15) shows it: upper-case status,
/// `startTime`.
[[nodiscard]] boost::json::object old_booking_object(const world& w, const booking& b);

/// An address without the mark that Cal.com adds for managed users.
[[nodiscard]] std::string display_email(std::string_view email);

}  // namespace slotgate::sim
