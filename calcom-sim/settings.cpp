#include "calcom-sim/settings.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace slotgate::sim {
namespace {

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

/// Fields of an event type that answers show as they were given.
constexpr std::array<std::string_view, 16> settings_kept{"description",
                                                         "bookingFields",
                                                         "requiresBookerEmailVerification",
                                                         "locations",
                                                         "bookerActiveBookingsLimit",
                                                         "bookingRequiresAuthentication",
                                                         "allowReschedulingPastBookings",
                                                         "allowReschedulingCancelledBookings",
                                                         "disableRescheduling",
                                                         "disableCancelling",
                                                         "bookingLimitsCount",
                                                         "bookingLimitsDuration",
                                                         "bookingWindow",
                                                         "seats",
                                                         "confirmationPolicy",
                                                         "recurrence"};

/// The rule at `key`, if there is one; `{"disabled":true}` means none.
template <class Rule, class Read>
void read_rule(fields& in, std::string_view key, Rule& into, const Read& read) {
    in.inside(key, [&](fields& rule) {
        into = rule.flag_or("disabled", false) ? Rule{} : Rule{read(rule)};
    });
}

period_limits read_limits(fields& rule, std::int64_t low) {
    constexpr std::int64_t high = 1'000'000;
    return {.day = rule.number_if("day", low, high),
            .week = rule.number_if("week", low, high),
            .month = rule.number_if("month", low, high),
            .year = rule.number_if("year", low, high)};
}

/// `"value": ["2031-05-06", "2031-05-08"]`
void read_date_range(fields& rule, booking_window& into) {
    into.is = booking_window::kind::range;
    const auto dates = rule.texts("value");
    const utc_date none{};
    const auto from = dates.size() == 2 ? parse_date(dates.front()) : std::nullopt;
    const auto to = dates.size() == 2 ? parse_date(dates.back()) : std::nullopt;
    into.from = from.value_or(none);
    into.to = to.value_or(none);
    if (!from || !to || into.to < into.from)
        rule.complain("value", "must be two dates like 2031-05-06, the first not after the last");
}

booking_window read_window(fields& rule) {
    booking_window out;
    const auto type = rule.text("type");
    if (type == "range") {
        read_date_range(rule, out);
        return out;
    }
    if (type != "calendarDays" && type != "businessDays")
        rule.complain("type", "must be calendarDays, businessDays or range");
    constexpr std::int64_t days_max = 3650;
    out.is = type == "businessDays" ? booking_window::kind::business_days
                                    : booking_window::kind::calendar_days;
    out.count = rule.number("value", 1, days_max);
    out.rolling = rule.flag_or("rolling", false);
    return out;
}

seats_offer read_seats(fields& rule) {
    constexpr std::int64_t seats_max = 100'000;
    return {.per_slot = rule.number("seatsPerTimeSlot", 1, seats_max),
            .show_attendees = rule.flag_or("showAttendeeInfo", false),
            .show_availability = rule.flag_or("showAvailabilityCount", true)};
}

minutes read_threshold(fields& in) {
    constexpr std::array<std::pair<std::string_view, minutes>, 3> units{
        {{"minutes", minutes{1}}, {"hours", hours{1}}, {"days", days{1}}}};
    const auto name = in.text("unit");
    const auto count = in.number("count", 1, length_minutes_max);
    for (const auto& [unit, length] : units)
        if (unit == name) return length * count;
    in.complain("unit", "must be minutes, hours or days");
    return minutes{0};
}

confirmation_rule read_confirmation(fields& rule) {
    confirmation_rule out;
    const auto type = rule.text("type");
    if (type != "always" && type != "time") rule.complain("type", "must be always or time");
    rule.inside("noticeThreshold", [&](fields& in) { out.sooner_than = read_threshold(in); });
    if (type == "time" && !out.sooner_than)
        rule.complain("noticeThreshold", "must be given with the type time");
    if (type == "always") out.sooner_than.reset();
    out.blocks_unconfirmed = rule.flag_or("blockUnconfirmedBookingsInBooker", false);
    return out;
}

recurrence_rule read_recurrence(fields& rule) {
    constexpr std::int64_t most = 1000;
    recurrence_rule out{.interval = rule.number("interval", 1, most),
                        .occurrences = rule.number("occurrences", 1, most),
                        .frequency = rule.text("frequency")};
    if (out.frequency != "weekly" && out.frequency != "monthly" && out.frequency != "yearly")
        rule.complain("frequency", "must be weekly, monthly or yearly");
    return out;
}

void read_booking_rules(fields& in, event_type& into) {
    read_rule(in, "bookingLimitsCount", into.count_limits,
              [](fields& rule) { return read_limits(rule, 1); });
    read_rule(in, "bookingLimitsDuration", into.duration_limits,
              [](fields& rule) { return read_limits(rule, 15); });
    read_rule(in, "bookingWindow", into.window, read_window);
    read_rule(in, "seats", into.seats, read_seats);
    read_rule(in, "confirmationPolicy", into.confirmation, read_confirmation);
    read_rule(in, "recurrence", into.recurrence, read_recurrence);
}

void read_lengths(fields& in, event_type& into) {
    into.length = minutes{
        in.number_if("lengthInMinutes", 1, length_minutes_max).value_or(into.length.count())};
    if (in.has("lengthInMinutesOptions")) into.length_options.clear();
    in.each("lengthInMinutesOptions", [&](const boost::json::value& element, const std::string&) {
        const auto* value = element.if_int64();
        if (value == nullptr || *value < 1 || *value > length_minutes_max)
            in.complain("lengthInMinutesOptions", "must be lengths in minutes");
        else
            into.length_options.emplace_back(*value);
    });
}

}  // namespace

