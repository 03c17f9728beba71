#include "sim/drawn_practice.hpp"

#include <boost/json.hpp>

#include "core/ensure.hpp"

namespace slotgate::simulation {
namespace {

namespace json = boost::json;

constexpr std::int64_t people = 3;
constexpr std::int64_t team = 1;
constexpr int dates_asked = 4;
using namespace std::chrono_literals;
constexpr utc_date monday = 2031y / std::chrono::May / 5;
/// Nobody is there when nobody asks, so that a world costs less.
constexpr auto leave_begins = "2031-05-12", leave_ends = "2031-07-31";
constexpr std::int64_t odd = 6;
constexpr std::int64_t windowed = 7;
constexpr std::int64_t limited = 8;

json::object person(chance& c, std::int64_t id) {
    const auto* const from = c.one_of<const char*>({"08:00", "09:00", "13:00"});
    const auto* const until = c.one_of<const char*>({"15:00", "16:00", "17:30"});
    json::object hours{
        {"id", id},
        {"timeZone", c.one_of<const char*>({"UTC", "Europe/Berlin", "Asia/Kathmandu"})},
        {"isDefault", true},
        {"availability",
         json::array{json::object{{"days", json::array{"Monday", "Tuesday", "Wednesday", "Thursday",
                                                       "Friday", "Saturday", "Sunday"}},
                                  {"startTime", from},
                                  {"endTime", until}}}}};
    return {{"id", id},
            {"username", "host" + std::to_string(id)},
            {"email", std::to_string(id) + "@hosts.example"},
            {"timeZone", "UTC"},
            {"schedules", json::array{std::move(hours)}}};
}

json::object own_type(chance& c, std::int64_t id, std::int64_t owner) {
    json::object out{{"id", id},
                     {"slug", "type" + std::to_string(id)},
                     {"ownerId", owner},
                     {"lengthInMinutes", c.one_of<int>({30, 60})},
                     {"minimumBookingNotice", c.one_of<int>({0, 60, 120})}};
    if (c.once_in(3)) out["beforeEventBuffer"] = 30;
    if (c.once_in(3)) out["afterEventBuffer"] = 60;
    return out;
}

/// A step that no grid has: today's starts move while time goes on.
json::object odd_type(chance& c, std::int64_t id) {
    auto out = own_type(c, id, 3);
    out["lengthInMinutes"] = 45;
    // Starts are shifted then: every date is reached by any booking.
    if (c.once_in(2)) out["offsetStart"] = 5;
    return out;
}

json::object windowed_type(chance& c, std::int64_t id) {
    auto out = own_type(c, id, 2);
    out["bookingWindow"] = json::object{{"type", "calendarDays"}, {"value", 2}, {"rolling", false}};
    return out;
}

json::object limited_type(chance& c, std::int64_t id) {
    auto out = own_type(c, id, 3);
    out["bookingLimitsCount"] = json::object{{"day", 2}};
    return out;
}

json::object team_type(chance& c, std::int64_t id, std::string_view kind) {
    auto out = own_type(c, id, 1);
    out.erase("ownerId");
    out["teamId"] = team;
    out["schedulingType"] = kind;
    json::array hosts;
    for (std::int64_t who = 1; who <= people; ++who)
        if (kind == "roundRobin" || who != 2) hosts.push_back(json::object{{"userId", who}});
    out["hosts"] = std::move(hosts);
    return out;
}

json::object subscription(std::string id, std::string_view owner, std::int64_t whose) {
    return {{"id", id},
            {"subscriberUrl", "http://gateway.example/" + id},
            {"triggers", json::array{"BOOKING_CREATED", "BOOKING_RESCHEDULED", "BOOKING_CANCELLED",
                                     "BOOKING_REJECTED", "BOOKING_REQUESTED"}},
            {owner, whose}};
}

}  // namespace

practice draw_practice(chance& c, const zone_database& zones) {
    json::object all;
    all["now"] = to_text(instant{monday} + minutes{c.between(0, 1439)});
    json::array users;
    json::array members;
    json::array keys;
    json::array hooks;
    json::array leaves;
    practice out;
    // Some accounts may ask less than they would.
    const auto limit = c.one_of<int>({60, 400, 400, 400, 400, 1'000, 1'000, 1'000});
    const json::array limits{json::object{{"name", "default"}, {"limit", limit}, {"ttl", 60'000}}};
    for (std::int64_t id = 1; id <= people; ++id) {
        users.push_back(person(c, id));
        members.push_back(json::object{{"userId", id}});
        leaves.push_back(
            json::object{{"userId", id}, {"start", leave_begins}, {"end", leave_ends}});
        out.keys.push_back("cal_key" + std::to_string(id));
        keys.push_back(json::object{{"key", out.keys.back()}, {"ownerId", id}, {"limits", limits}});
        hooks.push_back(subscription("h" + std::to_string(id), "ownerId", id));
    }
    hooks.push_back(subscription("team", "teamId", team));
    all["users"] = std::move(users);
    all["outOfOffice"] = std::move(leaves);
    all["apiKeys"] = std::move(keys);
    all["webhooks"] = std::move(hooks);
    all["teams"] =
        json::array{json::object{{"id", team}, {"slug", "team"}, {"members", std::move(members)}}};
    json::array types{own_type(c, 1, 1),
                      own_type(c, 2, 1),
                      own_type(c, 3, 2),
                      team_type(c, 4, "collective"),
                      team_type(c, 5, "roundRobin"),
                      odd_type(c, odd),
                      windowed_type(c, windowed),
                      limited_type(c, limited)};
    const auto count = static_cast<std::int64_t>(types.size());
    all["eventTypes"] = std::move(types);
    auto read = sim::parse_scenario(json::serialize(all), zones);
    ensure(read.has_value(), "what is drawn is a scenario");
    out.scenario = std::move(*read);
    const auto today = date_of(*out.scenario.now);
    for (std::int64_t id = 1; id <= count; ++id)
        out.views.push_back({.type = event_type_id{id},
                             .whole = id == limited,
                             .first = today,
                             .last = today + days{dates_asked - 1}});
    out.views.push_back({.type = event_type_id{1},
                         .place = zones.find("Asia/Kathmandu"),
                         .first = today,
                         .last = today + days{dates_asked - 1}});
    return out;
}

}  // namespace slotgate::simulation
