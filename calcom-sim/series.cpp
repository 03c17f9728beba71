#include "calcom-sim/series.hpp"

namespace slotgate::sim {
namespace {

local_time later(local_time t, const recurrence_rule& rule) {
    using namespace std::chrono;
    const auto day = floor<days>(t);
    const auto of_day = t - day;
    if (rule.frequency == "weekly") return t + weeks{rule.interval};
    const year_month_day date{day};
    const auto step = static_cast<int>(rule.interval) * (rule.frequency == "yearly" ? 12 : 1);
    const auto month = date.year() / date.month() + months{step};
    const year_month_day same{month / date.day()};
    const year_month_day landed = same.ok() ? same : year_month_day{month / last};
    return local_days{landed} + of_day;
}

}  // namespace

std::vector<instant> starts_of_series(instant first, const recurrence_rule& rule,
                                      std::int64_t count, const zone& place) {
    std::vector<instant> out;
    auto at = first;
    for (std::int64_t i = 0; i < count; ++i) {
        out.push_back(at);
        at = place.to_utc(later(place.to_local(at), rule));
    }
    return out;
}

}  // namespace slotgate::sim
