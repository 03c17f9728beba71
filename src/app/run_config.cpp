#include <fmt/core.h>

#include "app/commands.hpp"
#include "app/complain.hpp"
#include "app/configuration.hpp"
#include "tz/zones.hpp"

namespace slotgate::app {

int run(const cli::config_command& command) {
    const auto zones = tz::load_zones();
    if (!zones) return complain(zones.error());
    const auto env = process_environment();
    const auto s = command.config.empty() ? default_configuration(env)
                                          : load_configuration(command.config, env, **zones);
    if (!s) return complain(s.error());
    if (command.print)
        fmt::print("{}", print_configuration(*s));
    else
        fmt::print("valid, {} tenant(s)\n", s->tenants.size());
    return 0;
}

}  // namespace slotgate::app
