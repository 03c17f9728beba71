#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "core/time.hpp"

namespace slotgate::simulation {

/// What happens when, outside of the gateway: in order of time, and of two at the same moment what
/// was planned first. Confined to its caller.
class agenda {
  public:
    using happening = std::move_only_function<void()>;

    void plan(steady_instant at, happening what) {
        queue_.push_back({at, ++planned_, std::move(what)});
        std::push_heap(queue_.begin(), queue_.end(), later);
    }

    [[nodiscard]] bool is_empty() const { return queue_.empty(); }
    /// When the next one is due. REQUIRES: there is one.
    [[nodiscard]] steady_instant next() const { return queue_.front().at; }
    /// Takes the next one out. REQUIRES: there is one.
    [[nodiscard]] happening take() {
        std::pop_heap(queue_.begin(), queue_.end(), later);
        auto what = std::move(queue_.back().what);
        queue_.pop_back();
        return what;
    }
    void clear() { queue_.clear(); }

  private:
    struct entry {
        steady_instant at;
        std::uint64_t number;
        happening what;
    };
    static bool later(const entry& a, const entry& b) {
        return std::pair{a.at, a.number} > std::pair{b.at, b.number};
    }

    std::vector<entry> queue_;  ///< a heap
    std::uint64_t planned_ = 0;
};

}  // namespace slotgate::simulation
