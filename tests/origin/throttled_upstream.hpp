#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/time.hpp"
#include "origin/rate_headers.hpp"

namespace slotgate::test {

/// Cal.com's counting of one credential (calcom.md 8, calcom-recorded I): windows fixed from their
/// first request; whoever exceeds one is blocked for 60 s, and then counted afresh.
class throttled_upstream {
  public:
    std::int64_t most = 120;
    milliseconds window{60'000};
    bool tells = true;  ///< answers carry the headers
    std::vector<steady_instant> arrived;
    int refused = 0;

    /// A request reaches Cal.com; what its answer says.
    origin::rate_reading take(steady_instant now) {
        arrived.push_back(now);
        if (now < blocked_until_) return refuse(now);
        if (now >= window_ends_) {
            window_ends_ = now + window;
            used_ = 0;
        }
        if (used_ >= most) {
            blocked_until_ = window_ends_ = now + window;
            used_ = 0;
            return refuse(now);
        }
        ++used_;
        return say(window_ends_ - now, false);
    }

    /// The most that arrived within any window, whenever it began.
    [[nodiscard]] std::size_t densest() const {
        std::size_t out = 0;
        for (std::size_t first = 0, last = 0; last < arrived.size(); ++last) {
            while (arrived[last] - arrived[first] >= window) ++first;
            out = std::max(out, last - first + 1);
        }
        return out;
    }

  private:
    origin::rate_reading refuse(steady_instant now) {
        ++refused;
        return say(blocked_until_ - now, true);
    }
    [[nodiscard]] origin::rate_reading say(milliseconds rest, bool limited) const {
        origin::rate_reading out{.limits = {}, .retry_after = {}, .limited = limited};
        if (tells)
            out.limits.push_back({.name = "default",
                                  .most = most,
                                  .remaining = limited ? 0 : most - used_,
                                  .reset = std::chrono::ceil<seconds>(rest) + seconds{1}});
        return out;
    }

    std::int64_t used_ = 0;
    steady_instant window_ends_ = steady_instant::min();
    steady_instant blocked_until_ = steady_instant::min();
};

}  // namespace slotgate::test
