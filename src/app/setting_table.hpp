#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "app/settings.hpp"
#include "core/error.hpp"

namespace slotgate::app {

/// May a value stand in the configuration file itself (T5)?
enum class secrecy : std::uint8_t {
    open,
    secret  ///< no: it comes from the file that `..._file` names, or from the environment
};

/// One key of the configuration: the same row reads it from the file and from the environment,
/// prints it, and is listed in docs/operating.md.
template <class Settings>
struct setting {
    std::string_view key;    ///< `cache.lifetime_s`; within `[[tenants]]` without a section
    std::string_view takes;  ///< what a value must be, for errors: "whole seconds, 1 to 86400"
    /// Takes the text of a value; false if it is not one, and nothing has changed then.
    bool (*read)(Settings&, std::string_view text);
    /// The value in TOML, secrets not shown; empty: not printed.
    std::string (*print)(const Settings&);
    app::secrecy secrecy = app::secrecy::open;
};

[[nodiscard]] std::span<const setting<settings>> program_settings();
[[nodiscard]] std::span<const setting<tenant_settings>> tenant_rows();
[[nodiscard]] std::span<const setting<branch_settings>> branch_rows();
[[nodiscard]] std::span<const setting<service_settings>> service_rows();
[[nodiscard]] std::span<const setting<credential_settings>> credential_rows();

/// `SLOTGATE_CACHE_LIFETIME_S` for `cache.lifetime_s`. Characters that a variable cannot have
/// become `_`.
[[nodiscard]] std::string variable_of(std::string_view key);

/// Reads `ADDRESS:PORT` (IPv6 in brackets).
[[nodiscard]] result<endpoint> parse_endpoint(std::string_view text);

}  // namespace slotgate::app
