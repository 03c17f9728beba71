#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>

#include "calcom-sim/server.hpp"
#include "core/time.hpp"

namespace slotgate::app {

/// The machine's clocks, read one after the other: the system's between two looks at the steady
/// one.
struct clock_reading {
    steady_instant before;
    instant system;
    steady_instant after;
};

/// Reads the machine's clocks.
[[nodiscard]] clock_reading read_machine();

enum class clock_verdict : std::uint8_t {
    even,     ///< the clocks ran on together
    stepped,  ///< somebody set the system's
    unsure    ///< the reading was interrupted for so long that it tells nothing: read again
};

/// Finds the moments at which the machine's clock was set, from readings of it. A value; pure.
class step_finder {
  public:
    /// Compares with the last reading that was not `unsure`: a step by more than a second is found
    /// however many such readings lie between. Slow drift (NTP slewing) is followed.
    [[nodiscard]] clock_verdict look(const clock_reading& r);

  private:
    std::optional<milliseconds> gap_;  ///< how far the system's clock is from the steady one
};

/// The clock of the program: the machine's, corrected by what Cal.com's `Date` headers say (S9), or
/// moved by hand in the sandbox, where the simulator runs on the same one. Whoever moves it tells
/// the engine. Safe to share.
class program_clock final : public sim::movable_clock {
  public:
    explicit program_clock(std::function<clock_reading()> read = read_machine)
        : read_(std::move(read)) {}

    /// Called after each step, before whoever caused it goes on. Set before threads start.
    void on_step(std::function<void()> told) { told_ = std::move(told); }
    /// Called after time has been let pass. Set before threads start.
    void on_pass(std::function<void()> told) { passed_ = std::move(told); }

    [[nodiscard]] instant now() const override { return moment_now().system; }
    void set(instant to) override;
    /// Both clocks go on by so much: days grow older, and nobody is told of a step. Timers that run
    /// go by the machine's.
    void pass(milliseconds time) override;
    [[nodiscard]] moment moment_now() const;

    /// Cal.com said `upstream` in an answer to a request that left at `left_at`; how long ago the
    /// answer came does not matter. Corrects this clock if they differ by more than a second beyond
    /// what the header's grain and the time since then explain.
    void hear(instant upstream, steady_instant left_at);

    /// To be called about every second: notices that the machine's clock was set.
    void watch();

  private:
    void shift(milliseconds by);
    [[nodiscard]] bool has_stepped();

    std::function<clock_reading()> read_;
    std::atomic<std::int64_t> offset_ms_{0};
    std::atomic<std::int64_t> passed_ms_{0};  ///< of the offset: what the steady clock has too
    std::function<void()> told_;
    std::function<void()> passed_;
    std::mutex watching_;
    step_finder steps_;
};

}  // namespace slotgate::app
