#pragma once

#include <string>

#include "coherence/engine.hpp"
#include "gateway/availability.hpp"
#include "ops/metrics.hpp"

namespace slotgate::net {

/// `Cache-Status` of an answer from day entries (RFC 9211): `slotgate; hit`. One given
/// because Cal.com could not be asked says how long past its lifetime it is:
/// `slotgate; hit; ttl=-42; detail=unrefreshed` (S13).
[[nodiscard]] std::string cache_status(gateway::answer_source source,
                                       const coherence::validity& answer, moment now);

/// As what it is counted.
[[nodiscard]] ops::lookup_result counted(gateway::answer_source source);

}  // namespace slotgate::net
