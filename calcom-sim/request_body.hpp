#pragma once

#include <expected>

#include <boost/json.hpp>

#include "calcom-sim/exchange.hpp"
#include "wire/http.hpp"

namespace slotgate::sim {

/// The JSON object in the request's body. No body at all is an empty object, as Express reads it.
/// Errors: the answer to broken JSON, or to JSON that is no object (calcom-recorded G8).
[[nodiscard]] std::expected<boost::json::object, wire::response> read_body(const exchange& x);

/// `base` with the properties of `change` in their place; null takes one away.
[[nodiscard]] boost::json::object merged(boost::json::object base,
                                         const boost::json::object& change);

/// `body` without what is null: as good as absent.
[[nodiscard]] boost::json::object without_nulls(const boost::json::object& body);

}  // namespace slotgate::sim
