#pragma once

#include "calcom-sim/told_world.hpp"

namespace slotgate::sim {

/// Changes a told world as the notes of its scenario say, which are sentences: webhook
/// subscriptions, an out-of-office entry, the start of the week. A note that is not understood is
/// passed over: most say why a set-up call went as it did.
///
/// A delivery at a receiver that no note names proves a subscription made by a set-up call; it is
/// added too, with the secret its signature was made with, the triggers that were heard there
/// (`heard`: the webhooks of the whole flow) and, if its body is no envelope of Cal.com's, the
/// payload template that makes such bodies. Named rate limits in recorded headers
/// are those of the keys.
void heed_notes(const recording& item, std::span<const recorded_delivery> heard, told_world& into);

}  // namespace slotgate::sim
