#pragma once

#include "core/time.hpp"

namespace slotgate::sim {

/// A clock that a control route may move: the machine's own plus an offset, and its hook.
/// Safe to share.
class movable_clock {
  public:
    virtual ~movable_clock() = default;
    [[nodiscard]] virtual instant now() const = 0;
    /// Moves the clock; afterwards `now()` is `to` and runs on from there.
    virtual void set(instant to) = 0;
    /// Lets time pass as if one had waited, also for whoever measures waiting by this clock.
    virtual void pass(milliseconds time) = 0;
};

}  // namespace slotgate::sim
