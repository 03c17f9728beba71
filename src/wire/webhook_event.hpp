#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/event_type.hpp"
#include "core/id.hpp"
#include "core/interval.hpp"
#include "wire/host_address.hpp"

namespace slotgate::wire {

/// What a webhook is about, whichever of its spellings named it (W7). Names appear in metrics.
enum class trigger : std::uint8_t {
    booking_created,
    booking_requested,
    booking_rescheduled,
    booking_cancelled,
    booking_rejected,
    booking_paid,
    event_type_changed,
    out_of_office,
    ping,
    other  ///< signed, not known to us: still a fact (W5)
};

/// The parts of a webhook that decide what it changes. Everything but the trigger may be missing:
/// shapes differ by trigger and by version (calcom.md 6.6).
struct webhook_event {
    wire::trigger trigger = trigger::other;
    std::optional<event_type_id> event_type;
    std::optional<std::int64_t> booking_id;
    std::string uid;             ///< empty: none
    std::string reschedule_uid;  ///< of the booking that was moved; empty: none
    std::optional<interval> when;
    std::optional<interval> moved_from;  ///< of a booking that was moved
    std::optional<user_id> organizer;
    hosts members;                        ///< further hosts that are booked, in no order
    std::vector<host_address> addresses;  ///< of the organizer and the members, as shown there
    /// Digests of everything like an e-mail address in it: attendees, guests, hosts.
    std::vector<std::string> mentioned;
    bool tells_attendees = false;
    bool is_accepted = false;  ///< it is told to be: whatever else it is, it takes its time
    bool of_series = false;    ///< others may have changed with it
};

[[nodiscard]] std::string_view to_text(trigger t);

/// Reads the body of a webhook whose signature was verified. Both spellings (`BOOKING_CREATED`,
/// `BOOKING.CREATED`), the flat shape without `payload`, and the ping are understood; fields of
/// another type count as missing. Errors: bad_request (not a JSON object).
[[nodiscard]] result<webhook_event> read_webhook_event(std::string_view body);

}  // namespace slotgate::wire
