#pragma once

#include <boost/json.hpp>

#include "calcom-sim/simulator.hpp"
#include "core/zone.hpp"

namespace slotgate::sim {

/// Who and what a webhook is about. Borrowed for the call.
struct webhook_subject {
    const world& w;
    const zone_database& zones;
    const booking& b;
    const event_type& type;
    const user& host;
};

/// The `payload` of BOOKING_CREATED, or of BOOKING_RESCHEDULED if `moved_from` is the booking
/// before. Keys in Cal.com's order, times as `...T10:00:00Z` (calcom.md 6.6, calcom-recorded H4).
[[nodiscard]] boost::json::object payload_made(const webhook_subject& s, const booking* moved_from);

/// The `payload` of BOOKING_CANCELLED; times as `...T10:00:00+00:00`.
[[nodiscard]] boost::json::object payload_cancelled(const webhook_subject& s,
                                                    const pending_commit& change);

}  // namespace slotgate::sim
