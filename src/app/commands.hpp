#pragma once

#include "cli/commands.hpp"

namespace slotgate::app {

/// Each runs one command to its end and returns the exit code of the process: 0, 1 for a failure
/// told on standard error, 2 for a wrong configuration.
[[nodiscard]] int run(const cli::serve_command& command);
[[nodiscard]] int run(const cli::calcom_sim_command& command);
[[nodiscard]] int run(const cli::replay_command& command);
[[nodiscard]] int run(const cli::check_command& command);
[[nodiscard]] int run(const cli::cache_command& command);
[[nodiscard]] int run(const cli::config_command& command);

}  // namespace slotgate::app
