#include "app/configuration.hpp"

#include <cstdlib>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "app/configuration_check.hpp"
#include "app/setting_table.hpp"
#include "app/small_file.hpp"
#include "app/tenant_reading.hpp"
#include "app/toml_reading.hpp"

namespace slotgate::app {
namespace {

constexpr std::size_t configuration_bytes_max = 1U << 20U;

result<void> apply_value(settings& s, const std::string& source, std::string_view key,
                         const toml::node& node) {
    const table_kind<settings> kind{program_settings(), "the program", {}, source};
    return apply(s, kind, key, node);
}

result<void> read_file(settings& s, const toml::table& root, const std::string& source) {
    for (const auto& [section, node] : root) {
        if (section.str() == "tenants") {
            auto tenants = read_tenants(node, source);
            if (!tenants) return std::unexpected(tenants.error());
            s.tenants = std::move(*tenants);
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

/// Lets the environment say what rows say; `prefix` is how their variables begin.
template <class Settings>
result<void> override_rows(Settings& s, std::span<const setting<Settings>> rows,
                           const std::string& prefix, const environment& env) {
    for (const auto& row : rows) {
        const auto variable = variable_of(prefix + std::string(row.key));
        const auto text = env(variable);
        if (text && !row.read(s, *text))
            return fail(errc::config, fmt::format("{}: must be {}", variable, row.takes));
    }
    return {};
}

result<void> override_tenant(tenant_settings& t, const environment& env) {
    auto done = override_rows(t, tenant_rows(), variables_of(t), env);
    for (auto& b : t.branches) {
        if (done) done = override_rows(b, branch_rows(), variables_of(t, b), env);
        for (auto& s : b.services)
            if (done) done = override_rows(s, service_rows(), variables_of(t, b, s), env);
    }
    for (auto& c : t.credentials)
        if (done) done = override_rows(c, credential_rows(), variables_of(t, c), env);
    return done;
}

result<void> override_all(settings& s, const environment& env) {
    auto done = override_rows(s, program_settings(), {}, env);
    for (auto& tenant : s.tenants)
        if (done) done = override_tenant(tenant, env);
    return done;
}

template <class Settings>
void print_table(std::string& out, std::string_view header, std::string_view key,
                 std::string_view name, const Settings& s,
                 std::span<const setting<Settings>> rows) {
    out += fmt::format("\n[[{}]]\n{} = \"{}\"\n", header, key, name);
    for (const auto& row : rows)
        if (const auto value = row.print(s); !value.empty())
            out += fmt::format("{} = {}\n", row.key, value);
}

void print_tenant(std::string& out, const tenant_settings& t) {
    print_table(out, "tenants", "name", t.name, t, tenant_rows());
    for (const auto& b : t.branches) {
        print_table(out, "tenants.branches", "id", b.id, b, branch_rows());
        for (const auto& s : b.services)
            print_table(out, "tenants.branches.services", "id", s.id, s, service_rows());
    }
    for (const auto& c : t.credentials)
        print_table(out, "tenants.credentials", "name", c.name, c, credential_rows());
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
                                    const environment& env, const zone_database& zones) {
    settings out;
    try {
        const auto root = toml::parse(text, source);
        if (auto read = read_file(out, root, source); !read) return std::unexpected(read.error());
    } catch (const toml::parse_error& e) {
        return fail(errc::config,
                    fmt::format("{}:{}: {}", source, e.source().begin.line, e.description()));
    }
    if (auto done = override_all(out, env); !done) return std::unexpected(done.error());
    if (auto whole = check_whole(out, source, zones); !whole) return std::unexpected(whole.error());
    return out;
}

result<settings> default_configuration(const environment& env) {
    settings out;
    if (auto done = override_all(out, env); !done) return std::unexpected(done.error());
    return out;
}

result<settings> load_configuration(const std::string& path, const environment& env,
                                    const zone_database& zones) {
    const auto text = read_small_file(path, configuration_bytes_max);
    if (!text) return std::unexpected(text.error());
    return read_configuration(*text, path, env, zones);
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
    for (const auto& tenant : s.tenants) print_tenant(out, tenant);
    return out;
}

}  // namespace slotgate::app
