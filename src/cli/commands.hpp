#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace slotgate::cli {

/// `slotgate serve`: the gateway; without `config` the sandbox.
struct serve_command {
    std::string listen;  ///< empty: of the configuration, else 127.0.0.1:8080
    std::string data;
    std::string scenario;
    std::string sim_listen = "127.0.0.1:8081";
    std::string config;
};

/// `slotgate calcom-sim`: the simulator alone.
struct calcom_sim_command {
    std::string listen = "127.0.0.1:8081";
    std::string scenario;
    std::uint64_t seed = 1;
    bool no_latency = false;
    std::uint32_t slots_cache_ms = 2000;
    bool no_rate_limits = false;
};

/// `slotgate replay FILE [GROUP...]`: recordings of a real Cal.com against the simulator.
struct replay_command {
    std::string file;
    std::vector<std::string> groups;
};

/// `slotgate check [--config FILE] [--json]`: a configuration against the accounts it names.
struct check_command {
    std::string config;
    bool json = false;
    unsigned deadline_s = 30;  ///< for everything together
};

/// `slotgate cache ORDER`: an operator's look into a running gateway, or order to it.
struct cache_command {
    enum class order : std::uint8_t { ls, stats, explain, invalidate, off, on };
    order what = order::ls;
    std::string url = "http://127.0.0.1:8080";
    std::string token_file;
    bool json = false;
    std::string tenant;           ///< empty: the sole one, or (invalidate) all of them
    std::int64_t event_type = 0;  ///< 0 (invalidate): all of them
    std::string start;            ///< explain
    std::int64_t duration = 0;    ///< explain; minutes, 0: the event type's own
    std::string from, to;         ///< invalidate; dates
};

/// `slotgate config [--print] [--config FILE]`.
struct config_command {
    std::string config;
    bool print = false;
};

}  // namespace slotgate::cli
