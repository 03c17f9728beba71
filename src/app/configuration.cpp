#include "app/configuration.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "app/setting_table.hpp"
#include "app/small_file.hpp"

namespace slotgate::app {
namespace {

constexpr std::size_t configuration_bytes_max = 1U << 20U;
constexpr std::size_t secret_bytes_max = 4U << 10U;

std::unexpected<error> wrong(const std::string& source, const toml::node& at, std::string_view key,
                             std::string_view what) {
    return fail(errc::config,
                fmt::format("{}:{}: {}: {}", source, at.source().begin.line, key, what));
}

/// The text of a value, as the environment would carry it; nothing for tables and the like.
std::optional<std::string> text_of(const toml::node& node) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* number = node.as_integer()) return std::to_string(number->get());
    const auto* list = node.as_array();
    if (list == nullptr) return std::nullopt;
    std::string joined;
    for (const auto& element : *list) {
        const auto* text = element.as_string();
        if (text == nullptr) return std::nullopt;
        if (!joined.empty()) joined += ',';
        joined += text->get();
    }
    return joined;
}

template <class Settings>
const setting<Settings>* row_of(std::span<const setting<Settings>> table, std::string_view key) {
    const auto row = std::ranges::find(table, key, &setting<Settings>::key);
    return row == table.end() ? nullptr : &*row;
}

bool is_secret(std::string_view key) {
    return key == "api_key" || key == "people_keys" || key == "webhook_secret";
}

std::string stripped(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' '))
        text.pop_back();
    return text;
}

result<void> apply_value(settings& s, const std::string& source, std::string_view key,
                         const toml::node& node) {
    const auto* row = row_of(program_settings(), key);
    if (row == nullptr) return wrong(source, node, key, "there is no such setting");
    const auto text = text_of(node);
    if (!text || !row->read(s, *text))
        return wrong(source, node, key, fmt::format("must be {}", row->takes));
    return {};
}

result<void> apply_secret_file(tenant_settings& t, const std::string& source, std::string_view key,
                               const toml::node& node) {
    const auto base = key.substr(0, key.size() - std::string_view("_file").size());
    const auto* row = row_of(account_settings(), base);
    const auto path = text_of(node);
    if (!path) return wrong(source, node, key, "must be the path of a file");
    const auto text = read_small_file(*path, secret_bytes_max);
    if (!text) return wrong(source, node, key, text.error().detail);
    if (!row->read(t, stripped(*text)))
        return wrong(source, node, key, fmt::format("the file must hold {}", row->takes));
    return {};
}

result<void> apply_tenant_value(tenant_settings& t, const std::string& source, std::string_view key,
                                const toml::node& node) {
    if (key == "name") return {};
    if (is_secret(key))
        return wrong(source, node, key,
                     fmt::format("secrets do not stand in this file: use {}_file or {}", key,
                                 variable_of(t.name, key)));
    constexpr std::string_view from_file = "_file";
    if (key.ends_with(from_file) && is_secret(key.substr(0, key.size() - from_file.size())))
        return apply_secret_file(t, source, key, node);
    const auto* row = row_of(account_settings(), key);
    if (row == nullptr) return wrong(source, node, key, "there is no such setting of a tenant");
    const auto text = text_of(node);
    if (!text || !row->read(t, *text))
        return wrong(source, node, key, fmt::format("must be {}", row->takes));
    return {};
}

