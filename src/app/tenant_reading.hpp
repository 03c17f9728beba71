#pragma once

#include <string>

#include <toml++/toml.h>

#include "app/settings.hpp"
#include "core/error.hpp"

namespace slotgate::app {

/// Reads `[[tenants]]` with what stands inside: branches, their services, credentials. Errors:
/// config, with file, line and key.
[[nodiscard]] result<std::vector<tenant_settings>> read_tenants(const toml::node& node,
                                                                const std::string& source);

/// How the variables begin that override what a tenant's keys say, and so on inwards.
[[nodiscard]] std::string variables_of(const tenant_settings& t);
[[nodiscard]] std::string variables_of(const tenant_settings& t, const branch_settings& b);
[[nodiscard]] std::string variables_of(const tenant_settings& t, const branch_settings& b,
                                       const service_settings& s);
[[nodiscard]] std::string variables_of(const tenant_settings& t, const credential_settings& c);

}  // namespace slotgate::app
