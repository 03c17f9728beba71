#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/id.hpp"
#include "core/time.hpp"
#include "origin/origin.hpp"

namespace slotgate::gateway {

/// One Cal.com account as the gateway serves it.
struct tenant {
    tenant_id id;
    std::string name;
    /// Host names under which its `/v2` is asked for; empty for a sole tenant: any.
    std::vector<std::string> host_names;
    /// SHA-256 digests of the account's API keys, by which its callers are known (T2).
    std::vector<std::string> key_digests;
    std::unique_ptr<origin::port> calcom;
};

/// Says what time it is. Safe to share.
using clock = std::function<moment()>;

/// The accounts served, fixed while the process lives.
class tenants {
  public:
    explicit tenants(std::vector<tenant> all) : all_(std::move(all)) {}

    /// Whose `/v2` a request means (T2): the credential's, else the host name's, else the sole
    /// one's. Null: nobody's. `bearer` is the token of `Authorization`, `host` the header without
    /// its port.
    [[nodiscard]] const tenant* of(std::string_view bearer, std::string_view host) const;
    [[nodiscard]] const tenant* named(std::string_view name) const;
    [[nodiscard]] const tenant& at(tenant_id id) const { return all_[id.value]; }
    [[nodiscard]] const std::vector<tenant>& all() const { return all_; }

  private:
    std::vector<tenant> all_;
};

}  // namespace slotgate::gateway
