#pragma once

#include <string_view>

#include <boost/json/fwd.hpp>

#include "core/error.hpp"

namespace slotgate::wire {

/// The `data` of `{"status":"success","data":...}`, Cal.com's shape of every answer with status
/// 2xx. Errors: upstream_garbage for anything else. For the readers of this folder. Source:
/// calcom.md 1.3; calcom-recorded E6 (`data` may precede `status`).
[[nodiscard]] result<boost::json::value> read_success_envelope(std::string_view body);

}  // namespace slotgate::wire
