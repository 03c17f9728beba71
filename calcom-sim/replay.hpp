#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "calcom-sim/answer_book.hpp"
#include "core/error.hpp"
#include "core/zone.hpp"

namespace slotgate::sim {

struct replay_outcome {
    int passed = 0;
    std::vector<std::string> failed;   ///< ids, in the order of the file
    std::vector<std::string> skipped;  ///< the same
};

/// Asks the simulator everything a file of recordings asked a real Cal.com, each in its own world
/// or in that of its flow, and compares status, body and webhooks (`replayed_world`). Names each
/// difference on `out`, then one line `N passed, N failed, N skipped`. `groups` empty: all.
/// Skipped: what cannot be asked as one request, counted with its reason. Errors: io, config (not
/// such a file). `witness`, if any, is told what the simulator answers.
[[nodiscard]] result<replay_outcome> replay_file(const std::string& path,
                                                 const std::vector<std::string>& groups,
                                                 const zone_database& zones, std::ostream& out,
                                                 const answer_witness& witness = {});

}  // namespace slotgate::sim
