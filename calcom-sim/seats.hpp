#pragma once

#include <expected>
#include <optional>
#include <string>

#include "calcom-sim/booking_making.hpp"
#include "calcom-sim/exchange.hpp"

namespace slotgate::sim {

/// What a seat's booker answered, as Cal.com keeps it: on event types with seats nobody brings
/// guests.
[[nodiscard]] boost::json::object seat_answers(boost::json::object responses);

/// Takes a seat in a booking that is there already. Errors: 409, the booker sits there already or
/// no seat is left (calcom.md 4.3).
[[nodiscard]] std::expected<made_booking, wire::response> take_seat(exchange& x, booking& there,
                                                                    const booking_wish& wish,
                                                                    const booking_move& move);

/// Whoever sits on that seat; null if nobody does.
[[nodiscard]] attendee* seated_at(booking& b, std::string_view seat_uid);
/// The booking with that seat; null if there is none.
[[nodiscard]] booking* booking_with_seat(world& w, std::string_view seat_uid);

/// POST /v2/bookings/{uid}/reschedule for one seat: its booker leaves, and comes to the booking at
/// the new time with the same seat, or has a new booking made (calcom.md 4.5).
[[nodiscard]] reaction move_seat(exchange& x, booking& from, const event_type& type,
                                 std::string_view seat_uid, instant start,
                                 const std::optional<std::string>& by);

/// Takes one of several bookers out of a booking; Cal.com does it first and tells afterwards.
[[nodiscard]] delivery_round leave_seat(exchange& x, booking& b, std::string_view seat_uid,
                                        const std::string& reason);

/// GET /v2/bookings/by-seat/{seatUid}.
[[nodiscard]] reaction show_seat(exchange& x);

}  // namespace slotgate::sim
