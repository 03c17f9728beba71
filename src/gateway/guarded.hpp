#pragma once

#include <mutex>
#include <utility>

namespace slotgate::gateway {

/// A value that several threads use, one at a time, for as long as a call of `with` lasts. Never
/// wait for anything inside it: there is no way to, as no coroutine can be suspended in a plain
/// call.
template <class T>
class guarded {
  public:
    template <class... Args>
    explicit guarded(Args&&... args) : value_(std::forward<Args>(args)...) {}

    template <class F>
    decltype(auto) with(F&& f) {
        const std::scoped_lock lock(mutex_);
        return std::forward<F>(f)(value_);
    }
    template <class F>
    decltype(auto) with(F&& f) const {
        const std::scoped_lock lock(mutex_);
        return std::forward<F>(f)(value_);
    }
    /// Without waiting for anybody: only for what the value itself lets be read at any moment.
    template <class F>
    decltype(auto) peek(F&& f) const {
        return std::forward<F>(f)(value_);
    }

  private:
    mutable std::mutex mutex_;
    T value_;
};

}  // namespace slotgate::gateway
