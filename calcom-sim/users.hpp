#pragma once

#include "calcom-sim/exchange.hpp"

namespace slotgate::sim {

/// GET /v2/me: whose key it is (calcom.md 5.4, recorded config/me).
[[nodiscard]] reaction show_me(exchange& x);

}  // namespace slotgate::sim
