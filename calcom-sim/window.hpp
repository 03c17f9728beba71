#pragma once

#include <optional>
#include <set>

#include "calcom-sim/world.hpp"

namespace slotgate::sim {

/// Between which instants an event type can be booked, both included; absent: no bound.
struct window_bounds {
    std::optional<instant> first;
    std::optional<instant> last;

    [[nodiscard]] bool admits(instant start) const {
        return (!first || start >= *first) && (!last || start <= *last);
    }
};

/// The clocks a window is told by: days ahead on the booker's, dates on the event type's. Offsets
/// are those of now, whatever the clocks do later.
struct window_clocks {
    instant now;
    minutes booker{0};
    minutes host{0};
};

/// The bounds of a window that counts days or names dates; a rolling one has none here, as when
/// somebody books (calcom-recorded C7). Business days are Monday to Friday. Pure.
[[nodiscard]] window_bounds window_of(const booking_window& window, const window_clocks& clocks);

/// The same of a rolling window: its last day is the `count`-th, today included, that has starts.
/// Cal.com looks at 61 days. Pure.
[[nodiscard]] window_bounds rolling_window_of(const booking_window& window,
                                              const window_clocks& clocks,
                                              const std::set<local_date>& dates_with_starts);

}  // namespace slotgate::sim
