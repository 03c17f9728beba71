#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "calcom-sim/world.hpp"
#include "wire/http.hpp"

namespace slotgate::sim {

/// Who a request says it comes from. Judged once; each route decides what it makes of it.
/// Source: calcom.md 1.4; calcom-recorded E5, G9.
struct caller {
    enum class standing : std::uint8_t {
        anonymous,     ///< no credentials
        known,         ///< a valid API key; `who` is its owner
        wrong_key,     ///< looks like an API key and is none: refused everywhere
        expired_key,   ///< was one until its last day: refused where credentials are read
        wrong_bearer,  ///< any other bearer: refused where credentials are read
        wrong_client   ///< OAuth client credentials; this world has no such clients
    };
    standing is = standing::anonymous;
    std::optional<user_id> who;
    std::string client_id;
    std::string key;  ///< as sent, of a valid one
};

/// What a route makes of credentials.
enum class credentials : std::uint8_t { ignored, optional, required };

/// The token of `Authorization`, with or without `Bearer ` before it; empty if there is none.
[[nodiscard]] std::string_view bearer_of(const wire::request& request);

/// Keys end with their last day (UTC), not at a time of it.
[[nodiscard]] caller identify(const world& w, const wire::request& request, instant now);

/// The answer for a caller the route does not admit; nothing if it does.
[[nodiscard]] std::optional<wire::response> refuse_caller(const caller& c, credentials wanted,
                                                          const wire::request& request,
                                                          instant now);

}  // namespace slotgate::sim
