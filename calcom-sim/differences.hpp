#pragma once

#include <span>
#include <string>
#include <vector>

#include "calcom-sim/correspondence.hpp"
#include "calcom-sim/recording.hpp"
#include "calcom-sim/simulator.hpp"

namespace slotgate::sim {

/// What the simulator did with a recorded request.
struct replayed {
    wire::response answer;
    std::vector<delivery> deliveries;  ///< in the order in which they left
};

/// Everything in which what was done differs from what was recorded, each in a line: status, body,
/// headers that are the API's own, webhooks. Of these the receivers, the bytes, the headers and the
/// signatures, each over the bytes it came with; webhooks of one event are sent at the same moment,
/// so their order counts only where they were recorded apart. `hooks`: the subscriptions. `names`
/// learns.
[[nodiscard]] std::vector<std::string> differences(const recording& item, const replayed& done,
                                                   std::span<const webhook> hooks,
                                                   correspondence& names);

}  // namespace slotgate::sim
