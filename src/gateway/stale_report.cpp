#include "gateway/stale_report.hpp"

#include "ops/log.hpp"

namespace slotgate::gateway {

void report(std::span<const coherence::stale_start> found, ops::metrics& metrics) {
    for (const auto& one : found) {
        metrics.stale_starts.at(one.proof).increment();
        ops::log(ops::level::error, "STALE CACHE",
                 {{"event_type_id", one.type.value},
                  {"start", to_text(one.start)},
                  {"taken_by", one.taken_by}});
    }
}

}  // namespace slotgate::gateway
