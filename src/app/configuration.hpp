#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "app/settings.hpp"
#include "core/error.hpp"
#include "core/zone.hpp"

namespace slotgate::app {

/// Looks up an environment variable; a parameter so that tests bring their own.
using environment = std::function<std::optional<std::string>(const std::string& name)>;

/// The environment of this process.
[[nodiscard]] environment process_environment();

/// Reads the text of a TOML file, then lets the environment override it (docs/operating.md).
/// Secrets come from `..._file` keys or from the environment, never from the text itself. `source`
/// names the file in errors. Errors: config; the detail names file, line and key and says what a
/// value must be. Also if a tenant lacks its webhook secret (W1), or something stands there twice:
/// a name, host name, key, token, phone number (T2).
[[nodiscard]] result<settings> read_configuration(std::string_view toml, const std::string& source,
                                                  const environment& env,
                                                  const zone_database& zones);

/// The same from a file. Errors: io (it cannot be read) besides.
[[nodiscard]] result<settings> load_configuration(const std::string& path, const environment& env,
                                                  const zone_database& zones);

/// What holds without a file: the defaults, overridden by the environment; no tenants. Errors:
/// config.
[[nodiscard]] result<settings> default_configuration(const environment& env);

/// The settings in force, as TOML; of secrets only that they are set.
[[nodiscard]] std::string print_configuration(const settings& s);

}  // namespace slotgate::app
