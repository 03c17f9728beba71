#pragma once

#include <string>
#include <vector>

#include "app/account_reading.hpp"
#include "app/finding.hpp"
#include "app/settings.hpp"

namespace slotgate::app {

/// What an account's answers mean for a configuration, subject by subject. Pure. Of keys it tells
/// whose they are, never the keys.
[[nodiscard]] std::vector<finding> findings_of(const settings& s, const tenant_settings& t,
                                               const account_facts& facts);

/// Where Cal.com is to post this tenant's events; empty: `server.public_url` is not set.
[[nodiscard]] std::string webhook_address(const settings& s, const tenant_settings& t);

}  // namespace slotgate::app
