#pragma once

#include "calcom-sim/exchange.hpp"

namespace slotgate::sim {

/// /v2/webhooks: the caller's own; /v2/event-types/{id}/webhooks and
/// /v2/teams/{teamId}/event-types/{id}/webhooks: an event type's. Whether they fire is decided in
/// webhooks.cpp. Source: calcom.md 6.1, 6.2; calcom-recorded H6.
[[nodiscard]] reaction list_subscriptions(exchange& x);
[[nodiscard]] reaction create_subscription(exchange& x);
[[nodiscard]] reaction show_subscription(exchange& x);
[[nodiscard]] reaction change_subscription(exchange& x);
[[nodiscard]] reaction delete_subscription(exchange& x);
/// All of an event type at once.
[[nodiscard]] reaction delete_all_subscriptions(exchange& x);

}  // namespace slotgate::sim
