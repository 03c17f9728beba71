#include "calcom-sim/working_time.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace slotgate::sim {
namespace {

/// Times of day are reckoned in the offset their day began with, even behind a clock change: that
/// is how the library under Cal.com keeps them, and where D1 comes from.
struct dated_range {
    free_range range;
    local_date date;  ///< on which it starts, as the schedule's zone tells it
};

minutes minute_of_day(instant t, minutes offset) {
    const auto local = t + offset;
    return std::chrono::floor<minutes>(local - std::chrono::floor<days>(local));
}

/// The offset at the start's wall-clock text, written on a 12-hour clock and read as UTC (D1): on
/// the day of a clock change it may lie on the other side of the change than the start itself.
minutes misread_offset(const zone& place, local_date date, minutes start) {
    const minutes twelve_hours{720};
    minutes clock = start % twelve_hours;
    if (clock < minutes{60}) clock += twelve_hours;
    return place.offset_at(instant{date.time_since_epoch() + clock});
}

/// One day of one rule, cut to the range; nothing if it lies outside.
std::optional<dated_range> hours_of_day(const working_hours& rule, const zone& place,
                                        local_date date, const asked_range& asked) {
    const instant midnight = place.start_of(date);
    const minutes offset = place.offset_at(midnight);
    const minutes shift = offset - misread_offset(place, date, rule.start);
    const instant start = midnight + rule.start + shift;
    const instant end = midnight + rule.end + shift;
    const instant cut_start = std::max(start, asked.from);
    instant cut_end = std::min(end, asked.to);
    // 23:59 means midnight, wherever it comes from: an `end` in that minute gains a minute as well.
    const minutes end_offset = end <= asked.to ? offset : place.offset_at(cut_end);
    if (minute_of_day(cut_end, end_offset) == minutes{1439}) cut_end += minutes{1};
    if (cut_end < cut_start) return std::nullopt;
    const minutes date_offset = start >= asked.from ? offset : place.offset_at(cut_start);
    return dated_range{
        .range = {.start = cut_start, .end = cut_end},
        .date = local_date{std::chrono::floor<days>(cut_start + date_offset).time_since_epoch()}};
}

/// The ranges of all rules so far. One that starts where another started or ended becomes part of
/// it; this is how the days of round-the-clock hours grow together (B3, C4).
class glued_hours {
  public:
    void add(const dated_range& next) {
        const auto same_start = by_start_.find(next.range.start);
        if (same_start != by_start_.end()) return grow(same_start->second, next.range.end);
        const auto touching = by_end_.find(next.range.start);
        if (touching != by_end_.end()) return grow(touching->second, next.range.end);
        by_start_.emplace(next.range.start, all_.size());
        by_end_.try_emplace(next.range.end, all_.size());
        all_.push_back(next);
    }
    [[nodiscard]] std::vector<dated_range> all() && { return std::move(all_); }

  private:
    void grow(std::size_t which, instant end) {
        auto& range = all_[which].range;
        if (end <= range.end) return;
        const auto indexed = by_end_.find(range.end);
        if (indexed != by_end_.end() && indexed->second == which) by_end_.erase(indexed);
        range.end = end;
        by_end_.try_emplace(end, which);
    }

    std::vector<dated_range> all_;
    std::map<instant, std::size_t> by_start_;
    std::map<instant, std::size_t> by_end_;
};

std::vector<dated_range> weekly_hours(const schedule& hours, const zone& place,
                                      const asked_range& asked) {
    glued_hours all;
    const local_date first = place.local_date_of(asked.from);
    const instant first_midnight = place.start_of(first);
    for (const auto& rule : hours.availability) {
        // Days are told off in steps of 24 hours, so behind a clock change the last one may be
        // missed.
        for (days n{0}; first_midnight + n < asked.to; ++n) {
            const local_date date = first + n;
            const auto weekday = std::chrono::weekday{date}.c_encoding();
            if (std::ranges::find(rule.weekdays, weekday) == rule.weekdays.end()) continue;
            if (const auto day = hours_of_day(rule, place, date, asked)) all.add(*day);
        }
    }
    return std::move(all).all();
}

/// A wall-clock time that occurs twice means the second, standard-time one (D4).
instant later_reading(const zone& place, local_time t) {
    const instant first = place.to_utc(t);
    const instant second{t.time_since_epoch() - place.offset_at(first + days{1})};
    return second > first && place.to_local(second) == t ? second : first;
}

std::vector<dated_range> overrides_near(const schedule& hours, const zone& place,
                                        const asked_range& asked) {
    const auto from = std::chrono::floor<days>(asked.from - days{1} + asked.from_offset);
    const auto to = std::chrono::floor<days>(asked.to + days{1} + asked.to_offset) + days{1};
    std::vector<dated_range> all;
    for (const auto& entry : hours.overrides) {
        const instant as_utc{utc_date{entry.date}};
        if (as_utc < from - asked.from_offset || as_utc >= to - asked.to_offset) continue;
        const local_date date{entry.date};
        const minutes end = entry.end == minutes{1439} ? minutes{1440} : entry.end;
        all.push_back({.range = {.start = later_reading(place, local_time{date} + entry.start),
                                 .end = later_reading(place, local_time{date} + end)},
                       .date = date});
    }
    return all;
}

}  // namespace

std::vector<free_range> working_time(const schedule& hours, const zone& place,
                                     const asked_range& asked) {
    const asked_range whole{.from = std::chrono::floor<seconds>(asked.from),
                            .to = std::chrono::floor<seconds>(asked.to),
                            .from_offset = asked.from_offset,
                            .to_offset = asked.to_offset};
    auto open = weekly_hours(hours, place, whole);
    const auto overrides = overrides_near(hours, place, whole);
    std::erase_if(open, [&](const dated_range& r) {
        return std::ranges::find(overrides, r.date, &dated_range::date) != overrides.end();
    });
    open.insert(open.end(), overrides.begin(), overrides.end());
    std::vector<free_range> out;
    for (const auto& [range, date] : open)
        if (range.start < range.end) out.push_back(range);
    return out;
}

}  // namespace slotgate::sim
