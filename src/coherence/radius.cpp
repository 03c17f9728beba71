#include "coherence/radius.hpp"

#include <algorithm>
#include <chrono>

#include "coherence/grid.hpp"

namespace slotgate::coherence {
namespace {

constexpr days margin{1};
/// How far off starts can be near a clock change.
constexpr hours misplaced{1};

/// What is kept free around a booking, whichever version of its event type it was made under.
struct buffers {
    minutes before{};
    minutes after{};
};

bool works_on(const event_type& type, const hosts& people) {
    if (type.hosts.empty()) return true;
    return std::ranges::any_of(
        type.hosts, [&](user_id who) { return std::ranges::binary_search(people, who); });
}

/// Does one start, booked or free again, decide about every date?
bool is_indivisible(const event_type& type) {
    const bool is_pool = type.serving == serving::one_of_them;
    return type.rolling || type.shifting || type.serving == serving::unknown ||
           (is_pool && !type.fixed_hosts.empty());
}

/// Does the grid begin anew behind each booking?
bool has_own_grid(const event_type& type) {
    const auto moves = [](minutes step) { return grid_moves_every(step, false) != minutes{0}; };
    if (type.slot_interval > minutes{0}) return moves(type.slot_interval);
    return moves(type.length) || std::ranges::any_of(type.lengths, moves);
}

struct dates {
    utc_date first;
    utc_date last;
};

/// All units that are limited, around each of `around`. A week can begin before the month or year
/// it ends in.
dates limited_around(const dates& around, const limited_units& limits) {
    using namespace std::chrono;
    const year_month_day first{around.first};
    const year_month_day last{around.last};
    auto out = around;
    if (limits.month)
        out = {first.year() / first.month() / 1, last.year() / last.month() / std::chrono::last};
    if (limits.year) out = {first.year() / January / 1, last.year() / December / 31};
    if (limits.week) {
        out.first = std::min(out.first, around.first - (weekday{around.first} - Sunday));
        out.last = std::max(out.last, around.last + (Saturday - weekday{around.last}));
    }
    return out;
}

reach reach_in(const event_type& type, const change& c, const interval& when,
               const buffers& booked) {
    if (c.of_series || is_indivisible(type)) return {.type = type.id, .first = {}, .last = {}};
    const auto start = when.start() - booked.before - type.buffer_after;
    const auto end = when.end() + booked.after + type.buffer_before;
    dates taken{date_of(start), date_of(end)};
    if (type.id == c.booked && type.limits.any()) {
        const auto date = date_of(when.start());
        const auto limited = limited_around({date - margin, date + margin}, type.limits);
        // A unit's days are told in any zone, and begin and end on dates beside their own.
        taken = {std::min(taken.first, limited.first - margin),
                 std::max(taken.last, limited.last + margin)};
    }
    auto longest = type.length;
    for (const auto length : type.lengths) longest = std::max(longest, length);
    const auto back = std::max(std::chrono::ceil<days>(longest + misplaced), margin);
    const auto last = has_own_grid(type) ? std::nullopt : std::optional{taken.last + margin};
    return {.type = type.id, .first = taken.first - back, .last = last};
}

bool goes_on(const reach& a, const reach& b) {
    return a.type == b.type && (!a.last || !b.first || *b.first <= *a.last + days{1});
}

/// Ascending, those that touch or overlap as one.
std::vector<reach> merged(std::vector<reach> all) {
    // No bound sorts before every date.
    std::ranges::sort(all, {}, [](const reach& r) { return std::pair{r.type, r.first}; });
    std::vector<reach> out;
    for (const auto& next : all) {
        if (out.empty() || !goes_on(out.back(), next)) {
            out.push_back(next);
        } else if (!next.last) {
            out.back().last.reset();
        } else if (out.back().last) {
            out.back().last = std::max(out.back().last, next.last);
        }
    }
    return out;
}

}  // namespace

std::optional<std::vector<reach>> radius_of(const change& c, std::span<const event_type> known) {
    std::optional<buffers> booked;
    for (const auto& type : known) {
        if (type.id != c.booked) continue;
        if (!booked) booked.emplace();
        booked->before = std::max(booked->before, type.buffer_before);
        booked->after = std::max(booked->after, type.buffer_after);
    }
    if (!booked) return std::nullopt;
    std::vector<reach> out;
    for (const auto& type : known) {
        if (type.id != c.booked && !works_on(type, c.people)) continue;
        for (const auto& when : c.when) out.push_back(reach_in(type, c, when, *booked));
    }
    return merged(std::move(out));
}

}  // namespace slotgate::coherence
