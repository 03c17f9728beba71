#pragma once

#include <boost/asio/awaitable.hpp>

#include "core/error.hpp"
#include "gateway/fact_desk.hpp"
#include "gateway/tenant.hpp"
#include "wire/http.hpp"

namespace slotgate::gateway {

/// Requests under `/v2` that the gateway does not answer itself: sent on with the caller's own
/// credentials, never with ours (T2). Whatever is not GET or HEAD is a fact about the whole tenant
/// before it leaves and after it ends, whatever its status (S1); it is finished even if its client
/// has gone. Threads: confined to the loop of the tenants' ports.
class passage {
  public:
    explicit passage(fact_desk& desk) : desk_(desk) {}

    /// Errors: those of origin::port::relay.
    [[nodiscard]] boost::asio::awaitable<result<wire::response>> send(const tenant& t,
                                                                      wire::request request);

  private:
    fact_desk& desk_;
};

}  // namespace slotgate::gateway
