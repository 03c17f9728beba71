#include "calcom-sim/window.hpp"

namespace slotgate::sim {
namespace {

constexpr int rolling_days_looked_at = 30 + 31;

bool is_business_day(local_date date) {
    const std::chrono::weekday day{date};
    return day != std::chrono::Saturday && day != std::chrono::Sunday;
}

local_date day_after(local_date date, booking_window::kind kind) {
    do date += days{1};
    while (kind == booking_window::kind::business_days && !is_business_day(date));
    return date;
}

instant start_of_date(local_date date, minutes offset) {
    return instant{local_time{date}.time_since_epoch() - offset};
}

instant end_of_date(local_date date, minutes offset) {
    return start_of_date(date + days{1}, offset) - milliseconds{1};
}

local_date today(const window_clocks& clocks) {
    const local_time here{(clocks.now + clocks.booker).time_since_epoch()};
    return std::chrono::floor<days>(here);
}

}  // namespace

window_bounds window_of(const booking_window& window, const window_clocks& clocks) {
    if (window.is == booking_window::kind::range)
        return {.first = start_of_date(local_date{window.from}, clocks.host),
                .last = end_of_date(local_date{window.to}, clocks.host)};
    if (window.is == booking_window::kind::unlimited || window.rolling) return {};
    local_date last = today(clocks);
    for (std::int64_t n = 0; n < window.count; ++n) last = day_after(last, window.is);
    return {.first = {}, .last = end_of_date(last, clocks.booker)};
}

window_bounds rolling_window_of(const booking_window& window, const window_clocks& clocks,
                                const std::set<local_date>& dates_with_starts) {
    local_date date = today(clocks);
    std::optional<local_date> last;
    std::int64_t found = 0;
    for (int looked_at = 0; found < window.count && looked_at < rolling_days_looked_at;
         ++looked_at) {
        if (dates_with_starts.contains(date)) {
            ++found;
            last = date;
        }
        date = day_after(date, window.is);
    }
    return {.first = {}, .last = end_of_date(last.value_or(date), clocks.booker)};
}

}  // namespace slotgate::sim
