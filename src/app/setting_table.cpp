#include "app/setting_table.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace slotgate::app {
namespace {

template <class Number>
std::optional<Number> number_in(std::string_view text, Number least, Number most) {
    Number value{};
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    if (value < least || value > most) return std::nullopt;
    return value;
}

bool read_seconds(milliseconds& into, std::string_view text) {
    const auto value = number_in<std::int64_t>(text, 1, 86'400);
    if (value) into = seconds{*value};
    return value.has_value();
}

std::string print_seconds(milliseconds value) {
    return std::to_string(std::chrono::floor<seconds>(value).count());
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

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
        "webhook.tenant", "the name of a tenant",
        [](settings& s, std::string_view text) {
            s.webhook_tenant = text;
            return true;
        },
        [](const settings& s) { return s.webhook_tenant.empty() ? "" : quoted(s.webhook_tenant); }},
};

bool read_base_url(tenant_settings& t, std::string_view text) {
    const bool known = text.starts_with("http://") || text.starts_with("https://");
    if (!known || text.find_first_of("?# ") != std::string_view::npos) return false;
    while (text.ends_with('/')) text.remove_suffix(1);
    // Clients write the version into their base address; the routes carry it themselves here.
    if (text.ends_with("/v2")) text.remove_suffix(3);
    t.base_url = text;
    return true;
}

bool read_host_names(tenant_settings& t, std::string_view text) {
    std::vector<std::string> names;
    while (!text.empty()) {
        const auto name = text.substr(0, text.find(','));
        text.remove_prefix(std::min(text.size(), name.size() + 1));
        if (name.empty() || name.find_first_of("/: ") != std::string_view::npos) return false;
        names.emplace_back(name);
    }
    t.host_names = std::move(names);
    return true;
}

bool read_secret(secret& into, std::string_view text) {
    const bool printable = std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
    if (text.empty() || text.size() > 512 || !printable) return false;
    into = secret{std::string(text)};
    return true;
}

bool read_secrets(std::vector<secret>& into, std::string_view text) {
    std::vector<secret> all;
    while (!text.empty()) {
        const auto one = text.substr(0, text.find_first_of(",\n"));
        text.remove_prefix(std::min(text.size(), one.size() + 1));
        if (!read_secret(all.emplace_back(), one)) return false;
    }
    into = std::move(all);
    return true;
}

std::string print_secret(const secret& s) {
    return s.empty() ? "" : "\"(set)\"";
}

std::string print_host_names(const tenant_settings& t) {
    if (t.host_names.empty()) return "";
    std::vector<std::string> names;
    for (const auto& name : t.host_names) names.push_back(quoted(name));
    return fmt::format("[{}]", fmt::join(names, ", "));
}

constexpr std::array account_table{
    setting<tenant_settings>{"base_url", "an http:// or https:// address", read_base_url,
                             [](const tenant_settings& t) { return quoted(t.base_url); }},
    setting<tenant_settings>{"hosts", "host names without ports", read_host_names,
                             print_host_names},
    setting<tenant_settings>{
        "api_key", "a key of at most 512 printable characters",
        [](tenant_settings& t, std::string_view text) { return read_secret(t.api_key, text); },
        [](const tenant_settings& t) { return print_secret(t.api_key); }},
    setting<tenant_settings>{
        "people_keys", "keys separated by commas or line ends",
        [](tenant_settings& t, std::string_view text) { return read_secrets(t.people_keys, text); },
        [](const tenant_settings& t) {
            return t.people_keys.empty() ? std::string{} : print_secret(t.people_keys.front());
        }},
    setting<tenant_settings>{
        "webhook_secret", "a secret of at most 512 printable characters",
        [](tenant_settings& t, std::string_view text) {
            return read_secret(t.webhook_secret, text);
        },
        [](const tenant_settings& t) { return print_secret(t.webhook_secret); }},
};

}  // namespace

std::span<const setting<settings>> program_settings() {
    return program_table;
}
std::span<const setting<tenant_settings>> account_settings() {
    return account_table;
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

std::string variable_of(std::string_view tenant, std::string_view key) {
    return variable_of(fmt::format("tenant_{}_{}", tenant, key));
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
