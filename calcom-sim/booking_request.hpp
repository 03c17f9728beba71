#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "calcom-sim/exchange.hpp"

namespace slotgate::sim {

/// Which event type a booking names: by number, or by slug and whose it is.
struct booking_selector {
    std::optional<event_type_id> id;
    std::string slug;
    std::string username;
    std::string team;
    std::string organization;
};

/// A body of POST /v2/bookings (2024-08-13), read.
struct new_booking {
    booking_selector selector;
    instant start;  ///< whole seconds: Cal.com drops milliseconds (calcom-recorded G6)
    attendee booker;
    std::optional<minutes> length;
    std::vector<std::string> guests;
    boost::json::object metadata;
    boost::json::object field_responses;
    boost::json::value location;  ///< as sent; null: none
};

/// A body of POST /v2/bookings/{uid}/reschedule, read.
struct new_time {
    instant start;
    std::string reason;
    std::string by;  ///< e-mail; empty: not said
};

/// Reads a body; the other side is the answer that refuses it (calcom.md 4.1, calcom-recorded G8).
[[nodiscard]] std::expected<new_booking, wire::response> read_new_booking(const exchange& x);
[[nodiscard]] std::expected<new_time, wire::response> read_new_time(const exchange& x);
/// The reason given for a cancellation; a request without a body gives none.
[[nodiscard]] std::expected<std::string, wire::response> read_cancellation(const exchange& x);

/// Good enough for Cal.com's own check: one `@`, a dot behind it, no spaces.
[[nodiscard]] bool is_email(std::string_view text);

}  // namespace slotgate::sim
