#pragma once

#include <expected>
#include <optional>
#include <vector>

#include "calcom-sim/booking_request.hpp"
#include "calcom-sim/exchange.hpp"
#include "calcom-sim/free_hosts.hpp"

namespace slotgate::sim {

/// Who serves a booking: the organizer, and on event types of teams perhaps others.
struct chosen_hosts {
    user_id organizer;
    std::vector<user_id> others;
};

/// The hosts of a booking: the owner; all of a collective; the fixed ones of a round robin, then
/// the one of the free others whose turn it is. Bookings made within the race window are not seen.
/// Errors, as answers: nobody is free 400, some are but a fixed one is not, or no other, 500
/// (calcom.md 4.3, calcom-recorded G1).
[[nodiscard]] std::expected<chosen_hosts, wire::response> choose_hosts(const exchange& x,
                                                                       const host_search& search,
                                                                       const host_wishes& wishes);

/// A free host other than the organizer and those who already attend; nothing if there is none.
[[nodiscard]] std::optional<user_id> another_host(const exchange& x, const event_type& type,
                                                  const booking& b);

}  // namespace slotgate::sim
