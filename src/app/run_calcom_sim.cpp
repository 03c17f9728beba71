#include <cstdio>
#include <utility>

#include <fmt/core.h>

#include "app/commands.hpp"
#include "app/complain.hpp"
#include "app/configuration.hpp"
#include "app/program_clock.hpp"
#include "app/sandbox.hpp"
#include "app/setting_table.hpp"
#include "app/stop_signal.hpp"
#include "tz/zones.hpp"

namespace slotgate::app {

int run(const cli::calcom_sim_command& command) {
    block_stop_signals();
    const auto listen = parse_endpoint(command.listen);
    if (!listen) return complain(listen.error());
    const auto zones = tz::load_zones();
    if (!zones) return complain(zones.error());
    const auto initial = load_scenario(command.scenario, **zones);
    if (!initial) return complain(initial.error());
    program_clock clock;
    if (initial->now) clock.set(*initial->now);
    sim::server_options options;
    options.address = listen->address;
    options.port = listen->port;
    options.control.seed = command.seed;
    if (command.no_latency) options.control.latency_now = sim::latency::off;
    options.control.slots_cache = milliseconds{command.slots_cache_ms};
    options.control.rate_limits = !command.no_rate_limits;
    auto witness = witness_wanted(process_environment());
    if (!witness) return complain(witness.error());
    options.control.witness = std::move(*witness);
    auto server = sim::server::open(options, *initial, **zones, clock);
    if (!server) return complain(server.error());
    (*server)->start();
    fmt::print("Simulated Cal.com listens on http://127.0.0.1:{}, its clock at {}\n",
               (*server)->port(), to_text(clock.now()));
    std::fflush(stdout);
    wait_for_stop_signal();
    (*server)->stop();
    return 0;
}

}  // namespace slotgate::app
