#pragma once

#include <chrono>

namespace slotgate::ops {

/// Measures how long something took, for logs and metrics only: no decision may rest on it,
/// decisions take their time as a parameter. A value.
class stopwatch {
  public:
    [[nodiscard]] std::chrono::microseconds elapsed() const {
        return std::chrono::duration_cast<std::chrono::microseconds>(clock::now() - began_);
    }

  private:
    using clock = std::chrono::steady_clock;
    clock::time_point began_ = clock::now();
};

}  // namespace slotgate::ops
