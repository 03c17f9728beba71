#include "app/program_clock.hpp"

#include <cstdlib>

namespace slotgate::app {
namespace {

constexpr milliseconds tolerated{1'000};
/// A `Date` header has whole seconds.
constexpr milliseconds header_grain{1'000};

instant machine_system() {
    return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
}

steady_instant machine_steady() {
    return std::chrono::floor<milliseconds>(std::chrono::steady_clock::now());
}

}  // namespace

moment program_clock::moment_now() const {
    return {machine_system() + milliseconds{offset_ms_.load(std::memory_order_acquire)},
            machine_steady()};
}

void program_clock::shift(milliseconds by) {
    offset_ms_.fetch_add(by.count(), std::memory_order_acq_rel);
    if (told_) told_();
}

void program_clock::set(instant to) {
    shift(to - now());
}

void program_clock::hear(instant upstream, milliseconds took) {
    if (upstream == instant{}) return;
    const auto arrived = now();
    const auto left = arrived - took;
    if (upstream > arrived + tolerated)
        shift(upstream - arrived);
    else if (upstream + header_grain < left - tolerated)
        shift(upstream + header_grain - left);
}

void program_clock::watch() {
    const auto gap =
        (machine_system().time_since_epoch() - machine_steady().time_since_epoch()).count();
    {
        const std::scoped_lock lock(watching_);
        const bool stepped = watched_ && std::abs(gap - watched_gap_ms_) > tolerated.count();
        // Slow drift (NTP slewing) is followed, so that it never adds up to a step.
        watched_gap_ms_ = gap;
        watched_ = true;
        if (!stepped) return;
    }
    if (told_) told_();
}

}  // namespace slotgate::app
