#include "calcom-sim/settings.hpp"

#include <algorithm>
#include <array>

namespace slotgate::sim {
namespace {

constexpr std::array<std::string_view, 7> weekday_names{
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

constexpr std::int64_t length_minutes_max = 43'200;  // thirty days

working_hours read_hours(fields in) {
    working_hours hours;
    for (const auto& name : in.texts("days")) {
        const auto found = std::ranges::find(weekday_names, name);
        if (found == weekday_names.end()) {
            in.complain("days", "must be English names of weekdays");
        } else {
            hours.weekdays.push_back(static_cast<unsigned>(found - weekday_names.begin()));
        }
    }
    hours.start = in.time_of_day("startTime");
    hours.end = in.time_of_day("endTime");
    in.finish();
    return hours;
}

date_override read_override(fields in) {
    const date_override entry{.date = in.date("date"),
                              .start = in.time_of_day("startTime"),
                              .end = in.time_of_day("endTime")};
    in.finish();
    return entry;
}

}  // namespace

schedule read_schedule(fields& in, const zone_database& zones, fault& wrong) {
    schedule out;
    out.name = in.text_or("name", "Working hours");
    out.zone = in.text("timeZone");
    if (zones.find(out.zone) == nullptr) in.complain("timeZone", "is no time zone of this machine");
    out.is_default = in.flag_or("isDefault", false);
    in.each("availability", [&](const boost::json::value& element, const std::string& at) {
        out.availability.push_back(read_hours(fields(element, at, wrong)));
    });
    in.each("overrides", [&](const boost::json::value& element, const std::string& at) {
        out.overrides.push_back(read_override(fields(element, at, wrong)));
    });
    return out;
}

schedule usual_hours(std::int64_t id, std::string zone) {
    return {.id = id,
            .name = "Working hours",
            .zone = std::move(zone),
            .is_default = true,
            .availability = {{.weekdays = {1, 2, 3, 4, 5}, .start = hours{9}, .end = hours{17}}},
            .overrides = {}};
}

void read_event_settings(fields& in, event_type& into) {
    into.length = minutes{in.number_if("lengthInMinutes", 1, length_minutes_max).value_or(30)};
    in.each("lengthInMinutesOptions", [&](const boost::json::value& element, const std::string&) {
        const auto* value = element.if_int64();
        if (value == nullptr || *value < 1 || *value > length_minutes_max)
            in.complain("lengthInMinutesOptions", "must be lengths in minutes");
        else
            into.length_options.emplace_back(*value);
    });
    into.slot_interval = in.span_if("slotInterval");
    // Zero means the length, as everywhere in Cal.com.
    if (into.slot_interval == minutes{0}) into.slot_interval.reset();
    into.offset_start = in.span_if("offsetStart").value_or(minutes{0});
    into.buffer_before = in.span_if("beforeEventBuffer").value_or(minutes{0});
    into.buffer_after = in.span_if("afterEventBuffer").value_or(minutes{0});
    into.notice = in.span_if("minimumBookingNotice").value_or(minutes{120});
    into.schedule_id = in.number_if("scheduleId", 1, INT64_MAX);
    into.show_optimized_slots = in.flag_or("showOptimizedSlots", false);
    into.only_first_slot = in.flag_or("onlyShowFirstAvailableSlot", false);
    into.hidden = in.flag_or("hidden", false);
}

}  // namespace slotgate::sim
