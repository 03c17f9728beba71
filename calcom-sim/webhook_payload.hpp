#pragma once

#include <optional>
#include <string>

#include <boost/json.hpp>

#include "calcom-sim/world.hpp"
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

/// What Cal.com tells of a booking that was made or moved, beside the booking itself.
struct made_facts {
    const booking* moved_from = nullptr;  ///< the booking before, if it was moved
    std::string seat_uid;                 ///< of the seat that was taken; empty: none
    std::string left_uid;                 ///< of the booking a seat came from, to a time of its own
    std::optional<std::string> moved_by;  ///< e-mail
};

/// The `payload` of BOOKING_CREATED or BOOKING_RESCHEDULED for a booking just made. Keys in
/// Cal.com's order, times as `...T10:00:00Z` (calcom.md 6.6, calcom-recorded H4). Pure.
[[nodiscard]] boost::json::object payload_made(const webhook_subject& s, const made_facts& facts);

/// A seat taken in a booking that was there before, by a new booker or one who moved.
struct seat_facts {
    const attendee* seat = nullptr;
    std::string calendar_uid;             ///< as Cal.com makes it up, and never uses
    const booking* moved_from = nullptr;  ///< where the seat came from
    std::int64_t booking_id = 0;          ///< of a seat that moved: that of its old booking
    std::optional<std::string> moved_by;  ///< e-mail
};

/// The `payload` of BOOKING_CREATED or BOOKING_RESCHEDULED for such a seat.
[[nodiscard]] boost::json::object payload_seat(const webhook_subject& s, const seat_facts& facts);

/// The `payload` of BOOKING_REQUESTED; times as `...T10:00:00.000Z`.
[[nodiscard]] boost::json::object payload_requested(const webhook_subject& s);

/// The `payload` of BOOKING_CREATED for a booking the host confirmed, and of BOOKING_REJECTED; of a
/// series `count` says how many there are. Times as `...T10:00:00.000Z`.
[[nodiscard]] boost::json::object payload_confirmed(const webhook_subject& s,
                                                    std::optional<std::int64_t> count);
[[nodiscard]] boost::json::object payload_rejected(const webhook_subject& s,
                                                   std::optional<std::int64_t> count);

struct cancelled_facts {
    std::string reason;
    bool whole_series = false;
    const attendee* seat = nullptr;  ///< the only one who goes
};

/// The `payload` of BOOKING_CANCELLED; times as `...T10:00:00+00:00`.
[[nodiscard]] boost::json::object payload_cancelled(const webhook_subject& s,
                                                    const cancelled_facts& facts);

/// All of the body of MEETING_STARTED and MEETING_ENDED: it has no `payload` (calcom.md 6.3).
[[nodiscard]] boost::json::object body_of_meeting(const webhook_subject& s,
                                                  std::string_view trigger);

}  // namespace slotgate::sim
