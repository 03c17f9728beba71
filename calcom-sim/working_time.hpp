#pragma once

#include <compare>
#include <vector>

#include "calcom-sim/world.hpp"
#include "core/zone.hpp"

namespace slotgate::sim {

/// A stretch of free time; start < end. Unlike an `interval` it is on its way through a computation
/// and may be cut.
struct free_range {
    instant start;
    instant end;
    /// By start, then by end.
    friend auto operator<=>(const free_range&, const free_range&) = default;
};

/// The stretch of time for which availability is asked. Cal.com hands it on as text with whole
/// seconds and the offsets of the asker's zone, and both show: seconds are cut, overrides are
/// chosen by dates in those offsets.
struct asked_range {
    instant from;
    instant to;
    minutes from_offset{0};
    minutes to_offset{0};
};

/// A stretch of open hours and the date of its start on the schedule's clock, which decides what an
/// override or a day off takes away.
struct dated_range {
    free_range range;
    local_date date;
};

/// The hours a schedule opens within the range, in no order, perhaps overlapping: working hours are
/// cut to the range, date overrides are not and replace the hours that start on their date. `place`
/// is the schedule's zone. Follows Cal.com into its faults on days of a clock change. Source:
/// calcom-recorded A1, A3, B3, C4, D1, D4. Pure.
[[nodiscard]] std::vector<dated_range> working_time(const schedule& hours, const zone& place,
                                                    const asked_range& asked);

}  // namespace slotgate::sim
