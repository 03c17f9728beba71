#pragma once

#include <optional>
#include <string>
#include <vector>

#include "calcom-sim/recording.hpp"
#include "calcom-sim/replayed_world.hpp"

namespace slotgate::sim {

/// Asks one after the other what a summary sums up, at the times it tells, and compares what it
/// noted of each answer: statuses, what is left of a rate limit, whether a start was offered.
/// `in` has been entered. Nothing: a summary of a form that cannot be asked again, as of requests
/// that were under way at the same time. Forms known (answer.body):
///
///   [{"msSinceFirstAnswer":M,"has10Z":B}...]  the same question M ms after the flow's first
///   [{"status":S,"ms":M}...]                  the same question so many times
///   {"seen":[[S,"remaining","reset"]...]}     all of a run of requests, those of the flow first
///   [[s,S,"remaining","reset"]...]            one each, the last of them now
///
/// Of latencies nothing is compared; a reset may be a second off, because the times of requests in
/// between were not recorded.
[[nodiscard]] std::optional<std::vector<std::string>> replay_summary(const recording& item,
                                                                     replayed_world& in);

}  // namespace slotgate::sim
