#pragma once

#include <cstdint>
#include <vector>

#include "coherence/day_store.hpp"
#include "coherence/stamps.hpp"
#include "core/starts.hpp"
#include "core/time.hpp"

namespace slotgate::coherence {

/// What is noted before a request leaves (S3).
struct departure {
    stamp noted;
    steady_instant left_at;
    instant at;  ///< the same moment on the other clock
};

/// What a request brought: every date from `first` to `last`, in order.
struct landing {
    coherence::series series;
    utc_date first;
    departure left;
    minutes length{};
    minutes notice{};       ///< the event type's
    minutes spacing{};      ///< from one start to the next, in one free range
    minutes moves_every{};  ///< see `grid_moves_every`
    /// When the answer changes because a day begins: windows count from today (S9).
    steady_instant stays_until = steady_instant::max();
    std::vector<starts> dates;

    [[nodiscard]] utc_date last() const { return first + days{static_cast<int>(dates.size()) - 1}; }
};

/// When the starts of `date` in this landing move because the clock does, not for a booking; `max`
/// if they stay. Moving are the date on which now + notice falls, and the next one if its starts
/// may go on from there.
[[nodiscard]] steady_instant grid_moves_at(const landing& brought, utc_date date);

}  // namespace slotgate::coherence
