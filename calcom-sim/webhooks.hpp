#pragma once

#include <vector>

#include <boost/json.hpp>

#include "calcom-sim/exchange.hpp"
#include "calcom-sim/webhook_payload.hpp"

namespace slotgate::sim {

/// What subscribers hear, one delivery for each subscription that fires: those of the organizer,
/// of the event type (a managed child's parent too) and of its team. Each sees the world as it is
/// at the call. Source: calcom.md 6.1 to 6.6; calcom-recorded H; recorded groups hook, conf.

/// BOOKING_CREATED, or BOOKING_RESCHEDULED if the facts say where it was before.
[[nodiscard]] delivery_round announce_made(const exchange& x, const booking& b,
                                           const made_facts& facts);
/// The same for a seat in a booking that was there before.
[[nodiscard]] delivery_round announce_seat(const exchange& x, const booking& b,
                                           const seat_facts& facts);
[[nodiscard]] delivery_round announce_requested(const exchange& x, const booking& b);
/// `count`: of a series, how many there are.
[[nodiscard]] delivery_round announce_confirmed(const exchange& x, const booking& b,
                                                std::optional<std::int64_t> count);
[[nodiscard]] delivery_round announce_rejected(const exchange& x, const booking& b,
                                               std::optional<std::int64_t> count);
/// Before the cancellation is made; for a single seat, after.
[[nodiscard]] delivery_round announce_cancelled(const exchange& x, const booking& b,
                                                const cancelled_facts& facts);
/// BOOKING_NO_SHOW_UPDATED: `attendees` of {email, noShow}.
[[nodiscard]] delivery_round announce_absent(const exchange& x, const booking& b,
                                             boost::json::array attendees);

/// MEETING_STARTED and MEETING_ENDED of accepted bookings that start or end after `from` and not
/// after `to`, in the order of those times. Cal.com's cron sends them, without an envelope.
[[nodiscard]] delivery_round announce_meetings(const exchange& x, instant from, instant to);

}  // namespace slotgate::sim
