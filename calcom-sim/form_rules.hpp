#pragma once

#include <optional>

#include "calcom-sim/booking_request.hpp"
#include "calcom-sim/exchange.hpp"

namespace slotgate::sim {

/// Whether the booker answered what the host's own fields (`bookingFields`) ask, each in its kind
/// and among its options; the answer that refuses, or nothing. Source: calcom.md 4.1, 4.3.
[[nodiscard]] std::optional<wire::response> refuse_answers(const exchange& x,
                                                           const event_type& type,
                                                           const new_booking& asked);

}  // namespace slotgate::sim
