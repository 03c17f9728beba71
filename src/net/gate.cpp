#include "net/gate.hpp"

#include "core/ensure.hpp"

namespace slotgate::net {

std::optional<gate::pass> gate::enter(std::size_t inside_max) {
    const std::lock_guard lock(mutex_);
    if (inside_ >= inside_max) return std::nullopt;
    ++inside_;
    return std::optional<pass>(std::in_place, *this);
}

std::size_t gate::inside() const {
    const std::lock_guard lock(mutex_);
    return inside_;
}

bool gate::wait_until_empty(milliseconds patience) {
    std::unique_lock lock(mutex_);
    return empty_.wait_for(lock, patience, [this] { return inside_ == 0; });
}

void gate::leave() {
    const std::lock_guard lock(mutex_);
    ensure(inside_ > 0, "nobody leaves a gate twice");
    // Told under the lock: the one who waits may destroy the gate as soon as it is released.
    if (--inside_ == 0) empty_.notify_all();
}

}  // namespace slotgate::net
