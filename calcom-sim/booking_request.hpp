#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "calcom-sim/body_check.hpp"
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

/// Which hosts of a round robin a booker's client asks for.
struct host_wishes {
    std::vector<user_id> routed;  ///< `routing.teamMemberIds`; empty: any
    std::vector<user_id> subset;  ///< `rrHostSubsetIds`; empty: any
    std::string member_email;     ///< `routing.teamMemberEmail`; empty: any
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
    std::optional<std::int64_t> recurrence_count;
    host_wishes hosts;
    std::string verification_code;
    bool instant_meeting = false;
};

/// Reads a body; the other side is the answer that refuses it (calcom.md 4.1, calcom-recorded G8).
[[nodiscard]] std::expected<new_booking, wire::response> read_new_booking(const exchange& x);

/// The `start` of a body that creates or moves a booking; complains if it is no time.
[[nodiscard]] instant start_in(body_check& check);
/// Complains of a language Cal.com does not have.
void check_language(body_check& check, const std::string& language);
/// Good enough for Cal.com's own check: one `@`, a dot behind it, no spaces.
[[nodiscard]] bool is_email(std::string_view text);
/// A whole number; complains of anything else.
[[nodiscard]] std::optional<std::int64_t> integer_in(body_check& check, std::string_view name);

}  // namespace slotgate::sim
