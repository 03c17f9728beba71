#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "gateway/fact_desk.hpp"
#include "gateway/tenant.hpp"
#include "ops/metrics.hpp"
#include "wire/webhook_event.hpp"

namespace slotgate::gateway {

/// The use case "Cal.com told us something". The signature was verified before. Safe to share.
class webhooks {
  public:
    webhooks(fact_desk& desk, people& known, clock now, ops::metrics& metrics)
        : desk_(desk), people_(known), now_(std::move(now)), metrics_(metrics) {}

    /// Takes an event in: when it returns, no answer shows the time before it (S5, W2). A ping
    /// changes nothing; a booking concerns its radius (S4); an event that does not tell enough, or
    /// cannot be understood, the whole tenant (W5).
    void take(tenant_id tenant, std::string_view body);

  private:
    /// No event: it could not be read.
    void tell(tenant_id tenant, const wire::webhook_event* event);

    fact_desk& desk_;
    people& people_;
    clock now_;
    ops::metrics& metrics_;
};

}  // namespace slotgate::gateway
