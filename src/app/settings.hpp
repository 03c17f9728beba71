#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/id.hpp"
#include "core/secret.hpp"
#include "core/time.hpp"
#include "finding/opening_hours.hpp"
#include "gateway/grant.hpp"
#include "ops/log.hpp"

namespace slotgate::app {

/// Where something listens.
struct endpoint {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  ///< 0: any free one
};

/// Something a branch offers: one event type of its account.
struct service_settings {
    std::string id;
    int line = 0;  ///< of the file it stands in, for errors; 0: none
    std::string name;
    event_type_id event_type;
};

/// A place of a tenant's where appointments are kept.
struct branch_settings {
    std::string id;
    int line = 0;
    std::string name;
    std::string time_zone;                   ///< IANA name
    std::vector<std::string> phone_numbers;  ///< E.164
    slotgate::finding::opening_hours hours;
    std::vector<service_settings> services;
};

/// A credential of ours: whoever presents its token may do what it grants, with the account's key
/// (T2). The token itself is not kept.
struct credential_settings {
    std::string name;
    int line = 0;
    std::string token_digest;  ///< SHA-256 of the token, as 32 raw bytes
    gateway::grants grants;
    std::string branch;  ///< the only one it is for; empty: the whole account
    std::optional<instant> expires;
};

/// One Cal.com account.
struct tenant_settings {
    std::string name;
    int line = 0;
    std::int64_t company = 0;  ///< the number by which agents know it; 0: none
    std::string base_url = "https://api.cal.com";
    std::vector<std::string> host_names;
    secret api_key;
    std::vector<secret>
        people_keys;  ///< of further people: they show event types `api_key` does not
    secret webhook_secret;
    /// Requests a minute of each credential; 0: what Cal.com's headers tell (S14).
    std::int64_t quota_per_minute = 0;
    std::int64_t quota_reserve = 10;  ///< of them, for bookings alone
    /// While Cal.com cannot be asked, days are answered for so long after their lifetime (S13).
    milliseconds past_lifetime{0};
    std::vector<branch_settings> branches;
    std::vector<credential_settings> credentials;
};

/// Everything that can be set, with its defaults. docs/operating.md lists the same keys.
struct settings {
    endpoint listen{.address = "127.0.0.1", .port = 8080};
    unsigned threads = 0;    ///< 0: one a core
    std::string public_url;  ///< where Cal.com reaches us; empty: not told
    ops::level log_level = ops::level::info;
    milliseconds lifetime{300'000};
    milliseconds lifetime_empty{60'000};
    milliseconds settle_window{3'000};
    std::size_t days_max = 1'000'000;
    secret admin_token;          ///< of the operator; empty: nobody is let into /admin
    std::string webhook_tenant;  ///< of /api/calcom/webhook; empty: the sole tenant
    std::vector<tenant_settings> tenants;
};

}  // namespace slotgate::app
