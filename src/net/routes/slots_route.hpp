#pragma once

#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "core/zone.hpp"
#include "gateway/availability.hpp"
#include "gateway/credentials.hpp"
#include "gateway/passage.hpp"
#include "gateway/rendered.hpp"
#include "gateway/tenant.hpp"
#include "net/server.hpp"
#include "ops/metrics.hpp"

namespace slotgate::net {

/// What the routes under `/v2` work with; everything outlives the server.
struct calcom_services {
    boost::asio::any_io_executor loop;  ///< where the gateway's coroutines run
    const gateway::tenants& tenants;
    gateway::availability& availability;
    gateway::rendered_answers& rendered;
    gateway::credentials& credentials;
    gateway::passage& passage;
    const zone_database& zones;
    gateway::clock now;
    ops::metrics& metrics;
};

/// `GET /v2/slots` (2024-09-04) and `GET /v2/slots/available` (older): Cal.com's contract from the
/// cache, with `Cache-Status` (RFC 9211), `Age` and `ETag`. Questions the cache may not answer go
/// upstream.
[[nodiscard]] std::vector<route> slots_routes(const calcom_services& services);

/// Everything else under `/v2`: passes through, and is a fact if it may change something (S1).
[[nodiscard]] std::vector<route> passage_routes(const calcom_services& services);

}  // namespace slotgate::net
