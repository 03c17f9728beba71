#pragma once

#include "calcom-sim/exchange.hpp"

namespace slotgate::sim {

/// GET /v2/event-types (2024-06-14): one's own with a key; anybody's by `username` and `eventSlug`,
/// hidden ones of others never. GET /v2/event-types/{id}: one's own.
/// Source: calcom.md 5.1; recorded groups config, norules.
[[nodiscard]] reaction list_event_types(exchange& x);
[[nodiscard]] reaction show_event_type(exchange& x);

}  // namespace slotgate::sim
