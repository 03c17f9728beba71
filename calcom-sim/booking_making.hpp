#pragma once

#include <expected>
#include <optional>
#include <string>

#include "calcom-sim/booking_request.hpp"
#include "calcom-sim/exchange.hpp"
#include "calcom-sim/host_choice.hpp"

namespace slotgate::sim {

/// One booking that is wanted, whoever wants it: a new one, one of a series, or an old one at
/// another time.
struct booking_wish {
    const event_type* type = nullptr;
    instant start;
    instant end;
    attendee booker;
    std::vector<std::string> guests;
    boost::json::object metadata;
    boost::json::object responses;
    boost::json::value location;
    std::string rescheduling_reason;
    std::optional<std::string> series;
    /// Of a series only the first has to find its hosts free; the rest has the same.
    std::optional<chosen_hosts> hosts;
    host_wishes wishes;
    std::string verification_code;
};

/// A move, as far as the new booking has to know of it.
struct booking_move {
    const booking* from = nullptr;
    std::optional<std::string> by;  ///< e-mail
    bool by_host = false;           ///< whose own bookings need no word of theirs
    bool seat_only = false;         ///< one booker left; `from` stays
};

struct made_booking {
    std::string uid;
    std::string seat_uid;  ///< on an event type with seats
    chosen_hosts hosts;
    delivery_round deliveries;
};

/// Makes a booking as POST /v2/bookings does once it has read its request: the checks of
/// calcom.md 4.3 from the booker on, then the row, then its webhooks. Where the same person has the
/// same start already (round robin, or waiting for the host) nothing is made and that booking is
/// given (calcom-recorded G7). A seat is taken in the booking that is there, if one is. Errors: the
/// answer that refuses; nothing is stored then.
[[nodiscard]] std::expected<made_booking, wire::response> make_booking(exchange& x,
                                                                       booking_wish wish,
                                                                       const booking_move& move);

/// The accepted booking of an event type at a start: what seats are taken in. Null: none.
[[nodiscard]] booking* booking_at(world& w, event_type_id type, instant start);

}  // namespace slotgate::sim
