#include "calcom-sim/out_of_office.hpp"

#include <algorithm>
#include <expected>
#include <functional>

#include "calcom-sim/membership.hpp"
#include "calcom-sim/request_body.hpp"
#include "calcom-sim/request_parts.hpp"
#include "calcom-sim/uid.hpp"
#include "calcom-sim/validation.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

constexpr milliseconds last_of_day{86'399'999};

/// What a body names; the rest stays as it is.
struct wanted_absence {
    std::optional<instant> start;
    std::optional<instant> end;
    std::optional<std::string> notes;
    std::optional<user_id> to;
    std::optional<std::string> reason;
};

json::object absence_object(const out_of_office& one) {
    return {{"userId", one.who.value},
            {"toUserId", one.to ? json::value(one.to->value) : json::value()},
            {"id", one.id},
            {"uuid", one.uuid},
            {"start", to_text(one.start)},
            {"end", to_text(one.end)},
            {"notes", one.notes.empty() ? json::value() : json::value(one.notes)},
            {"reason", one.reason}};
}

/// `2031-05-06T10:00:00Z`, with or without milliseconds, is any time of that day.
std::optional<utc_date> day_of(const json::value& given) {
    if (!given.is_string()) return std::nullopt;
    const std::string_view text = given.get_string();
    const bool has_form = (text.size() == 20 || text.size() == 24) && text.ends_with('Z');
    const auto t = has_form ? parse_instant(text) : std::nullopt;
    if (!t) return std::nullopt;
    return date_of(*t);
}

std::expected<wanted_absence, wire::response> read_wanted(const exchange& x, presence wanted) {
    auto body = read_body(x);
    if (!body) return std::unexpected(std::move(body.error()));
    wanted_absence out;
    // Cal.com turns both into days before it looks at anything else.
    for (const auto* const name : {"start", "end"}) {
        auto* const given = body->if_contains(name);
        if (given == nullptr) continue;
        const auto day = day_of(*given);
        if (!day) return std::unexpected(failure(x, 400, "Invalid Date."));
        const bool is_start = name == std::string_view("start");
        auto& bound = is_start ? out.start : out.end;
        bound = instant{*day} + (is_start ? milliseconds{0} : last_of_day);
        *given = to_text(*bound);
    }
    validation check(std::move(*body));
    check.keep_only({"start", "end", "notes", "toUserId", "reason"});
    if (wanted == presence::required) {
        for (const std::string name : {"start", "end"})
            if (check.find(name) == nullptr)
                check.complain(name, "isDate", name + " must be a Date instance");
    }
    out.notes = check.text("notes", presence::optional);
    if (const auto to = check.integer("toUserId", presence::optional)) out.to = user_id{*to};
    out.reason = check.one_of("reason", presence::optional,
                              {"unspecified", "vacation", "travel", "sick", "public_holiday"});
    if (!check.passed()) return std::unexpected(validation_failure(x, check));
    return out;
}

/// Two who send their bookings to each other at the same time would send them round for ever.
bool goes_round(const exchange& x, user_id who, const wanted_absence& wanted) {
    return wanted.to && std::ranges::any_of(x.w.away, [&](const out_of_office& other) {
               return other.who == *wanted.to && other.to == who && other.start <= *wanted.end &&
                      other.end >= *wanted.start;
           });
}

std::optional<wire::response> refuse_days(const exchange& x, user_id who,
                                          const wanted_absence& wanted) {
    if (wanted.start.has_value() != wanted.end.has_value())
        return failure(x, 400, "Please specify both ooo start and end time.");
    if (!wanted.start) return std::nullopt;
    if (*wanted.start > *wanted.end) return failure(x, 400, "Start date must be before end date.");
    if (goes_round(x, who, wanted))
        return failure(x, 400, "Booking redirect infinite not allowed.");
    const auto same = [&](const out_of_office& one) {
        return one.who == who && one.start == *wanted.start && one.end == *wanted.end;
    };
    if (std::ranges::any_of(x.w.away, same)) return failure(x, 409, "Ooo entry already exists.");
    return std::nullopt;
}

std::optional<wire::response> refuse_absence(const exchange& x, user_id who,
                                             const wanted_absence& wanted) {
    if (auto refusal = refuse_days(x, who, wanted)) return refusal;
    if (!wanted.to) return std::nullopt;
    if (*wanted.to == who) return failure(x, 400, "Cannot redirect to self.");
    const bool shares = std::ranges::any_of(x.w.teams, [&](const auto& entry) {
        return is_member(x.w, entry.first, who) && is_member(x.w, entry.first, *wanted.to);
    });
    if (!shares) return failure(x, 400, "Cannot redirect to this user.");
    return std::nullopt;
}