bool is_name(std::string_view name) {
    return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

result<tenant_settings> read_tenant(const toml::table& table, const std::string& source) {
    tenant_settings out;
    const auto* name = table.get_as<std::string>("name");
    if (name == nullptr || !is_name(name->get()))
        return wrong(source, table, "tenant.name",
                     "must be 1 to 64 of a-z, 0-9, - and _: it appears in webhook addresses");
    out.name = name->get();
    for (const auto& [key, node] : table)
        if (auto applied = apply_tenant_value(out, source, key.str(), node); !applied)
            return std::unexpected(applied.error());
    return out;
}

result<void> read_tenants(settings& s, const toml::node& node, const std::string& source) {
    const auto* list = node.as_array();
    if (list == nullptr) return wrong(source, node, "tenant", "write [[tenant]], once each");
    for (const auto& element : *list) {
        const auto* table = element.as_table();
        if (table == nullptr) return wrong(source, element, "tenant", "must be a table");
        auto tenant = read_tenant(*table, source);
        if (!tenant) return std::unexpected(tenant.error());
        s.tenants.push_back(std::move(*tenant));
    }
    return {};
}

result<void> read_file(settings& s, const toml::table& root, const std::string& source) {
    for (const auto& [section, node] : root) {
        if (section.str() == "tenant") {
            if (auto read = read_tenants(s, node, source); !read) return read;
            continue;
        }
        const auto* table = node.as_table();
        if (table == nullptr) return wrong(source, node, section.str(), "there is no such setting");
        for (const auto& [key, value] : *table) {
            const auto name = fmt::format("{}.{}", section.str(), key.str());
            if (auto applied = apply_value(s, source, name, value); !applied) return applied;
        }
    }
    return {};
}

template <class Settings>
result<void> override_one(Settings& s, const setting<Settings>& row, const std::string& variable,
                          const environment& env) {
    const auto text = env(variable);
    if (!text || row.read(s, *text)) return {};
    return fail(errc::config, fmt::format("{}: must be {}", variable, row.takes));
}

result<void> override_all(settings& s, const environment& env) {
    for (const auto& row : program_settings())
        if (auto done = override_one(s, row, variable_of(row.key), env); !done) return done;
    for (auto& tenant : s.tenants)
        for (const auto& row : account_settings())
            if (auto done = override_one(tenant, row, variable_of(tenant.name, row.key), env);
                !done)
                return done;
    return {};
}

std::unexpected<error> lacking(const std::string& source, const std::string& what) {
    return fail(errc::config, fmt::format("{}: {}", source, what));
}

/// What no single value can show to be wrong.
result<void> check_whole(const settings& s, const std::string& source) {
    if (s.tenants.empty()) return lacking(source, "at least one [[tenant]] is needed");
    std::set<std::string> names;
    std::set<std::string> host_names;
    for (const auto& t : s.tenants) {
        if (!names.insert(t.name).second)
            return lacking(source, fmt::format("two tenants are named '{}'", t.name));
        if (t.webhook_secret.empty())
            return lacking(source, fmt::format("tenant '{}' has no webhook secret: set "
                                               "webhook_secret_file or {}",
                                               t.name, variable_of(t.name, "webhook_secret")));
        if (s.tenants.size() > 1 && t.host_names.empty() && t.api_key.empty())
            return lacking(source, fmt::format("tenant '{}' needs `hosts` or an API key, as there "
                                               "are several tenants",
                                               t.name));
        for (const auto& name : t.host_names)
            if (!host_names.insert(name).second)
                return lacking(source, fmt::format("two tenants have the host name '{}'", name));
    }
    if (!s.webhook_tenant.empty() && !names.contains(s.webhook_tenant))
        return lacking(source,
                       fmt::format("webhook.tenant: there is no tenant '{}'", s.webhook_tenant));
    if (s.webhook_tenant.empty() && s.tenants.size() > 1)
        return lacking(source, "webhook.tenant must name the tenant of /api/calcom/webhook");
    return {};
}

}  // namespace

environment process_environment() {
    return [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        if (value == nullptr) return std::nullopt;
        return value;
    };
}

result<settings> read_configuration(std::string_view text, const std::string& source,
                                    const environment& env) {
    settings out;
    try {
        const auto root = toml::parse(text, source);
        if (auto read = read_file(out, root, source); !read) return std::unexpected(read.error());
    } catch (const toml::parse_error& e) {
        return fail(errc::config,
                    fmt::format("{}:{}: {}", source, e.source().begin.line, e.description()));
    }
    if (auto done = override_all(out, env); !done) return std::unexpected(done.error());
    if (auto whole = check_whole(out, source); !whole) return std::unexpected(whole.error());
    return out;
}

result<settings> default_configuration(const environment& env) {
    settings out;
    if (auto done = override_all(out, env); !done) return std::unexpected(done.error());
    return out;
}

result<settings> load_configuration(const std::string& path, const environment& env) {
    const auto text = read_small_file(path, configuration_bytes_max);
    if (!text) return std::unexpected(text.error());
    return read_configuration(*text, path, env);
}

std::string print_configuration(const settings& s) {
    std::string out;
    std::string section;
    for (const auto& row : program_settings()) {
        const auto value = row.print(s);
        if (value.empty()) continue;
        const auto dot = row.key.find('.');
        if (row.key.substr(0, dot) != section) {
            section = row.key.substr(0, dot);
            out += fmt::format("{}[{}]\n", out.empty() ? "" : "\n", section);
        }
        out += fmt::format("{} = {}\n", row.key.substr(dot + 1), value);
    }
    for (const auto& tenant : s.tenants) {
        out += fmt::format("\n[[tenant]]\nname = \"{}\"\n", tenant.name);
        for (const auto& row : account_settings())
            if (const auto value = row.print(tenant); !value.empty())
                out += fmt::format("{} = {}\n", row.key, value);
    }
    return out;
}

}  // namespace slotgate::app
