#pragma once

#include <vector>

#include "core/secret.hpp"
#include "gateway/tenant.hpp"
#include "gateway/webhooks.hpp"
#include "net/server.hpp"
#include "ops/metrics.hpp"

namespace slotgate::net {

/// The secret one tenant's webhooks are signed with.
struct webhook_secret {
    tenant_id tenant;
    slotgate::secret secret;
};

/// What the webhook routes work with; everything outlives the server.
struct webhook_services {
    const gateway::tenants& tenants;
    gateway::webhooks& webhooks;
    std::vector<webhook_secret> secrets;
    /// The one tenant of `/api/calcom/webhook` (T2).
    tenant_id unnamed;
    ops::metrics& metrics;
};

/// `GET|POST /api/calcom/webhook` and `POST /webhooks/calcom/{tenant}`. A POST is admitted only
/// with the signature of its tenant's secret over the exact bytes (W1), and answered after the fact
/// (S5).
[[nodiscard]] std::vector<route> webhook_routes(const webhook_services& services);

}  // namespace slotgate::net
