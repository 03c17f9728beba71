#pragma once

#include <expected>

#include <boost/json.hpp>

#include "calcom-sim/exchange.hpp"
#include "wire/http.hpp"

namespace slotgate::sim {

/// The JSON object in the request's body. No body at all is an empty object, as Express reads it.
/// Errors: the answer to broken JSON, or to JSON that is no object (calcom-recorded G8).
[[nodiscard]] std::expected<boost::json::object, wire::response> read_body(const exchange& x);

}  // namespace slotgate::sim
