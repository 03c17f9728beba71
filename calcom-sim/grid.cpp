#include "calcom-sim/grid.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>

#include "calcom-sim/local_text.hpp"

namespace slotgate::sim {
namespace {

/// The interval to whose multiples in the hour the first start of a range is rounded up.
minutes rounding_of(minutes step) {
    for (const int candidate : {60, 30, 20, 15, 10, 5})
        if (step % candidate == minutes{0}) return minutes{candidate};
    return minutes{1};
}

/// The asker's clock; UTC if no zone was given.
local_time local_text(instant t, const grid_rules& rules) {
    const minutes offset = rules.place == nullptr ? minutes{0} : rules.place->offset_at(t);
    return local_time{(t + offset).time_since_epoch()};
}

/// The next multiple of `rounding` after the hour of `text`. The hour becomes an instant again by
/// way of its text, which puts it an hour off near a change of the asker's clock (D3).
instant rounded_up(local_time text, minutes past, minutes rounding, const grid_rules& rules) {
    const local_time hour = std::chrono::floor<hours>(text);
    const instant begin = rules.place == nullptr ? instant{hour.time_since_epoch()}
                                                 : instant_of_text(*rules.place, hour);
    return begin + (past + rounding - minutes{1}) / rounding * rounding;
}

/// B5: go on to the next round time as long as that wastes only minutes that no slot would use.
minutes optimized_wait(minutes past, minutes rounding, minutes until_end) {
    const minutes spare = until_end % rounding;
    for (const minutes target : {rounding, minutes{15}, minutes{5}}) {
        const minutes wait = target - past % target;
        if (spare >= wait) return wait;
    }
    return minutes{0};
}

instant first_start(const free_range& range, minutes rounding, const grid_rules& rules) {
    const instant begin = std::chrono::floor<minutes>(std::max(range.start, rules.earliest));
    const local_time text = local_text(begin, rules);
    const auto past = std::chrono::floor<minutes>(text - std::chrono::floor<hours>(text));
    if (past % rounding == minutes{0}) return begin + rules.offset_start;
    if (!rules.optimized) return rounded_up(text, past, rounding, rules) + rules.offset_start;
    const auto until_end = std::chrono::duration_cast<minutes>(range.end - begin);
    return begin + optimized_wait(past, rounding, until_end) + rules.offset_start;
}

/// B1: inside a step that an earlier range began, the walk goes on from that step's start if this
/// range covers it, else from the step's end.
instant on_earlier_step(instant t, const std::set<instant>& given, const free_range& range,
                        minutes stride) {
    const auto next = given.lower_bound(t);
    if (next == given.begin()) return t;
    const instant before = *std::prev(next);
    if (before + stride <= t) return t;
    return before >= range.start ? before : before + stride;
}

}  // namespace

std::vector<instant> starts_on_grid(std::vector<free_range> ranges, const grid_rules& rules) {
    // Anything below a minute counts as one: a negative duration gives a one-minute grid (B7).
    const minutes step = std::max(rules.step, minutes{1});
    const minutes length = std::max(rules.length, minutes{1});
    const minutes rounding = rounding_of(step);
    const minutes stride = step + rules.offset_start;
    std::ranges::sort(ranges);
    std::set<instant> given;
    for (const auto& range : ranges) {
        instant t = on_earlier_step(first_start(range, rounding, rules), given, range, stride);
        for (; t + length - seconds{1} <= range.end && given.size() < starts_max; t += stride)
            given.insert(t);
    }
    return {given.begin(), given.end()};
}

}  // namespace slotgate::sim
