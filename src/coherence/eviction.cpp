#include "coherence/eviction.hpp"

namespace slotgate::coherence {
namespace {

using real_seconds = std::chrono::duration<double>;

/// What a popularity goes back to when it has become twice as old.
constexpr minutes remembered{5};
/// The first guess weighs as much as this time of watching.
constexpr real_seconds guess_weight{30};
/// Days ahead at which a date is asked for half as often as today's.
constexpr double half_as_often = 4;

}  // namespace

void popularity::age(steady_instant now) {
    const auto old = now - since_;
    if (old <= 2 * remembered) return;
    const auto kept = real_seconds{remembered} / real_seconds{old};
    asks_.store(static_cast<std::uint32_t>(asks() * kept), std::memory_order_relaxed);
    since_ = now - remembered;
}

double popularity::rate(steady_instant now) const {
    return (1 + asks()) / real_seconds{guess_weight + (now - since_)}.count();
}

double worth(const prospects& p) {
    if (p.ahead < days{0} || p.left <= milliseconds{0}) return 0;
    return p.asked / (1 + static_cast<double>(p.ahead.count()) / half_as_often);
}

}  // namespace slotgate::coherence
