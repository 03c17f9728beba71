#pragma once

#include <vector>

#include <boost/json/object.hpp>

#include "gateway/cache_desk.hpp"
#include "gateway/tenant.hpp"
#include "ops/metrics.hpp"

namespace slotgate::net {

/// An explanation as `GET /admin/explain` tells it. Names no person. Pure.
[[nodiscard]] boost::json::object explanation_json(const gateway::explanation& found, moment now);

/// What is held, by event type; at most a thousand, those with the most days first, and how many
/// were left out. Pure.
[[nodiscard]] boost::json::object holdings_json(std::vector<coherence::holding> held,
                                                const gateway::tenants& tenants, bool is_on);

/// What was counted since the start, hits and misses by event type too; shares are whole percents.
/// Safe to call on any thread.
[[nodiscard]] boost::json::object stats_json(ops::metrics& counted, const gateway::tenants& tenants,
                                             bool is_on);

}  // namespace slotgate::net
