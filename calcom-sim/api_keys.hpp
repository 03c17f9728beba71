#pragma once

#include "calcom-sim/exchange.hpp"

namespace slotgate::sim {

/// POST /v2/api-keys/refresh: a new key in the place of the one used, which is none from then on.
/// Source: calcom.md 1.4.
[[nodiscard]] reaction refresh_api_key(exchange& x);

}  // namespace slotgate::sim
