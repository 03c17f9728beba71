#pragma once

#include <mutex>

#include "calcom-sim/movable_clock.hpp"

namespace slotgate::sim::testing {

/// A clock that stands still unless it is set.
class still_clock final : public movable_clock {
  public:
    [[nodiscard]] instant now() const override {
        const std::lock_guard lock(mutex_);
        return now_;
    }
    void set(instant to) override {
        const std::lock_guard lock(mutex_);
        now_ = to;
    }
    void pass(milliseconds time) override { set(now() + time); }

  private:
    mutable std::mutex mutex_;
    instant now_ = *parse_instant("2031-05-04T08:00:00Z");
};

}  // namespace slotgate::sim::testing
