#pragma once

#include <atomic>
#include <functional>
#include <mutex>

#include "calcom-sim/server.hpp"
#include "core/time.hpp"

namespace slotgate::app {

/// The clock of the program: the machine's, corrected by what Cal.com's `Date` headers say (S9), or
/// moved by hand in the sandbox, where the simulator runs on the same one. Whoever moves it tells
/// the engine. Safe to share.
class program_clock final : public sim::movable_clock {
  public:
    /// Called after each step, before whoever caused it goes on. Set before threads start.
    void on_step(std::function<void()> told) { told_ = std::move(told); }

    [[nodiscard]] instant now() const override { return moment_now().system; }
    void set(instant to) override;
    [[nodiscard]] moment moment_now() const;

    /// Cal.com said `upstream` in an answer that was asked for `took` before now. Corrects this
    /// clock if they differ by more than a second beyond what the header's grain and the way
    /// explain.
    void hear(instant upstream, milliseconds took);

    /// To be called about every second: notices that the machine's clock was set.
    void watch();

  private:
    void shift(milliseconds by);

    std::atomic<std::int64_t> offset_ms_{0};
    std::function<void()> told_;
    std::mutex watching_;
    std::int64_t watched_gap_ms_ = 0;
    bool watched_ = false;
};

}  // namespace slotgate::app
