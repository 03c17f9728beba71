#include "calcom-sim/absence.hpp"

#include <algorithm>

namespace slotgate::sim {
namespace {

bool opens_on(const schedule& hours, utc_date date) {
    const auto weekday = std::chrono::weekday{date}.c_encoding();
    return std::ranges::any_of(hours.availability, [&](const working_hours& rule) {
        return std::ranges::find(rule.weekdays, weekday) != rule.weekdays.end();
    });
}

}  // namespace

std::map<local_date, const out_of_office*> dates_away(const world& w, const user& host,
                                                      const schedule& hours,
                                                      const interval& looked_at, instant now) {
    std::map<local_date, const out_of_office*> out;
    for (const auto& entry : w.away) {
        const bool touches = entry.start <= looked_at.end() && entry.end >= looked_at.start();
        if (entry.who != host.id || !touches) continue;
        // What lies behind is cut off, so that an entry of years costs no more than its rest.
        for (utc_date date = std::max(date_of(entry.start), date_of(now));
             date <= date_of(entry.end) && date <= date_of(looked_at.end()) + days{1};
             date += days{1})
            if (opens_on(hours, date)) out[local_date{date.time_since_epoch()}] = &entry;
    }
    return out;
}

}  // namespace slotgate::sim
