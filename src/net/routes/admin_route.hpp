#pragma once

#include <string>
#include <vector>

#include "core/zone.hpp"
#include "gateway/cache_desk.hpp"
#include "gateway/tenant.hpp"
#include "net/server.hpp"
#include "ops/metrics.hpp"

namespace slotgate::net {

/// What the routes under `/admin` work with; everything outlives the server.
struct admin_services {
    const gateway::tenants& tenants;
    gateway::cache_desk& desk;
    ops::metrics& metrics;
    gateway::clock now;
    /// SHA-256 of the operator's token; empty: none is configured, and nobody is admitted.
    std::string token_digest;
};

/// For operators with the token, in JSON: `GET /admin/explain`, `GET /admin/cache` (what is held),
/// `GET /admin/cache/stats`, `POST /admin/cache/invalidate`, `.../off`, `.../on`. Described in
/// docs/operating.md.
[[nodiscard]] std::vector<route> admin_routes(const admin_services& services);

}  // namespace slotgate::net
