#pragma once

#include <functional>

#include "cli/commands.hpp"

namespace slotgate::cli {

/// What is done for each command; each returns the exit code.
struct command_runners {
    std::function<int(const serve_command&)> serve;
    std::function<int(const calcom_sim_command&)> calcom_sim;
    std::function<int(const replay_command&)> replay;
    std::function<int(const check_command&)> check;
    std::function<int(const cache_command&)> cache;
    std::function<int(const config_command&)> config;
};

/// Parses the command line and runs the command it names. Wrong arguments are told on standard
/// error with a pointer to `--help`; the exit code is 2 then.
[[nodiscard]] int run_command_line(int argc, char** argv, const command_runners& runners);

}  // namespace slotgate::cli
