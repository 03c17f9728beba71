#include "radius/random_world.hpp"

#include <boost/json.hpp>

#include "calcom-sim/event_type_json.hpp"
#include "calcom-sim/simulator.hpp"
#include "core/ensure.hpp"
#include "wire/event_type_reading.hpp"

namespace slotgate::testing {
namespace {

namespace json = boost::json;

constexpr std::int64_t team = 1;

const json::array workdays{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday"};
const json::array all_days{"Sunday",   "Monday", "Tuesday", "Wednesday",
                           "Thursday", "Friday", "Saturday"};

json::object hours_of(const json::array& days, std::string_view start, std::string_view end) {
    return {{"days", days}, {"startTime", start}, {"endTime", end}};
}

json::array draw_hours(chance& c) {
    switch (c.below(9)) {
        case 0:
            return {hours_of(all_days, "00:00", "23:59")};
        case 1:
            return {hours_of(all_days, "00:00", "12:00"), hours_of(all_days, "12:00", "23:59")};
        case 2:
            return {hours_of(workdays, "00:00", "06:10"), hours_of(all_days, "21:05", "23:59")};
        case 3:
            return {hours_of({"Monday", "Thursday"}, "07:05", "10:00")};
        case 4:
            return {hours_of(workdays, "08:00", "12:00"), hours_of(workdays, "13:00", "17:30")};
        case 5:
            return {hours_of(all_days, "10:00", "18:20")};
        default:
            return {hours_of(workdays, "09:00", "17:00")};
    }
}

json::array draw_overrides(chance& c, utc_date from) {
    json::array out;
    while (c.once_in(3)) {
        const auto date = from + days{c.between(0, 14)};
        const auto hours = c.one_of<std::pair<const char*, const char*>>(
            {{"00:00", "00:00"}, {"06:30", "23:59"}, {"10:10", "15:00"}, {"00:00", "23:59"}});
        out.push_back(json::object{{"date", to_text(std::chrono::year_month_day{date})},
                                   {"startTime", hours.first},
                                   {"endTime", hours.second}});
    }
    return out;
}

std::string draw_zone(chance& c) {
    return c.one_of<const char*>({"UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu",
                                  "Pacific/Auckland", "Australia/Lord_Howe", "Pacific/Kiritimati",
                                  "America/Los_Angeles"});
}

json::array draw_people(chance& c, utc_date from) {
    json::array out;
    const auto count = c.between(1, 4);
    const auto shared = draw_hours(c);
    const auto zone = draw_zone(c);
    for (std::int64_t id = 1; id <= count; ++id) {
        const bool alike = c.once_in(2);
        json::object hours{{"id", id},
                           {"timeZone", alike ? zone : draw_zone(c)},
                           {"isDefault", true},
                           {"availability", alike ? shared : draw_hours(c)},
                           {"overrides", draw_overrides(c, from)}};
        out.push_back(json::object{{"id", id},
                                   {"username", "host" + std::to_string(id)},
                                   {"email", std::to_string(id) + "@hosts.example"},
                                   {"timeZone", draw_zone(c)},
                                   {"schedules", json::array{std::move(hours)}}});
    }
    return out;
}

/// Each setting is there now and then.
void draw_times(chance& c, json::object& type) {
    const auto length =
        c.one_of<int>({10, 15, 20, 25, 30, 30, 45, 50, 60, 75, 90, 120, 300, 800, 1600});
    type["lengthInMinutes"] = length;
    if (c.once_in(5)) type["lengthInMinutesOptions"] = json::array{length, 2 * length, 15};
    if (c.once_in(3)) type["slotInterval"] = c.one_of<int>({5, 10, 15, 20, 25, 30, 60, 60, 180});
    if (c.once_in(8)) type["offsetStart"] = c.one_of<int>({5, 10});
    if (c.once_in(8)) type["showOptimizedSlots"] = true;
    if (c.once_in(8)) type["onlyShowFirstAvailableSlot"] = true;
    for (const auto* const name : {"beforeEventBuffer", "afterEventBuffer"})
        if (c.once_in(3)) type[name] = c.one_of<int>({5, 30, 60, 300, 1500});
    type["minimumBookingNotice"] = c.one_of<int>({0, 0, 60, 120, 2880});
}

void draw_limits(chance& c, json::object& type) {
    json::object limits;
    const bool counts = c.once_in(2);
    for (const auto* const unit : {"day", "week", "month", "year"})
        if (c.once_in(3)) limits[unit] = counts ? c.between(1, 3) : c.between(2, 12) * 30;
    if (!limits.empty())
        type[counts ? "bookingLimitsCount" : "bookingLimitsDuration"] = std::move(limits);
}

void draw_rules(chance& c, json::object& type, utc_date from) {
    if (c.once_in(3)) draw_limits(c, type);
    if (c.once_in(6)) {
        const auto* const kind = c.one_of<const char*>({"calendarDays", "businessDays"});
        type["bookingWindow"] =
            json::object{{"type", kind}, {"value", c.between(2, 20)}, {"rolling", c.once_in(2)}};
    } else if (c.once_in(12)) {
        type["bookingWindow"] = json::object{
            {"type", "range"},
            {"value", json::array{to_text(std::chrono::year_month_day{from}),
                                  to_text(std::chrono::year_month_day{from + days{9}})}}};
    }
    if (c.once_in(8)) type["seats"] = json::object{{"seatsPerTimeSlot", c.between(1, 3)}};
    if (c.once_in(5))
        type["confirmationPolicy"] =
            json::object{{"type", "always"}, {"blockUnconfirmedBookingsInBooker", c.once_in(2)}};
}

void draw_service(chance& c, json::object& type, std::int64_t people) {
    if (c.once_in(2)) {
        type["ownerId"] = c.between(1, people);
        return;
    }
    json::array hosts;
    const auto first = c.between(1, people);
    const auto kind = c.one_of<const char*>({"collective", "roundRobin", "roundRobin"});
    for (std::int64_t n = 0; n < c.between(1, people); ++n)
        hosts.push_back(
            json::object{{"userId", (first + n - 1) % people + 1}, {"mandatory", c.once_in(4)}});
    if (hosts.empty()) hosts.push_back(json::object{{"userId", first}});
    type["teamId"] = team;
    type["schedulingType"] = kind;
    type["hosts"] = std::move(hosts);
}

json::array draw_event_types(chance& c, std::int64_t people, utc_date from) {
    json::array out;
    const auto count = c.between(2, 6);
    for (std::int64_t id = 1; id <= count; ++id) {
        json::object type{{"id", id}, {"slug", "type" + std::to_string(id)}};
        draw_times(c, type);
        draw_rules(c, type, from);
        draw_service(c, type, people);
        if (type.contains("ownerId") && c.once_in(6)) type["scheduleId"] = c.between(1, people);
        out.push_back(std::move(type));
    }
    return out;
}

event_type as_read(const sim::world& w, const sim::event_type& type) {
    const json::object answer{{"status", "success"},
                              {"data", sim::event_type_object(w, type, sim::form_view::whole)}};
    const auto read = wire::read_event_type(json::serialize(answer));
    ensure(read.has_value(), "the simulator's event types can be read");
    return *read;
}

}  // namespace

drawn_world draw_world(chance& c, const zone_database& zones) {
    using namespace std::chrono;
    // Some dates are near a clock change of most of the zones, a week's end, a month's, a year's.
    const auto from = c.one_of<utc_date>({2031y / May / 5, 2031y / March / 26, 2031y / October / 24,
                                          2031y / August / 27, 2031y / December / 26});
    json::object scenario;
    scenario["now"] = to_text(instant{from} + minutes{c.between(0, 1439)});
    scenario["users"] = draw_people(c, from);
    const auto people = static_cast<std::int64_t>(scenario["users"].get_array().size());
    json::array members;
    for (std::int64_t id = 1; id <= people; ++id) members.push_back(json::object{{"userId", id}});
    scenario["teams"] =
        json::array{json::object{{"id", team}, {"slug", "team"}, {"members", members}}};
    scenario["eventTypes"] = draw_event_types(c, people, from);
    drawn_world out;
    out.text = json::serialize(scenario);
    auto read = sim::parse_scenario(out.text, zones);
    ensure(read.has_value(), "what is drawn is a scenario");
    out.w = std::move(read->initial);
    out.now = *read->now;
    for (const auto& [id, type] : out.w.event_types) out.known.push_back(as_read(out.w, type));
    return out;
}

}  // namespace slotgate::testing
