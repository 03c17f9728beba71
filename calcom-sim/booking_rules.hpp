#pragma once

#include <optional>
#include <string_view>

#include "calcom-sim/booking_request.hpp"
#include "calcom-sim/exchange.hpp"

namespace slotgate::sim {

/// What may refuse a booking, in Cal.com's order. Each returns the answer that refuses, in the
/// shape Cal.com gives it, or nothing. Source: calcom.md 4.3, calcom-recorded G1, G3, C6, C7.

/// Whatever lies in the event type and the caller: credentials, managed parents, hosts that are
/// missing, instant meetings.
[[nodiscard]] std::optional<wire::response> refuse_event_type(const exchange& x,
                                                              const event_type& type,
                                                              const new_booking& asked);
/// Whatever lies in the request: answers to the form, length, place.
[[nodiscard]] std::optional<wire::response> refuse_request(const exchange& x,
                                                           const event_type& type,
                                                           const new_booking& asked);
/// Whatever lies in the booker: address, blocked, too many bookings, verification.
[[nodiscard]] std::optional<wire::response> refuse_booker(const exchange& x, const event_type& type,
                                                          const attendee& booker,
                                                          std::string_view verification_code);
/// Past, too soon, outside the booking window (a rolling one is not looked at).
[[nodiscard]] std::optional<wire::response> refuse_bounds(const exchange& x, const event_type& type,
                                                          instant start,
                                                          const std::string& booker_zone);
/// Limits of bookings and of minutes; `moving` is the uid of a booking that is moved.
[[nodiscard]] std::optional<wire::response> refuse_limits(const exchange& x, const event_type& type,
                                                          instant start, std::string_view moving);

/// True if the event type forbids moving a booking as late as `now` (its host always may).
[[nodiscard]] bool too_late_to_move(const event_type& type, const booking& b, instant now);
/// True if a booking at `start` has to wait for the host's word.
[[nodiscard]] bool needs_confirmation(const event_type& type, instant start, instant now);

}  // namespace slotgate::sim
