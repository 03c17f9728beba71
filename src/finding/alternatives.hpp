#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/interval.hpp"
#include "core/slot.hpp"
#include "core/time.hpp"
#include "core/zone.hpp"
#include "finding/opening_hours.hpp"

/// Which starts to offer to somebody whose wish is not free: pure, computed from starts that
/// Cal.com listed and from nothing else (V5). Source: the strategies and the ranking of the gateway
/// that this one succeeds.
///
/// A wish outside the opening hours is moved into them first (`moved_into`). Only starts within
/// opening hours count, and never the wish itself. Then strategies are tried in this order, until
/// there are as many candidates as were asked for; one that has begun gives all it has:
///
///  1. `same_day_earlier`, `same_day_later`: on the day of the wish, at most 2 hours before or
///     after it.
///  2. `next_workday`: on the next workday, the start closest to the same time, at most 30 minutes
///     away from it. Left out where the day asked for is no workday itself.
///  3. `next_week`: the same, seven days on.
///  4. `next_available`: on each workday of the next seven days, in turn, the start closest to the
///     same time.
///  5. If nothing was found: the first start of the 14 days from the day of the wish on, also a
///     `next_available`.
///
/// Candidates are ranked by score: 10000, less a point for each minute to the wish, and a bonus.
/// Before noon earlier starts of the day get 500 and later ones 300, from noon on the other way
/// round; `next_workday` 250, `next_week` 150, `next_available` 100. Of equals the earlier is
/// first. Threads: values and pure functions.
namespace slotgate::finding {

/// By which strategy a start was found. "Same day" is that of the wish once it was moved.
enum class alternative_kind : std::uint8_t {
    same_day_earlier,
    same_day_later,
    next_workday,
    next_week,
    next_available
};

/// Its name in answers.
[[nodiscard]] std::string_view to_text(alternative_kind kind);

struct alternative {
    slotgate::slot slot;
    alternative_kind kind{};
    std::int64_t score = 0;
    friend bool operator==(const alternative&, const alternative&) = default;
};

/// What somebody would like: a time by the branch's clock, and how many others to hear of.
struct wish {
    local_time at;
    std::size_t most = 2;
};

/// The local dates that are looked at, from the one the wish was moved to on.
constexpr days searched{14};

/// From the wish, or the opening of the day it is moved to if that is earlier, to the last closing
/// of the days that are searched.
[[nodiscard]] interval window_of(local_time wished, const opening_hours& open, const zone& place);

/// The best first; at most `wanted.most`, distinct. `free`: every start of `window_of`, ascending;
/// others do no harm. Looks at the dates it needs only, each found by bisection.
[[nodiscard]] std::vector<alternative> find_alternatives(std::span<const slot> free,
                                                         const wish& wanted,
                                                         const opening_hours& open,
                                                         const zone& place);

}  // namespace slotgate::finding
