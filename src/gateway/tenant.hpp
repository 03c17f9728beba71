#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/id.hpp"
#include "core/secret.hpp"
#include "core/time.hpp"
#include "gateway/branch.hpp"
#include "gateway/grant.hpp"
#include "origin/origin.hpp"

namespace slotgate::gateway {

/// A credential we gave to a caller who shall not hold the account's key (T2).
struct issued_credential {
    std::string name;
    std::string token_digest;  ///< SHA-256
    gateway::grants grants;
    std::optional<instant> expires;  ///< refused from then on
    /// The only event types it is for: those of one branch. Nothing: all of the account.
    std::optional<std::vector<event_type_id>> event_types;
    std::string branch;  ///< its id; empty: all of the account

    [[nodiscard]] bool is_for(event_type_id type) const;
};

/// One Cal.com account as the gateway serves it.
struct tenant {
    tenant_id id;
    std::string name;
    /// The number by which agents know it; empty: none.
    std::string company;
    /// Where its Cal.com is. Tenants of one installation may know the same people.
    std::string installation;
    /// Host names under which its `/v2` is asked for; empty for a sole tenant: any.
    std::vector<std::string> host_names;
    /// SHA-256 digests of the account's API keys, by which its callers are known (T2).
    std::vector<std::string> key_digests;
    /// The account's key: acts for callers with a credential of ours that grants what they ask.
    secret api_key;
    std::vector<issued_credential> credentials;
    std::vector<branch> branches;
    /// How long past their lifetime days may be answered while Cal.com cannot be asked (S13).
    seconds past_lifetime{};
    std::unique_ptr<origin::port> calcom;
};

/// Says what time it is. Safe to share.
using clock = std::function<moment()>;

/// The accounts served, fixed while the process lives. Safe to share.
class tenants {
  public:
    explicit tenants(std::vector<tenant> all);

    /// Whose credential a token is, ours (`sgk_...`); null: nobody's. It may have expired.
    struct holder {
        const tenant* of = nullptr;
        const issued_credential* credential = nullptr;
    };
    [[nodiscard]] holder holder_of(std::string_view token) const;
    /// Whose account an API key belongs to; null: none of ours.
    [[nodiscard]] const tenant* with_key(std::string_view key) const;
    /// Who is asked for under this host name; null: nobody. No upper case.
    [[nodiscard]] const tenant* at_host(std::string_view name) const;
    /// The only tenant there is, if any host name means it; null otherwise.
    [[nodiscard]] const tenant* sole() const;
    [[nodiscard]] const tenant* named(std::string_view name) const;
    [[nodiscard]] const tenant& at(tenant_id id) const { return all_[id.value]; }
    [[nodiscard]] const std::vector<tenant>& all() const { return all_; }

  private:
    std::vector<tenant> all_;
    std::unordered_map<std::string, holder> by_token_;       ///< digests
    std::unordered_map<std::string, const tenant*> by_key_;  ///< digests
    std::unordered_map<std::string, const tenant*> by_host_;
};

}  // namespace slotgate::gateway
