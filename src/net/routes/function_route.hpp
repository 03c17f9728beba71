#pragma once

#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "gateway/alternatives.hpp"
#include "gateway/tenant.hpp"
#include "net/server.hpp"
#include "ops/metrics.hpp"

namespace slotgate::net {

/// What the route of voice agents' functions works with; everything outlives the server.
struct function_services {
    boost::asio::any_io_executor loop;  ///< where the gateway's coroutines run
    const gateway::tenants& tenants;
    gateway::alternatives& alternatives;
    gateway::clock now;
    ops::metrics& metrics;
};

/// `POST /api/retell/function-call`: does what the body names; today that is `get_alternatives`.
/// Admitted is who presents a credential of ours with the grant `availability`, which also says
/// whose tenant it is (T1, V1); without one configured anywhere, nobody, and the refusal says so. A
/// function that does not exist is 404 and `success` false (V2); everything an agent can say aloud
/// is 200 in one shape, with `success` saying whether it was done (V6), as agents improvise on
/// other statuses. Answers carry `Cache-Status` with the key of the second layer, and `Age`.
[[nodiscard]] std::vector<route> function_routes(const function_services& services);

}  // namespace slotgate::net
