#include "app/configuration_check.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "app/setting_table.hpp"
#include "app/tenant_reading.hpp"
#include "wire/digest.hpp"

namespace slotgate::app {
namespace {

std::string place(const std::string& source, int line) {
    return line > 0 ? fmt::format("{}:{}", source, line) : source;
}

std::unexpected<error> lacking(const std::string& where, const std::string& what) {
    return fail(errc::config, fmt::format("{}: {}", where, what));
}

/// What must be there once only, and on which line it stands.
class once {
  public:
    explicit once(const std::string& source) : source_(source) {}

    /// Errors: config, if `value` was there before. `what` names it: "the host name 'a.example'".
    result<void> add(const std::string& value, int line, const std::string& what) {
        const auto [place_of, fresh] = lines_.emplace(value, line);
        if (fresh) return {};
        return lacking(place(source_, line), fmt::format("{} is there twice, first at {}", what,
                                                         place(source_, place_of->second)));
    }

  private:
    const std::string& source_;
    std::map<std::string, int> lines_;
};

result<void> check_services(const branch_settings& b, const std::string& source) {
    once ids(source);
    once types(source);
    for (const auto& s : b.services) {
        if (s.event_type.value == 0)
            return lacking(place(source, s.line),
                           fmt::format("service '{}' needs an event_type_id", s.id));
        if (auto done = ids.add(s.id, s.line, fmt::format("service '{}' of this branch", s.id));
            !done)
            return done;
        if (auto done = types.add(std::to_string(s.event_type.value), s.line,
                                  fmt::format("event type {} in this branch", s.event_type.value));
            !done)
            return done;
    }
    return {};
}

result<void> check_branches(const tenant_settings& t, const std::string& source,
                            const zone_database& zones, once& phones) {
    once ids(source);
    for (const auto& b : t.branches) {
        const auto where = place(source, b.line);
        if (auto done = ids.add(b.id, b.line, fmt::format("branch '{}' of this tenant", b.id));
            !done)
            return done;
        if (b.time_zone.empty())
            return lacking(where, fmt::format("branch '{}' needs a time_zone", b.id));
        if (zones.find(b.time_zone) == nullptr)
            return lacking(where, fmt::format("time_zone of branch '{}': this machine knows no "
                                              "time zone '{}'",
                                              b.id, b.time_zone));
        if (b.hours.closes <= b.hours.opens)
            return lacking(where, fmt::format("branch '{}' closes before it opens", b.id));
        for (const auto& number : b.phone_numbers)
            if (auto done = phones.add(number, b.line, "the phone number " + number); !done)
                return done;
        if (auto done = check_services(b, source); !done) return done;
    }
    return {};
}

result<void> check_credentials(const tenant_settings& t, const std::string& source, once& tokens) {
    once names(source);
    for (const auto& c : t.credentials) {
        const auto where = place(source, c.line);
        if (auto done =
                names.add(c.name, c.line, fmt::format("credential '{}' of this tenant", c.name));
            !done)
            return done;
        if (c.token_digest.empty())
            return lacking(where, fmt::format("credential '{}' has no token: set token_file, "
                                              "token_sha256 or {}",
                                              c.name, variable_of(variables_of(t, c) + "token")));
        if (c.grants.empty())
            return lacking(where,
                           fmt::format("credential '{}' grants nothing: set grants", c.name));
        const bool known = std::ranges::any_of(
            t.branches, [&](const branch_settings& b) { return b.id == c.branch; });
        if (!c.branch.empty() && !known)
            return lacking(where, fmt::format("credential '{}' is for branch '{}', which this "
                                              "tenant has not",
                                              c.name, c.branch));
        if (auto done = tokens.add(c.token_digest, c.line,
                                   fmt::format("the token of credential '{}'", c.name));
            !done)
            return done;
    }
    if (!t.credentials.empty() && t.api_key.empty())
        return lacking(place(source, t.line),
                       fmt::format("tenant '{}' issues credentials and has no API key to act with: "
                                   "set api_key_file or {}",
                                   t.name, variable_of(variables_of(t) + "api_key")));
    return {};
}

/// By which its callers are told from those of others (T2).
result<void> check_marks(const tenant_settings& t, once& hosts, once& keys) {
    for (const auto& name : t.host_names)
        if (auto done = hosts.add(name, t.line, fmt::format("the host name '{}'", name)); !done)
            return done;
    auto all = t.people_keys;
    if (!t.api_key.empty()) all.push_back(t.api_key);
    std::set<std::string> own;  // a tenant may list its own key among its people's
    for (const auto& key : all) own.insert(wire::sha256(key.reveal()));
    for (const auto& digest : own)
        if (auto done = keys.add(digest, t.line, fmt::format("an API key of tenant '{}'", t.name));
            !done)
            return done;
    return {};
}

result<void> check_tenant(const tenant_settings& t, const settings& s, const std::string& source) {
    const auto where = place(source, t.line);
    if (t.webhook_secret.empty())
        return lacking(where,
                       fmt::format("tenant '{}' has no webhook secret: set webhook_secret_file or "
                                   "{}",
                                   t.name, variable_of(variables_of(t) + "webhook_secret")));
    const bool unmarked = t.host_names.empty() && t.api_key.empty() && t.credentials.empty();
    if (s.tenants.size() > 1 && unmarked)
        return lacking(where, fmt::format("tenant '{}' needs `hosts` or an API key, as there are "
                                          "several tenants",
                                          t.name));
    return {};
}

result<void> check_webhook_tenant(const settings& s, const std::string& source) {
    const bool known = std::ranges::any_of(
        s.tenants, [&](const tenant_settings& t) { return t.name == s.webhook_tenant; });
    if (!s.webhook_tenant.empty() && !known)
        return lacking(source,
                       fmt::format("webhook.tenant: there is no tenant '{}'", s.webhook_tenant));
    if (s.webhook_tenant.empty() && s.tenants.size() > 1)
        return lacking(source, "webhook.tenant must name the tenant of /api/calcom/webhook");
    return {};
}

}  // namespace

result<void> check_whole(const settings& s, const std::string& source, const zone_database& zones) {
    if (s.tenants.empty()) return lacking(source, "at least one [[tenants]] is needed");
    once names(source);
    once hosts(source);
    once keys(source);
    once tokens(source);
    once phones(source);
    once companies(source);
    for (const auto& t : s.tenants) {
        auto done = names.add(t.name, t.line, fmt::format("tenant '{}'", t.name));
        if (done && t.company != 0)
            done = companies.add(std::to_string(t.company), t.line,
                                 fmt::format("the company {}", t.company));
        if (done) done = check_tenant(t, s, source);
        if (done) done = check_marks(t, hosts, keys);
        if (done) done = check_branches(t, source, zones, phones);
        if (done) done = check_credentials(t, source, tokens);
        if (!done) return done;
    }
    return check_webhook_tenant(s, source);
}

}  // namespace slotgate::app
