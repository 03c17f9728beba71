#pragma once

#include "calcom-sim/exchange.hpp"

namespace slotgate::sim {

/// The routes of one booking (2024-08-13); each answers one request. What they refuse and in which
/// order: calcom.md 4.3 to 4.6, calcom-recorded G.
[[nodiscard]] reaction create_booking(exchange& x);
[[nodiscard]] reaction show_booking(exchange& x);
[[nodiscard]] reaction move_booking(exchange& x);
/// Announces a cancellation; `commit_cancellation` makes it (calcom.md 6.5).
[[nodiscard]] reaction cancel_booking(exchange& x);
[[nodiscard]] wire::response commit_cancellation(exchange& x, const pending_commit& change);

}  // namespace slotgate::sim
