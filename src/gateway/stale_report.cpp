#include "gateway/stale_report.hpp"

#include "ops/log.hpp"

namespace slotgate::gateway {

// Not the booking's uid: at Cal.com whoever has it can cancel the booking.
void report(std::span<const coherence::stale_start> found, ops::metrics& metrics) {
    for (const auto& one : found) {
        metrics.stale_starts.at(one.proof).increment();
        ops::log(ops::level::error, "STALE CACHE",
                 {{"event_type_id", one.type.value}, {"start", to_text(one.start)}});
    }
}

}  // namespace slotgate::gateway
