#include "cli/command_line.hpp"

#include <CLI/CLI.hpp>

namespace slotgate::cli {
namespace {

void add_serve(CLI::App& root, serve_command& into) {
    auto* command = root.add_subcommand("serve", "Run the gateway; without --config, a sandbox.");
    command->add_option("--listen", into.listen, "ADDRESS:PORT of the gateway (127.0.0.1:8080)");
    command->add_option("--data", into.data, "Directory for what outlives a start");
    auto* config = command->add_option("--config", into.config, "Configuration file (TOML)");
    command
        ->add_option("--scenario", into.scenario,
                     "World of the embedded Cal.com (JSON); default: a sample practice")
        ->excludes(config);
    command
        ->add_option("--sim-listen", into.sim_listen,
                     "ADDRESS:PORT of the embedded Cal.com (127.0.0.1:8081)")
        ->excludes(config);
}

void add_calcom_sim(CLI::App& root, calcom_sim_command& into) {
    auto* command = root.add_subcommand("calcom-sim", "Run a simulated Cal.com alone.");
    command->add_option("--listen", into.listen, "ADDRESS:PORT (127.0.0.1:8081)");
    command->add_option("--scenario", into.scenario,
                        "Its world (JSON); default: a sample practice");
    command->add_option("--seed", into.seed, "Ids, uids and latencies follow from it (1)");
    command->add_flag("--no-latency", into.no_latency, "Answer at once instead of in 300-800 ms");
    command
        ->add_option("--slots-cache-ms", into.slots_cache_ms,
                     "How long a slots answer is given again, as Cal.com does; 0: never (2000)")
        ->check(CLI::Range(0, 3'600'000));
    command->add_flag("--no-rate-limits", into.no_rate_limits,
                      "Never answer 429, however much is asked");
}

void add_replay(CLI::App& root, replay_command& into) {
    auto* command =
        root.add_subcommand("replay", "Compare the simulator with recordings of a real Cal.com.");
    command->add_option("file", into.file, "Recordings (JSON)")->required();
    command->add_option("groups", into.groups, "Groups to replay; default: all");
}

void add_check(CLI::App& root, check_command& into) {
    auto* command = root.add_subcommand(
        "check", "Ask Cal.com whether a configuration works, and say what to mend.");
    command->add_option("--config", into.config, "Configuration file (TOML)")->required();
    command->add_flag("--json", into.json, "Print the findings as JSON");
    command->add_option("--deadline", into.deadline_s, "Seconds for everything together (30)")
        ->check(CLI::Range(1U, 3600U));
}

CLI::App* add_order(CLI::App& cache, const char* name, const char* about, cache_command& into,
                    cache_command::order what) {
    auto* order = cache.add_subcommand(name, about);
    order->callback([&into, what] { into.what = what; });
    order->fallthrough();
    return order;
}

void add_cache(CLI::App& root, cache_command& into) {
    using enum cache_command::order;
    auto* command = root.add_subcommand("cache", "Look into a running gateway's cache.");
    command->require_subcommand(1);
    command->add_option("--url", into.url, "Where the gateway is (http://127.0.0.1:8080)");
    command->add_option("--token-file", into.token_file,
                        "File of the operator's token; default: $SLOTGATE_ADMIN_TOKEN");
    command->add_flag("--json", into.json, "Print the gateway's answer as it is");
    add_order(*command, "ls", "What is held, by event type.", into, ls);
    add_order(*command, "stats", "Hits, fetches and facts since the start.", into, stats);
    add_order(*command, "off", "Send every question to Cal.com.", into, off);
    add_order(*command, "on", "Answer from memory again.", into, on);
    auto* why = add_order(*command, "explain", "Why a start is or is not offered.", into, explain);
    why->add_option("event-type", into.event_type, "Its number")->required();
    why->add_option("start", into.start, "Like 2031-05-06T08:00:00Z")->required();
    why->add_option("--duration", into.duration, "Minutes; default: the event type's own");
    why->add_option("--tenant", into.tenant, "Its name, if there are several");
    auto* forget = add_order(*command, "invalidate", "Forget what is cached.", into, invalidate);
    forget->add_option("--tenant", into.tenant, "Of this tenant; default: of all");
    forget->add_option("--event-type", into.event_type, "Of this event type; default: of all");
    forget->add_option("--from", into.from, "First date, like 2031-05-06; default: all dates");
    forget->add_option("--to", into.to, "Last date");
}

void add_config(CLI::App& root, config_command& into) {
    auto* command = root.add_subcommand("config", "Check a configuration file.");
    command->add_option("--config", into.config, "Configuration file (TOML); default: none");
    command->add_flag("--print", into.print, "Print every setting in force, without secrets");
}

}  // namespace

int run_command_line(int argc, char** argv, const command_runners& runners) {
    CLI::App root{"Answers \"is this time free?\" in front of Cal.com.", "slotgate"};
    root.require_subcommand(1);
    root.set_version_flag("--version", "slotgate " SLOTGATE_VERSION);
    serve_command serve;
    calcom_sim_command calcom_sim;
    replay_command replay;
    check_command check;
    cache_command cache;
    config_command config;
    add_serve(root, serve);
    add_calcom_sim(root, calcom_sim);
    add_replay(root, replay);
    add_check(root, check);
    add_cache(root, cache);
    add_config(root, config);
    try {
        root.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return root.exit(e) == 0 ? 0 : 2;
    }
    if (root.got_subcommand("serve")) return runners.serve(serve);
    if (root.got_subcommand("calcom-sim")) return runners.calcom_sim(calcom_sim);
    if (root.got_subcommand("replay")) return runners.replay(replay);
    if (root.got_subcommand("check")) return runners.check(check);
    if (root.got_subcommand("cache")) return runners.cache(cache);
    return runners.config(config);
}

}  // namespace slotgate::cli
