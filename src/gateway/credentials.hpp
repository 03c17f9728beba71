#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include <boost/asio/awaitable.hpp>

#include "core/error.hpp"
#include "gateway/guarded.hpp"
#include "gateway/tenant.hpp"

namespace slotgate::gateway {

/// The token of an `Authorization: Bearer` value; empty for anything else.
[[nodiscard]] std::string_view bearer_token(std::string_view authorization);

/// True for API keys, which Cal.com checks on every route, public ones included (calcom.md 1.4);
/// other bearers it ignores where no credential is needed.
[[nodiscard]] bool is_api_key(std::string_view token);

/// Which callers' keys Cal.com accepted lately (T2): one not seen accepted within ten minutes is
/// asked about once, so that a revoked key gets its 401 on hits too. Keeps digests, never keys.
/// Threads: `accepted` is safe to share; `check` is confined to the loop of the tenants' ports.
class credentials {
  public:
    explicit credentials(clock now) : now_(std::move(now)) {}

    [[nodiscard]] bool accepted(tenant_id tenant, std::string_view token) const;

    /// Asks Cal.com. Errors: those of origin::port::check_credential.
    [[nodiscard]] boost::asio::awaitable<result<origin::credential_answer>> check(
        const tenant& t, std::string token);

  private:
    using seen = std::unordered_map<std::string, steady_instant>;
    clock now_;
    guarded<seen> seen_;
};

}  // namespace slotgate::gateway
