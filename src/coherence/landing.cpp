#include "coherence/landing.hpp"

#include <algorithm>

#include "coherence/grid.hpp"

namespace slotgate::coherence {

namespace {

/// Is `date` the one after `before`, with a start so early that its grid may have begun there,
/// whatever holds and bookings hide?
bool goes_on_from(const landing& brought, utc_date before, utc_date date) {
    if (date != before + days{1} || date < brought.first || date > brought.last()) return false;
    const auto found = brought.dates[static_cast<std::size_t>((date - brought.first).count())];
    return !found.empty() && minutes{found.minutes().front()} < brought.spacing + night_min;
}

}  // namespace

steady_instant grid_moves_at(const landing& brought, utc_date date) {
    if (brought.moves_every == minutes{0}) return steady_instant::max();
    const auto cut = brought.left.at + std::max(brought.notice, minutes{1});
    if (date != date_of(cut) && !goes_on_from(brought, date_of(cut), date))
        return steady_instant::max();
    const auto& grid = brought.series.grid;
    const minutes zone_minutes =
        grid.exact != nullptr ? grid.exact->offset_at(cut) % hours{1} : minutes{grid.minutes};
    // The minute of the cut is rounded up, so what comes of it changes a minute after each border.
    const auto local = std::chrono::floor<minutes>(cut.time_since_epoch()) + zone_minutes;
    const auto border = (local + brought.moves_every - minutes{1}) / brought.moves_every;
    const auto moves = border * brought.moves_every + minutes{1} - zone_minutes;
    return brought.left.left_at + (moves - cut.time_since_epoch());
}

}  // namespace slotgate::coherence
