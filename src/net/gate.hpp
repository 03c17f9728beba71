#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <utility>

#include "core/time.hpp"

namespace slotgate::net {

/// Counts what is inside and lets somebody wait until everything has left. Whoever holds a `pass`
/// may use what the gate protects; stopping waits for the passes, then takes it away. Threads: safe
/// to share. Outlives its passes.
class gate {
  public:
    /// The right to be inside; leaving is its end.
    class pass {
      public:
        explicit pass(gate& of) : gate_(&of) {}
        pass(pass&& other) noexcept : gate_(std::exchange(other.gate_, nullptr)) {}
        pass& operator=(pass&&) = delete;
        ~pass() {
            if (gate_ != nullptr) gate_->leave();
        }

      private:
        gate* gate_;
    };

    /// Nothing if `inside_max` are inside.
    [[nodiscard]] std::optional<pass> enter(std::size_t inside_max);
    [[nodiscard]] std::size_t inside() const;
    /// Are all out before `patience` ends?
    [[nodiscard]] bool wait_until_empty(milliseconds patience);

  private:
    void leave();

    mutable std::mutex mutex_;
    std::condition_variable empty_;
    std::size_t inside_ = 0;
};

}  // namespace slotgate::net
