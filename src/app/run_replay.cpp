#include <iostream>

#include "app/commands.hpp"
#include "app/complain.hpp"
#include "calcom-sim/replay.hpp"
#include "tz/zones.hpp"

namespace slotgate::app {

int run(const cli::replay_command& command) {
    const auto zones = tz::load_zones();
    if (!zones) return complain(zones.error());
    const auto outcome = sim::replay_file(command.file, command.groups, **zones, std::cout);
    if (!outcome) return complain(outcome.error());
    return outcome->failed.empty() ? 0 : 1;
}

}  // namespace slotgate::app
