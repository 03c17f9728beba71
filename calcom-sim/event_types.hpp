#pragma once

#include "calcom-sim/exchange.hpp"

namespace slotgate::sim {

/// GET /v2/event-types (2024-06-14): one's own with a key; anybody's by `username` and `eventSlug`,
/// hidden ones of others never. GET, PATCH and DELETE /v2/event-types/{id}, POST /v2/event-types:
/// one's own. What is set decides at once about availability; none of it sends a webhook.
/// Source: calcom.md 5.1, 6.7; recorded groups config, norules.
[[nodiscard]] reaction list_event_types(exchange& x);
[[nodiscard]] reaction show_event_type(exchange& x);
[[nodiscard]] reaction create_event_type(exchange& x);
[[nodiscard]] reaction change_event_type(exchange& x);
[[nodiscard]] reaction delete_event_type(exchange& x);

/// Takes an event type out of the world with what hangs on it: its webhooks and reservations.
/// Bookings stay, and block their hosts as before.
void remove_event_type(world& w, event_type_id id);

}  // namespace slotgate::sim
