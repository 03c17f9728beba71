#include "calcom-sim/schedules.hpp"

#include <algorithm>
#include <expected>

#include "calcom-sim/membership.hpp"
#include "calcom-sim/request_body.hpp"
#include "calcom-sim/request_parts.hpp"
#include "calcom-sim/settings.hpp"
#include "calcom-sim/validation.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

std::string clock_text(minutes since_midnight) {
    const auto count = since_midnight.count();
    std::string out = "00:00";
    out[0] = static_cast<char>('0' + count / 600);
    out[1] = static_cast<char>('0' + count / 60 % 10);
    out[3] = static_cast<char>('0' + count % 60 / 10);
    out[4] = static_cast<char>('0' + count % 10);
    return out;
}

json::object schedule_object(const user& owner, const schedule& s) {
    json::array availability;
    for (const auto& hours : s.availability) {
        json::array names;
        for (const auto day : hours.weekdays) names.emplace_back(weekday_names.at(day));
        availability.emplace_back(json::object{{"days", std::move(names)},
                                               {"startTime", clock_text(hours.start)},
                                               {"endTime", clock_text(hours.end)}});
    }
    json::array overrides;
    for (const auto& one : s.overrides)
        overrides.emplace_back(json::object{{"date", to_text(one.date)},
                                            {"startTime", clock_text(one.start)},
                                            {"endTime", clock_text(one.end)}});
    return {{"id", s.id},
            {"ownerId", owner.id.value},
            {"name", s.name},
            {"timeZone", s.zone},
            {"availability", std::move(availability)},
            {"isDefault", s.is_default},
            {"overrides", std::move(overrides)}};
}

/// `09:00` as Cal.com's pattern has it: 24:00 is no time.
bool is_clock_text(const json::value* value) {
    if (value == nullptr || !value->is_string()) return false;
    const std::string_view text = value->get_string();
    const auto digit = [&](std::size_t i, char most) { return text[i] >= '0' && text[i] <= most; };
    return text.size() == 5 && text[2] == ':' && digit(0, '2') &&
           digit(1, text[0] == '2' ? '3' : '9') && digit(3, '5') && digit(4, '9');
}

void check_times(validation& inner) {
    for (const std::string name : {"startTime", "endTime"})
        if (!is_clock_text(inner.find(name)))
            inner.complain(name, "matches", name + " must be a valid time format HH:MM");
}

void check_days(validation& inner) {
    const auto* const days = inner.list("days", presence::required);
    const bool known =
        days != nullptr && std::ranges::all_of(*days, [](const json::value& day) {
            return day.is_string() &&
                   std::ranges::find(weekday_names, std::string_view(day.get_string())) !=
                       weekday_names.end();
        });
    if (!known)
        inner.complain("days", "isIn",
                       "each value in days must be one of the following values: Monday, Tuesday, "
                       "Wednesday, Thursday, Friday, Saturday, Sunday");
}

void check_date(validation& inner) {
    const auto* const date = inner.find("date");
    if (date == nullptr || !date->is_string() || !parse_date(date->get_string()))
        inner.complain("date", "isIso8601", "date must be a valid ISO 8601 date string");
}

void check_each(validation& check, std::string_view name, void (*check_one)(validation&)) {
    const auto* const all = check.list(name, presence::optional);
    for (std::size_t i = 0; all != nullptr && i < all->size(); ++i) {
        const auto& one = (*all)[i];
        validation inner(one.is_object() ? one.get_object() : json::object{});
        check_one(inner);
        check_times(inner);
        check.nest(name, i, inner);
    }
}

void check_zone(validation& check, const zone_database& zones, presence wanted) {
    const auto* const zone = check.find("timeZone");
    if (zone == nullptr && wanted == presence::optional) return;
    if (zone == nullptr || !zone->is_string() || zones.find(zone->get_string()) == nullptr)
        check.complain("timeZone", "isTimeZone", "timeZone must be a valid IANA time-zone");
}

std::expected<json::object, wire::response> read_checked(const exchange& x, presence wanted) {
    auto body = read_body(x);
    if (!body) return std::unexpected(std::move(body.error()));
    validation check(std::move(*body));
    check.keep_only({"name", "timeZone", "availability", "isDefault", "overrides"});
    check.text("name", wanted);
    check_zone(check, x.zones, wanted);
    check_each(check, "availability", check_days);
    check.flag("isDefault", wanted);
    check_each(check, "overrides", check_date);
    if (!check.passed()) return std::unexpected(validation_failure(x, check));
    return without_nulls(check.target());
}