void apply(const wanted_absence& wanted, out_of_office& into, instant now) {
    into.start = wanted.start.value_or(into.start);
    into.end = wanted.end.value_or(into.end);
    into.notes = wanted.notes.value_or(into.notes);
    if (wanted.to) into.to = wanted.to;
    into.reason = wanted.reason.value_or(into.reason);
    into.updated_at = now;
}

std::expected<std::vector<out_of_office>::iterator, wire::response> absence_of_path(exchange& x) {
    const auto subject = subject_of_path(x);
    if (!subject) return std::unexpected(subject.error());
    const auto id = path_number(x, x.path_values.size() - 1);
    if (!id) return std::unexpected(id.error());
    const auto found = std::ranges::find(x.w.away, *id, &out_of_office::id);
    if (found != x.w.away.end() && found->who == (*subject)->id) return found;
    return std::unexpected(failure(x, 403, "This OOO entry does not belong to this user."));
}

/// By `sortStart`, then by `sortEnd`, then as they were made.
std::function<bool(const out_of_office&, const out_of_office&)> comes_before(const exchange& x) {
    const auto direction = [&](std::string_view name) {
        const auto wish = parameter(x, name);
        return wish == "asc" ? 1 : wish == "desc" ? -1 : 0;
    };
    return [by_start = direction("sortStart"), by_end = direction("sortEnd")](const auto& a,
                                                                              const auto& b) {
        if (by_start != 0 && a.start != b.start) return (a.start < b.start) == (by_start > 0);
        if (by_end != 0 && a.end != b.end) return (a.end < b.end) == (by_end > 0);
        return a.id < b.id;
    };
}

/// Those that `admits`, sorted as `sortStart` and `sortEnd` say, in parts.
reaction list_of(const exchange& x, const std::function<bool(const out_of_office&)>& admits) {
    const auto part = read_list_part(x);
    if (!part) return just(part.error());
    std::vector<out_of_office> chosen;
    std::ranges::copy_if(x.w.away, std::back_inserter(chosen), admits);
    std::ranges::sort(chosen, comes_before(x));
    json::array all;
    for (const auto& one : chosen) all.emplace_back(absence_object(one));
    return just(success(200, part->of(all)));
}

}  // namespace

reaction list_absences(exchange& x) {
    const auto subject = subject_of_path(x);
    if (!subject) return just(subject.error());
    const auto who = (*subject)->id;
    return list_of(x, [&](const out_of_office& one) { return one.who == who; });
}

reaction list_organization_absences(exchange& x) {
    const auto above = organization_of_path(x);
    if (!above) return just(above.error());
    const auto email = parameter(x, "email");
    return list_of(x, [&](const out_of_office& one) {
        const auto who = x.w.users.find(one.who);
        const bool asked = email.empty() || (who != x.w.users.end() && who->second.email == email);
        return asked && is_member(x.w, (*above)->id, one.who);
    });
}

reaction create_absence(exchange& x) {
    const auto subject = subject_of_path(x);
    if (!subject) return just(subject.error());
    const auto wanted = read_wanted(x, presence::required);
    if (!wanted) return just(wanted.error());
    const auto who = (*subject)->id;
    if (auto refusal = refuse_absence(x, who, *wanted)) return just(std::move(*refusal));
    out_of_office one;
    one.id = x.ids.out_of_office++;
    one.uuid = make_uuid(x.random);
    one.who = who;
    one.created_at = x.now;
    apply(*wanted, one, x.now);
    x.w.away.push_back(one);
    return just(success(201, absence_object(one)));
}

reaction change_absence(exchange& x) {
    const auto found = absence_of_path(x);
    if (!found) return just(found.error());
    const auto wanted = read_wanted(x, presence::optional);
    if (!wanted) return just(wanted.error());
    if (auto refusal = refuse_absence(x, (*found)->who, *wanted)) return just(std::move(*refusal));
    apply(*wanted, **found, x.now);
    return just(success(200, absence_object(**found)));
}

reaction delete_absence(exchange& x) {
    const auto found = absence_of_path(x);
    if (!found) return just(found.error());
    auto told = absence_object(**found);
    x.w.away.erase(*found);
    return just(success(200, std::move(told)));
}

}  // namespace slotgate::sim
