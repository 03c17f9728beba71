#pragma once

#include <functional>
#include <vector>

#include "net/server.hpp"
#include "ops/metrics.hpp"

namespace slotgate::net {

/// `GET /health` (alive), `GET /health/ready` (200 once `ready()`, else 503) and `GET /metrics`.
/// `metrics` must outlive the server.
[[nodiscard]] std::vector<route> operations_routes(const ops::metrics& metrics,
                                                   std::function<bool()> ready);

}  // namespace slotgate::net
