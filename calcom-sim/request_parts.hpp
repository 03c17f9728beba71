#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include <boost/json.hpp>

#include "calcom-sim/exchange.hpp"

namespace slotgate::sim {

/// The number that stands at place `index` of the path's `{...}`. Errors: Cal.com's 400 for any
/// other text.
[[nodiscard]] std::expected<std::int64_t, wire::response> path_number(const exchange& x,
                                                                      std::size_t index);

/// The query parameter of that name, decoded; empty if there is none.
[[nodiscard]] std::string parameter(const exchange& x, std::string_view name);

/// Which part of a list is asked for: `skip` (0) and `take` (1 to 250, 250).
struct list_part {
    std::size_t skip = 0;
    std::size_t take = 250;

    [[nodiscard]] boost::json::array of(const boost::json::array& all) const;
};

/// Errors: the 400 of validation.
[[nodiscard]] std::expected<list_part, wire::response> read_list_part(const exchange& x);

}  // namespace slotgate::sim
