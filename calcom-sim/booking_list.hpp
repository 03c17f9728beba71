#pragma once

#include "calcom-sim/exchange.hpp"

namespace slotgate::sim {

/// GET /v2/bookings: what the key's user organizes or attends, filtered, sorted, paged.
/// Source: calcom.md 4.8; validation as calcom-recorded G10.
[[nodiscard]] reaction list_bookings(exchange& x);

}  // namespace slotgate::sim