schedule read_schedule(fields& in, const zone_database& zones, fault& wrong, schedule out) {
    out.name = in.text_or("name", out.name.empty() ? "Working hours" : out.name);
    if (out.zone.empty() || in.has("timeZone")) out.zone = in.text("timeZone");
    if (zones.find(out.zone) == nullptr) in.complain("timeZone", "is no time zone of this machine");
    out.is_default = in.flag_or("isDefault", out.is_default);
    if (in.has("availability")) out.availability.clear();
    in.each("availability", [&](const boost::json::value& element, const std::string& at) {
        out.availability.push_back(read_hours(fields(element, at, wrong)));
    });
    if (in.has("overrides")) out.overrides.clear();
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
    read_lengths(in, into);
    if (const auto step = in.span_if("slotInterval")) into.slot_interval = step;
    // Zero means the length, as everywhere in Cal.com.
    if (into.slot_interval == minutes{0}) into.slot_interval.reset();
    into.offset_start = in.span_if("offsetStart").value_or(into.offset_start);
    into.buffer_before = in.span_if("beforeEventBuffer").value_or(into.buffer_before);
    into.buffer_after = in.span_if("afterEventBuffer").value_or(into.buffer_after);
    into.notice = in.span_if("minimumBookingNotice").value_or(into.notice);
    if (const auto id = in.number_if("scheduleId", 1, INT64_MAX)) into.schedule_id = id;
    into.show_optimized_slots = in.flag_or("showOptimizedSlots", into.show_optimized_slots);
    into.only_first_slot = in.flag_or("onlyShowFirstAvailableSlot", into.only_first_slot);
    into.hidden = in.flag_or("hidden", into.hidden);
    into.keeps_host = in.flag_or("rescheduleWithSameRoundRobinHost", into.keeps_host);
    into.allows_subset = in.flag_or("rrHostSubsetEnabled", into.allows_subset);
    read_booking_rules(in, into);
    for (auto& shown : in.rest(settings_kept)) into.settings[shown.key()] = shown.value();
}

}  // namespace slotgate::sim
