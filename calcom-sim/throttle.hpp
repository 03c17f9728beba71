#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "calcom-sim/world.hpp"
#include "core/time.hpp"
#include "wire/http.hpp"

namespace slotgate::sim {

/// Counts requests and blocks who asks too often: by API key, by any other bearer, by OAuth client,
/// else by address (`cf-connecting-ip`, or the peer). A window is fixed from its first request; who
/// exceeds it is blocked for a while, and then counted afresh. Of several limits all have to be
/// exceeded. Source: calcom.md 8; calcom-recorded I; recorded group rate. Confined to its caller.
class throttle {
  public:
    /// What the limits say about one request, in the order of the limits.
    struct verdict {
        bool blocked = false;
        wire::headers headers;  ///< X-RateLimit-Limit-Default and so on, a set for each limit
    };

    /// Counts a request that fell on the route `pattern`. Some routes have a count of their own.
    verdict count(const world& w, const wire::request& request, std::string_view pattern,
                  instant now);
    /// The same without counting: for an answer that goes out later than its request was counted.
    [[nodiscard]] verdict look(const world& w, const wire::request& request,
                               std::string_view pattern, instant now) const;

  private:
    struct counter {
        std::int64_t hits = 0;
        instant window_end;
        std::optional<instant> blocked_until;
    };
    static void hit(counter& c, const rate_limit& limit, instant now);
    static bool is_over(const counter& c, instant now);

    std::map<std::string, counter> counters_;  ///< by who is counted and the limit's name
};

}  // namespace slotgate::sim
