#include "app/setting_table.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "app/setting_values.hpp"

namespace slotgate::app {
namespace {

bool read_listen(settings& s, std::string_view text) {
    const auto read = parse_endpoint(text);
    if (read) s.listen = *read;
    return read.has_value();
}

std::string print_listen(const settings& s) {
    return quoted(fmt::format("{}:{}", s.listen.address, s.listen.port));
}

bool read_threads(settings& s, std::string_view text) {
    const auto value = number_in<unsigned>(text, 0, 256);
    if (value) s.threads = *value;
    return value.has_value();
}

struct level_name {
    std::string_view name;
    ops::level level;
};
constexpr std::array level_names{
    level_name{"debug", ops::level::debug}, level_name{"info", ops::level::info},
    level_name{"warning", ops::level::warning}, level_name{"error", ops::level::error}};

bool read_level(settings& s, std::string_view text) {
    const auto* row = std::ranges::find(level_names, text, &level_name::name);
    if (row == level_names.end()) return false;
    s.log_level = row->level;
    return true;
}

std::string print_level(const settings& s) {
    return quoted(std::ranges::find(level_names, s.log_level, &level_name::level)->name);
}

bool read_days_max(settings& s, std::string_view text) {
    const auto value = number_in<std::size_t>(text, 1'000, 100'000'000);
    if (value) s.days_max = *value;
    return value.has_value();
}

constexpr std::array program_table{
    setting<settings>{"server.listen", "ADDRESS:PORT", read_listen, print_listen},
    setting<settings>{"server.threads", "a whole number, 0 (one a core) to 256", read_threads,
                      [](const settings& s) { return std::to_string(s.threads); }},
    setting<settings>{
        "server.public_url", "an http:// or https:// address",
        [](settings& s, std::string_view text) { return read_address(s.public_url, text); },
        [](const settings& s) { return s.public_url.empty() ? "" : quoted(s.public_url); }},
    setting<settings>{"log.level", "debug, info, warning or error", read_level, print_level},
    setting<settings>{
        "cache.lifetime_s", "whole seconds, 1 to 86400",
        [](settings& s, std::string_view text) { return read_seconds(s.lifetime, text); },
        [](const settings& s) { return print_seconds(s.lifetime); }},
    setting<settings>{
        "cache.lifetime_empty_s", "whole seconds, 1 to 86400",
        [](settings& s, std::string_view text) { return read_seconds(s.lifetime_empty, text); },
        [](const settings& s) { return print_seconds(s.lifetime_empty); }},
    setting<settings>{
        "cache.settle_window_s", "whole seconds, 1 to 86400",
        [](settings& s, std::string_view text) { return read_seconds(s.settle_window, text); },
        [](const settings& s) { return print_seconds(s.settle_window); }},
    setting<settings>{"cache.days_max", "a whole number, 1000 to 100000000", read_days_max,
                      [](const settings& s) { return std::to_string(s.days_max); }},
    setting<settings>{
        "admin.token", "a token of at most 512 printable characters",
        [](settings& s, std::string_view text) { return read_secret(s.admin_token, text); },
        [](const settings& s) { return print_secret(s.admin_token); }, secrecy::secret},
    setting<settings>{
        "webhook.tenant", "the name of a tenant",
        [](settings& s, std::string_view text) {
            s.webhook_tenant = text;
            return true;
        },
        [](const settings& s) { return s.webhook_tenant.empty() ? "" : quoted(s.webhook_tenant); }},
};

}  // namespace

std::span<const setting<settings>> program_settings() {
    return program_table;
}
std::string variable_of(std::string_view key) {
    std::string out = "SLOTGATE_";
    for (const char c : key) {
        const bool lower = c >= 'a' && c <= 'z';
        const bool plain = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (lower)
            out += static_cast<char>(c - 'a' + 'A');
        else
            out += plain ? c : '_';
    }
    return out;
}

result<endpoint> parse_endpoint(std::string_view text) {
    const auto colon = text.rfind(':');
    const auto bad = [&] {
        return fail(errc::config, fmt::format("'{}' is not ADDRESS:PORT", text));
    };
    if (colon == std::string_view::npos || colon == 0) return bad();
    const auto port = number_in<std::uint16_t>(text.substr(colon + 1), 0, 65'535);
    if (!port) return bad();
    auto address = text.substr(0, colon);
    if (address.starts_with('[') && address.ends_with(']'))
        address = address.substr(1, address.size() - 2);
    if (address == "localhost") address = "127.0.0.1";
    return endpoint{.address = std::string(address), .port = *port};
}

}  // namespace slotgate::app
