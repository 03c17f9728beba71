#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace slotgate::wire {

/// A team as `GET /v2/teams` lists it.
struct read_team {
    std::int64_t id = 0;
    std::string slug;  ///< empty: none, so its event types go by number only
};

/// The teams of a person. Errors: upstream_garbage.
[[nodiscard]] result<std::vector<read_team>> read_teams(std::string_view body);

}  // namespace slotgate::wire
