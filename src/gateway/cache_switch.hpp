#pragma once

#include <atomic>

namespace slotgate::gateway {

/// Whether questions are answered from here at all. Off, every one goes to Cal.com as it is, and
/// facts are taken all the same (S8). Safe to share.
class cache_switch {
  public:
    [[nodiscard]] bool is_on() const { return on_.load(std::memory_order_acquire); }
    /// What it was before.
    bool set(bool on) { return on_.exchange(on, std::memory_order_acq_rel); }

  private:
    std::atomic<bool> on_{true};
};

}  // namespace slotgate::gateway
