#pragma once

#include <span>

#include "coherence/stale_watch.hpp"
#include "ops/metrics.hpp"

namespace slotgate::gateway {

/// Logs and counts each: a rule was broken (S3, S7), and somebody may have been offered a time
/// known to be taken.
void report(std::span<const coherence::stale_start> found, ops::metrics& metrics);

}  // namespace slotgate::gateway
