#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/secret.hpp"
#include "core/time.hpp"
#include "ops/log.hpp"

namespace slotgate::app {

/// Where something listens.
struct endpoint {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  ///< 0: any free one
};

/// One Cal.com account.
struct tenant_settings {
    std::string name;
    std::string base_url = "https://api.cal.com";
    std::vector<std::string> host_names;
    secret api_key;
    std::vector<secret>
        people_keys;  ///< of further people: they show event types `api_key` does not
    secret webhook_secret;
};

/// Everything that can be set, with its defaults. docs/operating.md lists the same keys.
struct settings {
    endpoint listen{.address = "127.0.0.1", .port = 8080};
    unsigned threads = 0;  ///< 0: one a core
    ops::level log_level = ops::level::info;
    milliseconds lifetime{300'000};
    milliseconds lifetime_empty{60'000};
    milliseconds settle_window{3'000};
    std::size_t days_max = 1'000'000;
    std::string webhook_tenant;  ///< of /api/calcom/webhook; empty: the sole tenant
    std::vector<tenant_settings> tenants;
};

}  // namespace slotgate::app
