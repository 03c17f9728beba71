#pragma once

#include <algorithm>
#include <chrono>
#include <map>

#include "core/time.hpp"

namespace slotgate::gateway {

/// How often something may be done: `at_once` times, then once every `interval`.
struct rate {
    int at_once;
    milliseconds interval;
};

/// One allowance for each who asks. Bounded in number: when there is no room, those whose allowance
/// is whole again are forgotten; if none is, a newcomer has none. A value; confined to its owner.
template <class Who>
class allowances {
  public:
    explicit allowances(rate each) : each_(each) {}

    /// Uses one up; false if there is none left.
    [[nodiscard]] bool take(const Who& who, steady_instant now) {
        const auto found = whole_at_.find(who);
        const auto whole_at = found == whole_at_.end() ? now : std::max(found->second, now);
        // Each use puts off by an interval the moment at which the allowance is whole again.
        if (whole_at - now > each_.interval * (each_.at_once - 1)) return false;
        if (found == whole_at_.end() && !make_room(now)) return false;
        whole_at_[who] = whole_at + each_.interval;
        return true;
    }

    /// How long after `now` there is one again; zero if there is one now.
    [[nodiscard]] milliseconds wait(const Who& who, steady_instant now) const {
        const auto found = whole_at_.find(who);
        // A newcomer for whom there was no room waits for one of the others to be whole again.
        if (found == whole_at_.end())
            return whole_at_.size() < kept_max ? milliseconds{0} : each_.interval;
        const auto one_at = found->second - each_.interval * (each_.at_once - 1);
        return std::max(milliseconds{0}, one_at - now);
    }

  private:
    static constexpr std::size_t kept_max = 10'000;

    bool make_room(steady_instant now) {
        if (whole_at_.size() >= kept_max)
            std::erase_if(whole_at_, [&](const auto& e) { return e.second <= now; });
        return whole_at_.size() < kept_max;
    }

    rate each_;
    std::map<Who, steady_instant> whole_at_;
};

}  // namespace slotgate::gateway
