#pragma once

#include <map>

#include "calcom-sim/world.hpp"
#include "core/interval.hpp"

namespace slotgate::sim {

/// The dates of a schedule's clock on which its owner is away, each with the entry that says so: of
/// the days of every entry that touches `looked_at`, from today on, those on whose weekday the
/// schedule opens at all. Dates are not converted: an entry's UTC day is the host's local day.
/// Source: calcom-recorded C8. Pure.
[[nodiscard]] std::map<local_date, const out_of_office*> dates_away(const world& w,
                                                                    const user& host,
                                                                    const schedule& hours,
                                                                    const interval& looked_at,
                                                                    instant now);

}  // namespace slotgate::sim
