#include "coherence/grid.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <string>
#include <utility>

namespace slotgate::coherence {
namespace {

constexpr days margin{2};

bool clock_changes(const zone& z, instant from, instant to) {
    const auto& periods = z.periods();
    const auto next = std::ranges::upper_bound(periods, from, {}, &zone::period::since);
    return next != periods.end() && next != periods.begin() && next->since <= to;
}

constexpr std::array roundings{minutes{60}, minutes{30}, minutes{20},
                               minutes{15}, minutes{10}, minutes{5}};

std::size_t mix(std::size_t seed, std::size_t value) {
    // The multiplicative constant of the golden ratio spreads neighbouring ids over the table.
    return (seed ^ value) * 0x9E3779B97F4A7C15ULL;
}

}  // namespace

grid_class grid_class_of(const zone* zone, utc_date first, utc_date last) {
    if (zone == nullptr) return {};
    if (clock_changes(*zone, first - margin, last + days{1} + margin)) return {.exact = zone};
    const auto offset = zone->offset_at(first).count() % 60;
    return {.minutes = static_cast<std::uint8_t>((offset + 60) % 60)};
}

minutes grid_moves_every(minutes step, bool shifting) {
    if (shifting || step <= minutes{0}) return minutes{1};
    const auto* const rounding =
        std::ranges::find_if(roundings, [&](minutes r) { return step % r == minutes{0}; });
    if (rounding == roundings.end()) return minutes{1};
    return *rounding == step ? minutes{0} : *rounding;
}

bool has_night(const starts& of_any_date, minutes spacing) {
    const auto minutes_of = of_any_date.minutes();
    if (minutes_of.empty()) return true;
    // The day after begins where this one ends.
    minutes before = minutes{minutes_of.back()} - days{1};
    return std::ranges::any_of(minutes_of, [&](starts::minute_of_date minute) {
        const auto gap = minutes{minute} - std::exchange(before, minutes{minute});
        return gap >= spacing + night_min;
    });
}

}  // namespace slotgate::coherence

std::size_t std::hash<slotgate::coherence::series>::operator()(
    const slotgate::coherence::series& s) const noexcept {
    using slotgate::coherence::mix;
    auto h = mix(s.tenant.value, static_cast<std::size_t>(s.type.value));
    h = mix(h, static_cast<std::size_t>(s.duration.count()));
    h = mix(h, s.grid.minutes);
    // By name: an address differs from run to run, and the same seed is to give the same bytes.
    if (s.grid.exact != nullptr) h = mix(h, std::hash<std::string>{}(s.grid.exact->name()));
    if (!s.question) return h;
    const auto number = [](slotgate::utc_date date) {
        return static_cast<std::size_t>(date.time_since_epoch().count());
    };
    return mix(mix(h, number(s.question->first)), number(s.question->last));
}
