#include "calcom-sim/users.hpp"

#include <algorithm>
#include <expected>

#include "calcom-sim/booking_request.hpp"
#include "calcom-sim/request_body.hpp"
#include "calcom-sim/validation.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

json::value default_schedule(const user& person) {
    const auto found = std::ranges::find(person.schedules, true, &schedule::is_default);
    return found == person.schedules.end() ? json::value() : json::value(found->id);
}

json::value text_or_null(const std::string& text) {
    return text.empty() ? json::value() : json::value(text);
}

json::object me_object(const world& w, const user& me) {
    json::object out{{"id", me.id.value},
                     {"email", me.email},
                     {"name", me.name},
                     {"avatarUrl", text_or_null(me.avatar_url)},
                     {"bio", text_or_null(me.bio)},
                     {"timeFormat", me.time_format},
                     {"defaultScheduleId", default_schedule(me)},
                     {"weekStart", me.week_start},
                     {"timeZone", me.zone},
                     {"username", me.username},
                     {"organizationId", nullptr}};
    for (const auto& [id, t] : w.teams)
        if (t.organization && std::ranges::find(t.members, me.id) != t.members.end())
            out["organizationId"] = *t.organization;
    return out;
}

void check_choices(validation& check, const zone_database& zones) {
    const auto* const zone = check.find("timeZone");
    if (zone != nullptr && (!zone->is_string() || zones.find(zone->get_string()) == nullptr))
        check.complain("timeZone", "isTimeZone", "timeZone must be a valid IANA time-zone");
    const auto format = check.integer("timeFormat", presence::optional);
    if (format && *format != 12 && *format != 24)
        check.complain("timeFormat", "isEnum",
                       "timeFormat must be one of the following values: 12, 24");
    check.one_of("weekStart", presence::optional,
                 {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"});
}

std::expected<json::object, wire::response> read_change(const exchange& x) {
    auto body = read_body(x);
    if (!body) return std::unexpected(std::move(body.error()));
    validation check(std::move(*body));
    // Language and metadata are taken and told nowhere.
    check.keep_only({"email", "name", "timeFormat", "defaultScheduleId", "weekStart", "timeZone",
                     "locale", "avatarUrl", "bio", "metadata"});
    const auto email = check.text("email", presence::optional);
    if (email && !is_email(*email)) check.complain("email", "isEmail", "email must be an email");
    check.text("name", presence::optional);
    check.integer("defaultScheduleId", presence::optional);
    check_choices(check, x.zones);
    check.text("avatarUrl", presence::optional);
    check.text("bio", presence::optional);
    if (!check.passed()) return std::unexpected(validation_failure(x, check));
    return without_nulls(check.target());
}

void apply(const json::object& body, user& me) {
    const auto take = [&](const char* name, std::string& into) {
        if (body.contains(name)) into = json::value_to<std::string>(body.at(name));
    };
    take("email", me.email);
    take("name", me.name);
    take("weekStart", me.week_start);
    take("avatarUrl", me.avatar_url);
    take("bio", me.bio);
    if (body.contains("timeFormat")) me.time_format = body.at("timeFormat").to_number<int>();
    if (body.contains("defaultScheduleId")) {
        const auto wanted = body.at("defaultScheduleId").to_number<std::int64_t>();
        for (auto& one : me.schedules) one.is_default = one.id == wanted;
    }
    if (!body.contains("timeZone")) return;
    take("timeZone", me.zone);
    for (auto& one : me.schedules)
        if (one.is_default) one.zone = me.zone;
}

}  // namespace

reaction show_me(exchange& x) {
    const auto found = x.w.users.find(*x.caller.who);
    if (found == x.w.users.end()) return just(failure(x, 404, "User not found"));
    return just(success(200, me_object(x.w, found->second)));
}

reaction change_me(exchange& x) {
    const auto found = x.w.users.find(*x.caller.who);
    if (found == x.w.users.end()) return just(failure(x, 404, "User not found"));
    const auto body = read_change(x);
    if (!body) return just(body.error());
    apply(*body, found->second);
    return just(success(200, me_object(x.w, found->second)));
}

}  // namespace slotgate::sim
