#pragma once

#include <optional>

#include "core/time.hpp"

namespace slotgate {

/// A stretch of time [start, end): its start belongs to it, its end does not. Cannot be built with
/// the end before the start; may be empty. A value.
class interval {
  public:
    [[nodiscard]] static constexpr std::optional<interval> between(instant start, instant end) {
        if (end < start) return std::nullopt;
        return interval{start, end};
    }
    [[nodiscard]] static constexpr interval of_date(utc_date date) {
        return interval{date, date + days{1}};
    }

    [[nodiscard]] constexpr instant start() const { return start_; }
    [[nodiscard]] constexpr instant end() const { return end_; }
    [[nodiscard]] constexpr bool empty() const { return start_ == end_; }
    [[nodiscard]] constexpr bool contains(instant t) const { return start_ <= t && t < end_; }
    /// Touching intervals do not overlap.
    [[nodiscard]] constexpr bool overlaps(const interval& other) const {
        return start_ < other.end_ && other.start_ < end_;
    }

    friend constexpr bool operator==(const interval&, const interval&) = default;

  private:
    constexpr interval(instant start, instant end) : start_(start), end_(end) {}
    instant start_;
    instant end_;
};

}  // namespace slotgate
