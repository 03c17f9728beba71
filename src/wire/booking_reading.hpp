#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/id.hpp"
#include "core/time.hpp"

namespace slotgate::wire {

/// The parts of a request for a booking, or for a hold of its time, that decide what it changes.
struct booking_request {
    event_type_id event_type;
    instant start;
    std::optional<minutes> length;       ///< asked for
    std::vector<std::string> mentioned;  ///< digests of everything like an e-mail address in it
};

/// Reads the body of `POST /v2/bookings`, version 2024-08-13, if it names an event type by its
/// number and a time. Errors: bad_request (anything else, an instant meeting too, whose time is not
/// the one named). Source: calcom.md 4.1.
[[nodiscard]] result<booking_request> read_booking_request(std::string_view body);

/// The same of `POST /v2/slots/reservations`, version 2024-09-04. Source: calcom.md 3.1.
[[nodiscard]] result<booking_request> read_hold_request(std::string_view body);

/// Where a request moves a whole booking, and whom it mentions.
struct move_request {
    instant start;
    std::vector<std::string> mentioned;  ///< digests of everything like an e-mail address in it
};

/// Reads the body of `POST /v2/bookings/{uid}/reschedule`, version 2024-08-13. Errors: bad_request
/// (no time; a seat, which leaves its booking where it is). Source: calcom.md 4.5.
[[nodiscard]] result<move_request> read_move_request(std::string_view body);

/// Is it one whole booking that this body of `POST /v2/bookings/{uid}/cancel`, version 2024-08-13,
/// cancels: no seat of it, none of its series with it? It may be empty. Source: calcom.md 4.6,
/// calcom-recorded G4.
[[nodiscard]] bool cancels_one_booking(std::string_view body);

}  // namespace slotgate::wire
