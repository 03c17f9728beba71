#pragma once

#include <memory>
#include <string>

#include "app/configuration.hpp"
#include "app/program_clock.hpp"
#include "app/settings.hpp"
#include "calcom-sim/server.hpp"
#include "core/error.hpp"
#include "core/zone.hpp"

namespace slotgate::app {

/// Admits an operator to a sandbox that was given no token of its own: it listens on this machine
/// only, and has nobody's data.
inline constexpr const char* sandbox_admin_token = "sandbox";

struct sandbox_options {
    settings base;  ///< defaults and what the environment says; tenants are the sandbox's own
    endpoint sim_listen;
    std::string scenario;           ///< path; empty: the practice in examples/
    std::string data_directory;     ///< keeps the generated secrets; empty: fresh ones each start
    sim::answer_witness witness{};  ///< is told what the embedded Cal.com answers
};

/// What `slotgate serve` runs on without a configuration: an embedded Cal.com on the gateway's own
/// clock, one sample tenant with one branch, a generated webhook secret and token of a voice agent.
struct sandbox {
    std::unique_ptr<sim::server> calcom;  ///< bound, not started
    app::settings settings;               ///< of the gateway in front of it
    std::string agent_token;              ///< may ask what anybody may ask here
};

/// Errors: config (the scenario), io (files, addresses).
[[nodiscard]] result<sandbox> open_sandbox(const sandbox_options& options,
                                           const zone_database& zones, program_clock& clock);

/// Makes the embedded Cal.com post every booking event to the gateway on `port`.
void subscribe_gateway(sandbox& s, std::uint16_t port);

/// Who is told what a simulated Cal.com answers: the book in the folder that SLOTGATE_ANSWERS names
/// (docs/simulator.md), else nobody. Errors: io.
[[nodiscard]] result<sim::answer_witness> witness_wanted(const environment& env);

/// Reads a scenario file; the built-in one if `path` is empty. Errors: io, config.
[[nodiscard]] result<sim::scenario> load_scenario(const std::string& path,
                                                  const zone_database& zones);

}  // namespace slotgate::app
