#include "calcom-sim/working_time.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "calcom-sim/local_text.hpp"

namespace slotgate::sim {
namespace {

constexpr minutes last_minute{1439};  ///< 23:59, which means midnight wherever it comes from

instant as_instant(local_time text) {
    return instant{text.time_since_epoch()};
}

local_time text_at(instant t, minutes offset) {
    return local_time{(t + offset).time_since_epoch()};
}

local_date date_at(instant t, minutes offset) {
    return std::chrono::floor<days>(text_at(t, offset));
}

minutes minute_of_day(instant t, minutes offset) {
    const auto text = text_at(t, offset);
    return std::chrono::floor<minutes>(text - std::chrono::floor<days>(text));
}

/// A midnight with the offset that its whole day is reckoned in.
struct day_start {
    instant midnight;
    minutes offset;
    [[nodiscard]] local_date date() const { return date_at(midnight, offset); }
};

/// Days are told off from the first one with its offset; each is then put right with its own.
day_start day_of(local_time text, minutes first_offset, const zone& place) {
    const instant told = as_instant(text) - first_offset;
    const instant midnight = as_instant(text) - place.offset_at(told);
    return {.midnight = midnight, .offset = place.offset_at(midnight)};
}

/// The offset of the start's wall-clock text, written on a 12-hour clock and read as UTC (D1): on
/// the day of a clock change it may lie on the other side of the change than the start itself.
minutes misread_offset(const zone& place, local_time text) {
    const local_date date = std::chrono::floor<days>(text);
    constexpr hours half_day{12};
    auto clock = (text - local_time{date}) % half_day;
    if (clock < hours{1}) clock += half_day;
    return place.offset_at(as_instant(local_time{date} + clock));
}

/// One day of one rule, cut to the range; nothing if it lies outside.
std::optional<dated_range> hours_of_day(const working_hours& rule, const zone& place,
                                        const day_start& day, const asked_range& asked) {
    const instant begin = day.midnight + rule.start;
    const minutes shift = day.offset - misread_offset(place, text_at(begin, day.offset));
    const instant start = begin + shift;
    const instant end = day.midnight + rule.end + shift;
    const instant cut_start = std::max(start, asked.from);
    instant cut_end = std::min(end, asked.to);
    const minutes end_offset = end <= asked.to ? day.offset : place.offset_at(cut_end);
    if (minute_of_day(cut_end, end_offset) == last_minute) cut_end += minutes{1};
    if (cut_end < cut_start) return std::nullopt;
    const minutes start_offset = start >= asked.from ? day.offset : place.offset_at(cut_start);
    return dated_range{.range = {.start = cut_start, .end = cut_end},
                       .date = date_at(cut_start, start_offset)};
}

/// The ranges of all rules so far, by their end. One that ends with another, or starts where
/// another ended, becomes part of it; this is how the days of round-the-clock hours grow together
/// (B3, C4).
class glued_hours {
  public:
    void add(const dated_range& next) {
        const auto same_end = by_end_.find(next.range.end);
        if (same_end != by_end_.end()) {
            if (next.range.start < same_end->second.range.start) same_end->second = next;
            return;
        }
        const auto touching = by_end_.find(next.range.start);
        dated_range grown = next;
        if (touching != by_end_.end()) {
            grown.range.start = touching->second.range.start;
            grown.date = touching->second.date;
            by_end_.erase(touching);
        }
        by_end_.emplace(next.range.end, grown);
    }
    [[nodiscard]] std::vector<dated_range> all() const {
        std::vector<dated_range> out;
        for (const auto& [end, one] : by_end_) out.push_back(one);
        return out;
    }

  private:
    std::map<instant, dated_range> by_end_;
};

std::vector<dated_range> weekly_hours(const schedule& hours, const zone& place,
                                      const asked_range& asked) {
    glued_hours all;
    const local_time first = first_of(calendar_unit::day, place.to_local(asked.from));
    const minutes first_offset = offset_of_text(place, first);
    for (const auto& rule : hours.availability) {
        // Days are told off in steps of 24 hours, so behind a clock change the last one may be
        // missed.
        for (local_time text = first; as_instant(text) - first_offset < asked.to; text += days{1}) {
            const auto day = day_of(text, first_offset, place);
            const auto weekday = std::chrono::weekday{day.date()}.c_encoding();
            if (std::ranges::find(rule.weekdays, weekday) == rule.weekdays.end()) continue;
            if (const auto range = hours_of_day(rule, place, day, asked)) all.add(*range);
        }
    }
    return all.all();
}

dated_range range_of(const date_override& entry, const zone& place) {
    const local_date date{entry.date};
    const minutes end = entry.end == last_minute ? minutes{1440} : entry.end;
    return {.range = {.start = instant_of_text(place, local_time{date} + entry.start),
                      .end = instant_of_text(place, local_time{date} + end)},
            .date = date};
}

/// Overrides are kept by their first end. One that starts there becomes part of the other and is no
/// override of its own date any more; one that ends there takes the other's place.
std::vector<dated_range> overrides_near(const schedule& hours, const zone& place,
                                        const asked_range& asked) {
    const auto from = std::chrono::floor<days>(asked.from - days{1} + asked.from_offset);
    const auto to = std::chrono::floor<days>(asked.to + days{1} + asked.to_offset) + days{1};
    std::map<instant, dated_range> by_end;
    for (const auto& entry : hours.overrides) {
        const instant as_utc{utc_date{entry.date}};
        if (as_utc < from - asked.from_offset || as_utc >= to - asked.to_offset) continue;
        const auto next = range_of(entry, place);
        const auto touching = by_end.find(next.range.start);
        if (touching == by_end.end()) {
            by_end[next.range.end] = next;
        } else {
            auto& grown = touching->second.range;
            grown.end = std::max(grown.end, next.range.end);
        }
    }
    std::vector<dated_range> out;
    for (const auto& [end, one] : by_end) out.push_back(one);
    return out;
}

}  // namespace

std::vector<dated_range> working_time(const schedule& hours, const zone& place,
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
    std::erase_if(open, [](const dated_range& r) { return r.range.start >= r.range.end; });
    return open;
}

}  // namespace slotgate::sim
