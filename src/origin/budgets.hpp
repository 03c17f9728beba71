#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "core/error.hpp"
#include "core/time.hpp"
#include "ops/metrics.hpp"
#include "origin/lane.hpp"
#include "origin/quota.hpp"
#include "wire/http.hpp"

namespace slotgate::origin {

/// Whom Cal.com counts a request for.
struct account {
    std::string digest;        ///< of the address of Cal.com and the credential
    std::int64_t assumed = 0;  ///< requests a minute, until Cal.com tells
};

/// Cal.com tells its callers apart by API key, by access token, by OAuth client, and everybody else
/// by address, which here is ours. Source: calcom.md 8.
[[nodiscard]] account account_of(std::string_view base_url, const wire::headers& headers);

/// The budgets of all credentials at every Cal.com (docs/protocol.md, S14): one for each, whichever
/// tenants use it. Those of strangers are forgotten once nothing counts any more; 10,000 at most.
/// `metrics` must outlive it and every permit. Threads: confined to its executor.
class budgets {
  public:
    class budget;

    /// One request that may leave. Says itself that no answer came, if nothing else is said.
    class permit {
      public:
        permit(std::shared_ptr<budget> from, quota::leave leave);
        permit(permit&&) noexcept = default;
        permit& operator=(permit&&) = delete;
        ~permit();

        /// Its answer has begun to come: status and headers. How long the credential is blocked
        /// now; 0: it is not.
        milliseconds learn(int status, const wire::headers& headers);
        /// It was not sent after all.
        void not_sent();

      private:
        std::shared_ptr<budget> from_;  ///< with the registry; null: all is said
        quota::leave leave_;
    };

    budgets(boost::asio::any_io_executor executor, std::function<moment()> now,
            ops::metrics& metrics);
    ~budgets();
    budgets(const budgets&) = delete;
    budgets& operator=(const budgets&) = delete;

    /// Makes the budget of a tenant's own credential, which is never forgotten; `tenant` names it
    /// in the log.
    void own(const account& who, const quota_terms& terms, std::string tenant);

    /// Waits for leave, for `patience` at most. `terms` hold for a credential never seen before;
    /// `assumed` in them follows from the account. Errors: upstream_limited, overloaded.
    [[nodiscard]] boost::asio::awaitable<result<permit>> admit(account who, quota_terms terms,
                                                               lane l, milliseconds patience);
    /// Leave at once or not at all; for a credential that has been admitted before.
    [[nodiscard]] std::optional<permit> admit_at_once(const account& who, lane l);

    /// How many requests bookings could send now.
    [[nodiscard]] std::int64_t remaining(const account& who) const;

  private:
    [[nodiscard]] std::shared_ptr<budget> find_or_make(const account& who,
                                                       const quota_terms& terms);

    boost::asio::any_io_executor executor_;
    std::function<moment()> now_;
    ops::metrics& metrics_;
    std::unordered_map<std::string, std::shared_ptr<budget>> all_;  ///< shared with permits
};

}  // namespace slotgate::origin
