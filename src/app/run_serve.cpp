#include <memory>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "app/commands.hpp"
#include "app/complain.hpp"
#include "app/configuration.hpp"
#include "app/gateway_program.hpp"
#include "app/sandbox.hpp"
#include "app/setting_table.hpp"
#include "app/stop_signal.hpp"
#include "ops/log.hpp"
#include "tz/zones.hpp"

namespace slotgate::app {
namespace {

void greet(std::uint16_t port, const sandbox* box, instant now) {
    fmt::print("Slotgate listens on http://127.0.0.1:{}\n", port);
    if (box != nullptr)
        fmt::print(
            "Sandbox: an embedded Cal.com on http://127.0.0.1:{}, its clock at {}.\n"
            "Ask it:  curl -s 'http://127.0.0.1:{}/v2/slots?eventTypeId=2&start=2031-05-06"
            "&end=2031-05-06&timeZone=Europe/Berlin' -H 'cal-api-version: 2024-09-04'\n"
            "A voice agent's token here:  {}\n",
            box->calcom->port(), to_text(now), port, box->agent_token);
    std::fflush(stdout);
}

int serve(const settings& s, const zone_database& zones, program_clock& clock, sandbox* box) {
    ops::set_log_level(s.log_level);
    const auto correction =
        box != nullptr ? clock_correction::none : clock_correction::from_upstream;
    auto program = gateway_program::open(s, zones, clock, correction);
    if (!program) return complain(program.error());
    if (box != nullptr) {
        subscribe_gateway(*box, (*program)->port());
        box->calcom->start();
    }
    (*program)->start();
    greet((*program)->port(), box, clock.now());
    wait_for_stop_signal();
    ops::log(ops::level::info, "Stopping");
    (*program)->stop();
    if (box != nullptr) box->calcom->stop();
    return 0;
}

int serve_sandbox(const cli::serve_command& command, settings base, const zone_database& zones,
                  program_clock& clock) {
    const auto sim_listen = parse_endpoint(command.sim_listen);
    if (!sim_listen) return complain(sim_listen.error());
    auto witness = witness_wanted(process_environment());
    if (!witness) return complain(witness.error());
    auto box = open_sandbox({.base = std::move(base),
                             .sim_listen = *sim_listen,
                             .scenario = command.scenario,
                             .data_directory = command.data,
                             .witness = std::move(*witness)},
                            zones, clock);
    if (!box) return complain(box.error());
    return serve(box->settings, zones, clock, &*box);
}

}  // namespace

int run(const cli::serve_command& command) {
    block_stop_signals();
    const auto zones = tz::load_zones();
    if (!zones) return complain(zones.error());
    const auto env = process_environment();
    auto s = command.config.empty() ? default_configuration(env)
                                    : load_configuration(command.config, env, **zones);
    if (!s) return complain(s.error());
    if (!command.listen.empty()) {
        const auto listen = parse_endpoint(command.listen);
        if (!listen) return complain(listen.error());
        s->listen = *listen;
    }
    program_clock clock;
    if (command.config.empty()) return serve_sandbox(command, std::move(*s), **zones, clock);
    return serve(*s, **zones, clock, nullptr);
}

}  // namespace slotgate::app
