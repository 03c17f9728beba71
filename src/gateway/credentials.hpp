#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "core/error.hpp"
#include "gateway/allowance.hpp"
#include "gateway/guarded.hpp"
#include "gateway/tenant.hpp"

namespace slotgate::gateway {

/// Which callers' keys Cal.com accepted lately (T2): one not seen accepted within ten minutes is
/// asked about once, so that a revoked key gets its 401 on hits too. A refused one is remembered
/// for half a minute. Keeps digests, never keys. How often Cal.com is asked is bounded, per peer
/// and per tenant, so that a flood of invented keys costs nobody's quota.
/// Threads: `accepted` is safe to share; `check` is confined to the executor, which is the loop of
/// the tenants' ports.
class credentials {
  public:
    credentials(boost::asio::any_io_executor executor, clock now);

    [[nodiscard]] bool accepted(tenant_id tenant, std::string_view token) const;

    /// Asks Cal.com, once for all who ask about one token at once. Errors: too_many_requests
    /// (`peer` asks too often), overloaded (all peers together do), both with
    /// when there is room again; those of origin::port::check_credential.
    [[nodiscard]] boost::asio::awaitable<result<origin::credential_answer>> check(const tenant& t,
                                                                                  std::string token,
                                                                                  std::string peer);

  private:
    using key = std::pair<tenant_id, std::string>;  ///< the tenant, and a digest
    struct verdict {
        origin::credential_answer answer;
        steady_instant until;
    };
    /// A question under way: `bell` is cancelled when it is answered.
    struct question {
        explicit question(const boost::asio::any_io_executor& executor);
        bool done = false;
        result<origin::credential_answer> outcome;
        boost::asio::steady_timer bell;
    };
    using shared_question = std::shared_ptr<question>;  // among its askers and who asks Cal.com

    [[nodiscard]] result<void> allow(tenant_id tenant, const std::string& peer);
    [[nodiscard]] boost::asio::awaitable<void> ask(const tenant& t, std::string token, key k,
                                                   shared_question q);
    void remember(const key& k, const origin::credential_answer& answer);
    [[nodiscard]] std::optional<origin::credential_answer> remembered(const key& k) const;

    boost::asio::any_io_executor executor_;
    clock now_;
    guarded<std::map<key, verdict>> verdicts_;
    std::map<key, shared_question> questions_;
    allowances<std::string> peers_;
    allowances<tenant_id> tenants_;
};

}  // namespace slotgate::gateway
