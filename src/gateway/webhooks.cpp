#include "gateway/webhooks.hpp"

#include "ops/log.hpp"
#include "ops/stopwatch.hpp"

namespace slotgate::gateway {

void webhooks::take(tenant_id tenant, std::string_view body) {
    const ops::stopwatch watch;
    const auto event = wire::read_webhook_event(body);
    const auto trigger = event ? event->trigger : wire::trigger::other;
    if (trigger != wire::trigger::ping) {
        const bool rules =
            trigger == wire::trigger::event_type_changed || trigger == wire::trigger::other;
        desk_.tell({.source = coherence::fact_source::webhook,
                    .radius = coherence::whole_tenant{tenant},
                    .changes = rules ? coherence::changes::rules : coherence::changes::bookings},
                   event ? fact_subject{event->event_type, event->booking_id} : fact_subject{});
    }
    using ops::webhook_outcome;
    const auto outcome = !event                           ? webhook_outcome::not_understood
                         : trigger == wire::trigger::ping ? webhook_outcome::ping
                                                          : webhook_outcome::processed;
    metrics_.webhooks.at(outcome).increment();
    ops::log(ops::level::info, "Webhook processed",
             {{"trigger", wire::to_text(trigger)},
              {"understood", event.has_value()},
              {"duration_ms", static_cast<double>(watch.elapsed().count()) / 1000.0}});
}

}  // namespace slotgate::gateway
