#pragma once

#include <string>
#include <string_view>

#include "gateway/fact_desk.hpp"
#include "gateway/tenant.hpp"
#include "ops/metrics.hpp"
#include "wire/webhook_event.hpp"

namespace slotgate::gateway {

/// The use case "Cal.com told us something". The signature was verified before. Safe to share.
class webhooks {
  public:
    webhooks(fact_desk& desk, ops::metrics& metrics) : desk_(desk), metrics_(metrics) {}

    /// Takes an event in: when it returns, no answer shows the time before it (S5, W2). A ping
    /// changes nothing; an event that cannot be understood concerns the whole tenant (W5).
    void take(tenant_id tenant, std::string_view body);

  private:
    fact_desk& desk_;
    ops::metrics& metrics_;
};

}  // namespace slotgate::gateway
