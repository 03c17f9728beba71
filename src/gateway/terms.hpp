#pragma once

#include <vector>

#include "core/time.hpp"

namespace slotgate::gateway {

/// What must be known of an event type before the cache may answer for it.
struct terms {
    minutes length{};
    std::vector<minutes> lengths;  ///< every one it is offered in
    minutes notice{};
    minutes slot_interval{};
    minutes offset_start{};
    bool shifting = false;
    bool per_zone = false;
    bool dates_decide_together = false;
    /// False: the key may not read it, or starts carry seats. Such questions go upstream as they
    /// are.
    bool cacheable = false;

    /// May starts of this length be kept (0: the event type's own)? What is not offered is asked
    /// for by nobody else, and how far bookings reach is reckoned with what is (S4).
    [[nodiscard]] bool keeps(minutes duration) const;
};

}  // namespace slotgate::gateway
