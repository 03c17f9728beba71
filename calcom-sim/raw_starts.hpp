#pragma once

#include <string>

#include "calcom-sim/starts.hpp"

namespace slotgate::sim {

/// The body of an old slots answer to a question without zone and format: Cal.com hands its own
/// inner objects out then, with who is away and why. Dates and times are UTC. Source:
/// calcom.md 2.2; calcom-recorded C8. Pure.
[[nodiscard]] std::string render_raw_starts(const world& w, const found_starts& starts);

}  // namespace slotgate::sim
