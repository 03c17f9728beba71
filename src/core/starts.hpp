#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/time.hpp"

namespace slotgate {

/// The bookable instants of one UTC date, at minute grain: Cal.com cuts every start to the minute
/// (calcom-recorded B4). Ascending, each once. Two bytes a start. A value; safe to share once
/// built.
class starts {
  public:
    /// Minutes since UTC midnight, 0 to 1439.
    using minute_of_date = std::uint16_t;
    static constexpr minute_of_date minutes_per_date = 1440;

    starts() = default;
    /// Any order, repeats allowed; every value below `minutes_per_date`.
    explicit starts(std::vector<minute_of_date> minutes);

    [[nodiscard]] bool empty() const { return minutes_.empty(); }
    [[nodiscard]] std::size_t size() const { return minutes_.size(); }
    [[nodiscard]] std::span<const minute_of_date> minutes() const { return minutes_; }
    [[nodiscard]] bool contains(minute_of_date minute) const;

    friend bool operator==(const starts&, const starts&) = default;

  private:
    std::vector<minute_of_date> minutes_;
};

/// The minute of its UTC date in which `t` lies.
[[nodiscard]] constexpr starts::minute_of_date minute_of(instant t) {
    return static_cast<starts::minute_of_date>(
        std::chrono::floor<std::chrono::minutes>(t - date_of(t)).count());
}

/// The instant `minute` minutes after the midnight of `date`.
[[nodiscard]] constexpr instant instant_at(utc_date date, starts::minute_of_date minute) {
    return date + std::chrono::minutes{minute};
}

}  // namespace slotgate
