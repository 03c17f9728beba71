#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/id.hpp"
#include "core/interval.hpp"

namespace slotgate::wire {

/// How a booking stands at Cal.com.
enum class booking_state : std::uint8_t {
    accepted,
    pending,  ///< nobody has confirmed it
    ended,    ///< cancelled, rejected, or moved to another
    other     ///< something else
};

/// The parts of a booking that decide whose time it takes. Whatever is missing is not told.
struct booking_answer {
    std::string uid;
    booking_state state = booking_state::other;
    std::optional<event_type_id> event_type;
    std::optional<interval> when;
    std::optional<user_id> organizer;
    std::vector<std::string> mentioned;  ///< digests of everything like an e-mail address in it
    std::string moved_from;              ///< the uid of the booking it was before; empty: none
    bool is_seat = false;                ///< it is told to who has one seat of it
};

/// Reads one booking as Cal.com answers for it, or to who made, moved or cancelled it, version
/// 2024-08-13. Errors: upstream_garbage (no booking: a series, too). Source: calcom.md 4.2.
[[nodiscard]] result<booking_answer> read_booking_answer(std::string_view body);

/// A time that is held.
struct hold_answer {
    std::string uid;
    event_type_id event_type;
    interval when;
    instant until;  ///< by Cal.com's clock
};

/// Reads what Cal.com answers to who made or changed a reservation, version 2024-09-04. Errors:
/// upstream_garbage (anything is missing). Source: calcom.md 3.1.
[[nodiscard]] result<hold_answer> read_hold_answer(std::string_view body);

}  // namespace slotgate::wire
