#pragma once

#include "calcom-sim/exchange.hpp"

namespace slotgate::sim {

/// GET and PATCH /v2/me: whom the credentials belong to. Another zone moves the default schedule
/// with it. Source: calcom.md 5.4; recorded config/me.
[[nodiscard]] reaction show_me(exchange& x);
[[nodiscard]] reaction change_me(exchange& x);

}  // namespace slotgate::sim
