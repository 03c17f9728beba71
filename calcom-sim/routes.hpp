#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "calcom-sim/authentication.hpp"
#include "calcom-sim/exchange.hpp"

namespace slotgate::sim {

/// One row of the table of routes.
struct route {
    std::string_view method;
    std::string_view pattern;  ///< `/v2/bookings/{uid}/cancel`
    bool (*admits)(std::string_view version);
    credentials wanted;
    reaction (*answer)(exchange&);
};

/// The table of routes: everything this Cal.com answers. The same path may stand in several rows,
/// one for each version.
[[nodiscard]] std::span<const route> routes();

struct matched_route {
    const route* is;
    std::vector<std::string> path_values;  ///< what stood for `{uid}` and the like, in order
};

/// The row a request falls on; nothing if this Cal.com has no such route in that version.
[[nodiscard]] std::optional<matched_route> find_route(std::string_view method,
                                                      std::string_view path,
                                                      std::string_view version);

}  // namespace slotgate::sim
