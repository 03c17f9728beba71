#include "calcom-sim/local_text.hpp"

#include <algorithm>

namespace slotgate::sim {
namespace {

instant as_utc(local_time text) {
    return instant{text.time_since_epoch()};
}

local_time as_local(instant t) {
    return local_time{t.time_since_epoch()};
}

}  // namespace

minutes offset_of_text(const zone& place, local_time text) {
    return place.offset_at(as_utc(text));
}

instant instant_of_text(const zone& place, local_time text) {
    return as_utc(text) - offset_of_text(place, text);
}

local_time first_of(calendar_unit unit, local_time text) {
    const local_date day = std::chrono::floor<days>(text);
    const std::chrono::year_month_day date{day};
    switch (unit) {
        case calendar_unit::day:
            return day;
        case calendar_unit::week:
            return day - days{std::chrono::weekday{day}.c_encoding()};
        case calendar_unit::month:
            return local_date{date.year() / date.month() / 1};
        case calendar_unit::year:
            return local_date{date.year() / 1 / 1};
    }
    return day;
}

local_time next_after(calendar_unit unit, local_time first) {
    const local_date day = std::chrono::floor<days>(first);
    const std::chrono::year_month_day date{day};
    switch (unit) {
        case calendar_unit::day:
            return day + days{1};
        case calendar_unit::week:
            return day + days{7};
        case calendar_unit::month:
            return local_date{date + std::chrono::months{1}};
        case calendar_unit::year:
            return local_date{date + std::chrono::years{1}};
    }
    return day;
}

local_time last_of(calendar_unit unit, local_time text) {
    return next_after(unit, first_of(unit, text)) - milliseconds{1};
}

instant first_of(calendar_unit unit, instant t) {
    return as_utc(first_of(unit, as_local(t)));
}

instant last_of(calendar_unit unit, instant t) {
    return as_utc(last_of(unit, as_local(t)));
}

instant month_before(instant t) {
    using namespace std::chrono;
    const utc_date day = date_of(t);
    year_month_day date = year_month_day{day} - months{1};
    if (!date.ok()) date = date.year() / date.month() / last;
    return utc_date{date} + (t - day);
}

}  // namespace slotgate::sim