/// Takes over what `body` names; it was checked before.
void apply(const exchange& x, const json::object& body, schedule& into) {
    const json::value given(body);
    fault wrong;
    fields in(given, "", wrong);
    into = read_schedule(in, x.zones, wrong, into);
}

void make_default(user& owner, std::int64_t id) {
    for (auto& one : owner.schedules) one.is_default = one.id == id;
}

struct found_schedule {
    user* owner;
    schedule* is;
};

/// The schedule at the end of the path; `missing` is the status for one that nobody has.
std::expected<found_schedule, wire::response> schedule_of_path(exchange& x, int missing) {
    const auto subject = subject_of_path(x);
    if (!subject) return std::unexpected(subject.error());
    const auto id = path_number(x, x.path_values.size() - 1);
    if (!id) return std::unexpected(id.error());
    for (auto& [who, person] : x.w.users) {
        const auto found = std::ranges::find(person.schedules, *id, &schedule::id);
        if (found == person.schedules.end()) continue;
        if (&person == *subject) return found_schedule{.owner = &person, .is = &*found};
        return std::unexpected(
            failure(x, 403,
                    "User with ID=" + std::to_string((*subject)->id.value) +
                        " does not own schedule with ID=" + std::to_string(*id)));
    }
    return std::unexpected(
        failure(x, missing, "Schedule with ID=" + std::to_string(*id) + " does not exist."));
}

reaction list_of(const exchange& x, const team& members) {
    const auto part = read_list_part(x);
    if (!part) return just(part.error());
    json::array all;
    for (const auto who : members.members) {
        const auto person = x.w.users.find(who);
        if (person == x.w.users.end()) continue;
        for (const auto& one : person->second.schedules)
            all.emplace_back(schedule_object(person->second, one));
    }
    return just(success(200, part->of(all)));
}

}  // namespace

reaction list_schedules(exchange& x) {
    const auto subject = subject_of_path(x);
    if (!subject) return just(subject.error());
    json::array out;
    for (const auto& one : (*subject)->schedules) out.emplace_back(schedule_object(**subject, one));
    return just(success(200, std::move(out)));
}

reaction show_default_schedule(exchange& x) {
    const auto subject = subject_of_path(x);
    if (!subject) return just(subject.error());
    const auto found = std::ranges::find((*subject)->schedules, true, &schedule::is_default);
    if (found == (*subject)->schedules.end()) return just(success(200, nullptr));
    return just(success(200, schedule_object(**subject, *found)));
}

reaction show_schedule(exchange& x) {
    const auto found = schedule_of_path(x, 404);
    if (!found) return just(found.error());
    return just(success(200, schedule_object(*found->owner, *found->is)));
}

reaction create_schedule(exchange& x) {
    const auto subject = subject_of_path(x);
    if (!subject) return just(subject.error());
    const auto body = read_checked(x, presence::required);
    if (!body) return just(body.error());
    auto& owner = **subject;
    schedule one = usual_hours(x.ids.schedule++, owner.zone);
    apply(x, *body, one);
    owner.schedules.push_back(one);
    if (one.is_default) make_default(owner, one.id);
    return just(success(201, schedule_object(owner, owner.schedules.back())));
}

reaction change_schedule(exchange& x) {
    const auto body = read_checked(x, presence::optional);
    if (!body) return just(body.error());
    const auto found = schedule_of_path(x, 404);
    if (!found) return just(found.error());
    const bool was_default = found->is->is_default;
    apply(x, *body, *found->is);
    // Nobody is left without a default by saying that it is none.
    found->is->is_default = found->is->is_default || was_default;
    if (found->is->is_default) make_default(*found->owner, found->is->id);
    return just(success(200, schedule_object(*found->owner, *found->is)));
}

reaction delete_schedule(exchange& x) {
    const auto found = schedule_of_path(x, 400);
    if (!found) return just(found.error());
    const auto id = found->is->id;
    std::erase_if(found->owner->schedules, [&](const schedule& s) { return s.id == id; });
    // Event types that followed it follow their host's default again.
    for (auto& [key, type] : x.w.event_types) {
        if (type.schedule_id != id) continue;
        type.schedule_id.reset();
        type.settings.erase("scheduleId");
    }
    return just(wire::json_response(200, R"({"status":"success"})"));
}

reaction list_team_schedules(exchange& x) {
    const auto found = team_of_path(x);
    if (!found) return just(found.error());
    return list_of(x, **found);
}

reaction list_organization_schedules(exchange& x) {
    const auto found = organization_of_path(x);
    if (!found) return just(found.error());
    return list_of(x, **found);
}

}  // namespace slotgate::sim
