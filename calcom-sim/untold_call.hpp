#pragma once

#include <optional>
#include <string>

#include "calcom-sim/recording.hpp"

namespace slotgate::sim {

/// The uid of a booking that a call between two recordings of a flow must have cancelled, though no
/// scenario tells it; nothing if there was no such call.
///
/// The recorder sent one request right after the other (10 to 40 ms between an answer's last time
/// stamp and the next request); where it waited for webhooks it noted `answerMs`. If more than 100
/// ms passed, something was called in between. If then the later scenario says nothing new but the
/// booking that `before` made, the call undid that: the recorder cleared its probe away. (Recorded
/// limitweek: 140 and 169 ms, and a week with room for one booking takes two.)
[[nodiscard]] std::optional<std::string> cancelled_untold(const recording& before,
                                                          const recording& after);

}  // namespace slotgate::sim
