#pragma once

#include <utility>

#include <boost/asio/awaitable.hpp>

#include "core/error.hpp"
#include "gateway/fact_desk.hpp"
#include "gateway/people.hpp"
#include "gateway/tenant.hpp"
#include "stream/conduit.hpp"
#include "wire/http.hpp"

namespace slotgate::gateway {

/// Can the request change which starts are free? Everything can that is not GET, HEAD or OPTIONS,
/// but for a short list of operations known to be harmless (S1, docs/protocol.md).
[[nodiscard]] bool may_change_availability(const wire::request& request);

/// Requests under `/v2` that the gateway does not answer itself: sent on with the caller's own
/// credentials, never with ours (T2). One that may change availability is a fact before it
/// leaves, before its answer begins and after it ended, whatever its status (S1): about the radius
/// of the booking it asks for, moves or cancels, if that is told (S4), else about the whole tenant;
/// once it has left whole, it is finished even if its client has gone. What an answer teaches of
/// bookings (S7) is known before its client has all of it. Threads: confined to the loop of the
/// tenants' ports.
class passage {
  public:
    passage(fact_desk& desk, const people& known, clock now)
        : desk_(desk), people_(known), now_(std::move(now)) {}

    /// Bodies go through `bodies`; ends with the answer's end, which it has told there if the
    /// answer began. Errors: those of origin::port::relay.
    [[nodiscard]] boost::asio::awaitable<result<void>> send(const tenant& t, wire::request request,
                                                            stream::conduit& bodies);

  private:
    fact_desk& desk_;
    const people& people_;
    clock now_;
};

}  // namespace slotgate::gateway
