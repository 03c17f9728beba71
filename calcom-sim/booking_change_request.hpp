#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "calcom-sim/booking_request.hpp"
#include "calcom-sim/exchange.hpp"

namespace slotgate::sim {

/// A body of POST /v2/bookings/{uid}/reschedule, read.
struct new_time {
    instant start;
    std::string reason;
    std::optional<std::string> by;  ///< e-mail
    std::optional<std::string> seat_uid;
    host_wishes hosts;
};

/// A body of POST /v2/bookings/{uid}/cancel, read.
struct cancellation {
    std::string reason;
    bool and_later_ones = false;  ///< `cancelSubsequentBookings`
    std::optional<std::string> seat_uid;
};

struct absence {
    std::string email;
    bool absent = false;
};

/// A body of POST /v2/bookings/{uid}/mark-absent, read.
struct absences {
    std::optional<bool> host;
    std::vector<absence> attendees;
};

/// Each reads a body; the other side is the answer that refuses it: flat texts for those that
/// create or end bookings, the list of complaints for the rest (calcom-recorded G8, G10). No body
/// at all is an empty one.
[[nodiscard]] std::expected<new_time, wire::response> read_new_time(const exchange& x);
[[nodiscard]] std::expected<cancellation, wire::response> read_cancellation(const exchange& x);
[[nodiscard]] std::expected<absences, wire::response> read_absences(const exchange& x);
/// `reason` of a refusal or of a change of host; empty if none is given.
[[nodiscard]] std::expected<std::string, wire::response> read_reason(const exchange& x);
/// One attendee (`POST .../attendees`), or the list in `guests` (`POST .../guests`): without a zone
/// or language they have the host's.
[[nodiscard]] std::expected<attendee, wire::response> read_attendee(const exchange& x);
[[nodiscard]] std::expected<std::vector<attendee>, wire::response> read_guests(const exchange& x);
/// `location` as sent; null if there is none.
[[nodiscard]] std::expected<boost::json::value, wire::response> read_location(const exchange& x);

}  // namespace slotgate::sim
