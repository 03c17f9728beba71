#include "app/commands.hpp"
#include "cli/command_line.hpp"

int main(int argc, char** argv) {
    using namespace slotgate;
    return cli::run_command_line(argc, argv,
                                 {.serve = [](const auto& c) { return app::run(c); },
                                  .calcom_sim = [](const auto& c) { return app::run(c); },
                                  .replay = [](const auto& c) { return app::run(c); },
                                  .check = [](const auto& c) { return app::run(c); },
                                  .cache = [](const auto& c) { return app::run(c); },
                                  .config = [](const auto& c) { return app::run(c); }});
}
