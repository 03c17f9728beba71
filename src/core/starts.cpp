#include "core/starts.hpp"

#include <algorithm>
#include <utility>

#include "core/ensure.hpp"

namespace slotgate {

starts::starts(std::vector<minute_of_date> minutes) : minutes_(std::move(minutes)) {
    std::ranges::sort(minutes_);
    const auto repeats = std::ranges::unique(minutes_);
    minutes_.erase(repeats.begin(), repeats.end());
    minutes_.shrink_to_fit();
    ensure(minutes_.empty() || minutes_.back() < minutes_per_date, "a start lies inside its date");
}

bool starts::contains(minute_of_date minute) const {
    return std::ranges::binary_search(minutes_, minute);
}

}  // namespace slotgate
