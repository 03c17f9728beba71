#include "app/tenant_reading.hpp"

#include <functional>

#include "app/setting_values.hpp"
#include "app/toml_reading.hpp"

namespace slotgate::app {
namespace {

/// Calls `read` for every table of an array of tables.
result<void> each_table(const toml::node& node, const std::string& source, std::string_view key,
                        const std::function<result<void>(const toml::table&)>& read) {
    const auto* list = node.as_array();
    if (list == nullptr)
        return wrong(source, node, key, fmt::format("write [[{}]], once each", key));
    for (const auto& element : *list) {
        const auto* table = element.as_table();
        if (table == nullptr) return wrong(source, element, key, "must be a table");
        if (auto done = read(*table); !done) return done;
    }
    return {};
}

/// The name that tells a table from its siblings.
result<std::string> name_in(const toml::table& table, const std::string& source,
                            std::string_view key, std::string_view full_key) {
    const auto* name = table.get_as<std::string>(key);
    if (name == nullptr)
        return wrong(source, table, full_key, "must be 1 to 64 of a-z, 0-9, - and _");
    if (!is_name(name->get()))
        return wrong(source, *name, full_key, "must be 1 to 64 of a-z, 0-9, - and _");
    return name->get();
}

result<service_settings> read_service(const tenant_settings& t, const branch_settings& b,
                                      const toml::table& table, const std::string& source) {
    service_settings out{.id = {}, .line = line_of(table), .name = {}, .event_type = {}};
    auto id = name_in(table, source, "id", "tenants.branches.services.id");
    if (!id) return std::unexpected(id.error());
    out.id = std::move(*id);
    out.name = out.id;
    const table_kind<service_settings> kind{service_rows(), "a service", variables_of(t, b, out),
                                            source};
    for (const auto& [key, node] : table)
        if (key.str() != "id")
            if (auto done = apply(out, kind, key.str(), node); !done)
                return std::unexpected(done.error());
    return out;
}

result<branch_settings> read_branch(const tenant_settings& t, const toml::table& table,
                                    const std::string& source) {
    branch_settings out;
    out.line = line_of(table);
    auto id = name_in(table, source, "id", "tenants.branches.id");
    if (!id) return std::unexpected(id.error());
    out.id = std::move(*id);
    out.name = out.id;
    const table_kind<branch_settings> kind{branch_rows(), "a branch", variables_of(t, out), source};
    const auto take_service = [&](const toml::table& inner) -> result<void> {
        auto service = read_service(t, out, inner, source);
        if (!service) return std::unexpected(service.error());
        out.services.push_back(std::move(*service));
        return {};
    };
    for (const auto& [key, node] : table) {
        if (key.str() == "id") continue;
        const auto done = key.str() == "services"
                              ? each_table(node, source, "tenants.branches.services", take_service)
                              : apply(out, kind, key.str(), node);
        if (!done) return std::unexpected(done.error());
    }
    return out;
}

result<credential_settings> read_credential(const tenant_settings& t, const toml::table& table,
                                            const std::string& source) {
    credential_settings out;
    out.line = line_of(table);
    auto name = name_in(table, source, "name", "tenants.credentials.name");
    if (!name) return std::unexpected(name.error());
    out.name = std::move(*name);
    if (table.contains("token_file") && table.contains("token_sha256"))
        return wrong(source, table, "token_sha256", "give this or token_file, not both");
    const table_kind<credential_settings> kind{credential_rows(), "a credential",
                                               variables_of(t, out), source};
    for (const auto& [key, node] : table)
        if (key.str() != "name")
            if (auto done = apply(out, kind, key.str(), node); !done)
                return std::unexpected(done.error());
    return out;
}

result<tenant_settings> read_tenant(const toml::table& table, const std::string& source) {
    tenant_settings out;
    out.line = line_of(table);
    auto name = name_in(table, source, "name", "tenants.name");
    if (!name) return std::unexpected(name.error());
    out.name = std::move(*name);
    const table_kind<tenant_settings> kind{tenant_rows(), "a tenant", variables_of(out), source};
    const auto take_branch = [&](const toml::table& inner) -> result<void> {
        auto branch = read_branch(out, inner, source);
        if (!branch) return std::unexpected(branch.error());
        out.branches.push_back(std::move(*branch));
        return {};
    };
    const auto take_credential = [&](const toml::table& inner) -> result<void> {
        auto credential = read_credential(out, inner, source);
        if (!credential) return std::unexpected(credential.error());
        out.credentials.push_back(std::move(*credential));
        return {};
    };
    for (const auto& [key, node] : table) {
        if (key.str() == "name") continue;
        result<void> done;
        if (key.str() == "branches")
            done = each_table(node, source, "tenants.branches", take_branch);
        else if (key.str() == "credentials")
            done = each_table(node, source, "tenants.credentials", take_credential);
        else
            done = apply(out, kind, key.str(), node);
        if (!done) return std::unexpected(done.error());
    }
    return out;
}

}  // namespace

result<std::vector<tenant_settings>> read_tenants(const toml::node& node,
                                                  const std::string& source) {
    std::vector<tenant_settings> out;
    const auto take = [&](const toml::table& table) -> result<void> {
        auto tenant = read_tenant(table, source);
        if (!tenant) return std::unexpected(tenant.error());
        out.push_back(std::move(*tenant));
        return {};
    };
    if (auto done = each_table(node, source, "tenants", take); !done)
        return std::unexpected(done.error());
    return out;
}

std::string variables_of(const tenant_settings& t) {
    return fmt::format("tenant_{}_", t.name);
}
std::string variables_of(const tenant_settings& t, const branch_settings& b) {
    return fmt::format("{}branch_{}_", variables_of(t), b.id);
}
std::string variables_of(const tenant_settings& t, const branch_settings& b,
                         const service_settings& s) {
    return fmt::format("{}service_{}_", variables_of(t, b), s.id);
}
std::string variables_of(const tenant_settings& t, const credential_settings& c) {
    return fmt::format("{}credential_{}_", variables_of(t), c.name);
}

}  // namespace slotgate::app
