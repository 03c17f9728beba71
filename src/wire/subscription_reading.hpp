#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/secret.hpp"

namespace slotgate::wire {

/// A webhook subscription as `GET /v2/webhooks` lists it.
struct subscription {
    std::string url;
    std::vector<std::string> triggers;
    bool active = false;
    bool has_template = false;  ///< its bodies are not Cal.com's own
    slotgate::secret secret;    ///< empty: it has none, or Cal.com does not tell
};

/// The subscriptions of a person. Errors: upstream_garbage. Source: calcom.md 6.1.
[[nodiscard]] result<std::vector<subscription>> read_subscriptions(std::string_view body);

}  // namespace slotgate::wire
