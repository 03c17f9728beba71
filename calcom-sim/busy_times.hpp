#pragma once

#include "calcom-sim/exchange.hpp"

namespace slotgate::sim {

/// GET /v2/calendars/busy-times: the caller's busy times elsewhere between `dateFrom` and `dateTo`,
/// whole days; a world tells no calendars apart. Source: calcom.md 5.4.
[[nodiscard]] reaction list_busy_times(exchange& x);

}  // namespace slotgate::sim
