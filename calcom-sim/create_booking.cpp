#include <algorithm>

#include "calcom-sim/booking_facts.hpp"
#include "calcom-sim/booking_json.hpp"
#include "calcom-sim/booking_making.hpp"
#include "calcom-sim/booking_request.hpp"
#include "calcom-sim/booking_rules.hpp"
#include "calcom-sim/bookings.hpp"
#include "calcom-sim/series.hpp"
#include "calcom-sim/uid.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

using found_type = std::expected<const event_type*, wire::response>;

found_type find_by_slug(const exchange& x, const booking_selector& s) {
    const auto is_it = [&](const event_type& type) {
        if (type.slug != s.slug || !s.organization.empty()) return false;
        if (!s.username.empty()) {
            const auto owner = x.w.users.find(type.owner);
            return !type.team && owner != x.w.users.end() && owner->second.username == s.username;
        }
        const auto team = type.team ? x.w.teams.find(*type.team) : x.w.teams.end();
        return team != x.w.teams.end() && team->second.slug == s.team;
    };
    for (const auto& [id, type] : x.w.event_types)
        if (is_it(type)) return &type;
    const auto whose =
        s.username.empty() ? " belonging to team " + s.team : " belonging to user " + s.username;
    const auto within = s.organization.empty() ? "" : " within organization " + s.organization;
    return std::unexpected(
        failure(x, 404, "Event type with slug " + s.slug + whose + within + " not found."));
}

/// The event type a booking names, or the 404 that says what is missing.
found_type find_type(const exchange& x, const booking_selector& s) {
    if (s.id) {
        const auto found = x.w.event_types.find(*s.id);
        if (found != x.w.event_types.end()) return &found->second;
        return std::unexpected(
            failure(x, 404, "Event type with id " + std::to_string(s.id->value) + " not found."));
    }
    const auto known = [](const auto& people, auto member, const std::string& name) {
        return std::ranges::any_of(people, [&](const auto& p) { return p.second.*member == name; });
    };
    if (!s.username.empty() && !known(x.w.users, &user::username, s.username))
        return std::unexpected(failure(x, 404, "User with username " + s.username + " not found"));
    if (s.username.empty() && !known(x.w.teams, &team::slug, s.team))
        return std::unexpected(failure(x, 404, "Team with slug " + s.team + " not found"));
    return find_by_slug(x, s);
}

/// A place as the form keeps it: what old clients send as a text is a link, a number or free words.
json::value location_answer(const event_type& type, const json::value& sent) {
    std::string_view kind = "somewhereElse";
    std::string detail;
    if (sent.is_string()) {
        detail = std::string(sent.get_string());
        if (detail.contains("://") || detail.starts_with("www."))
            kind = "link";
        else if (detail.starts_with('+'))
            kind = "phone";
        return json::object{{"value", kind}, {"optionValue", detail}};
    }
    if (!sent.is_object() || !sent.get_object().contains("type")) return nullptr;
    const auto& name = sent.get_object().at("type");
    if (name == "address") kind = "inPerson";
    if (name == "attendeeAddress") kind = "attendeeInPerson";
    if (name == "link") kind = "link";
    if (name == "phone") kind = "userPhone";
    if (name == "attendeePhone") kind = "phone";
    if (name == "organizersDefaultApp") kind = "conferencing";
    const auto text = place_text(sent.get_object(), setting(type, "locations"));
    if (name == "integration") return json::object{{"value", text}, {"optionValue", ""}};
    const bool own =
        name == "attendeeAddress" || name == "attendeePhone" || name == "attendeeDefined";
    return json::object{{"value", kind}, {"optionValue", own ? text : std::string{}}};
}

/// What the form's answers look like once they are stored.
json::object stored_responses(const event_type& type, const new_booking& asked) {
    json::object out = asked.field_responses;
    for (auto& member : out)
        if (member.value().is_null()) member.value() = "";
    out["email"] = asked.booker.email;
    out["name"] = asked.booker.name;
    if (auto location = location_answer(type, asked.location); !location.is_null())
        out["location"] = std::move(location);
    return out;
}

booking_wish wish_of(const event_type& type, const new_booking& asked) {
    return {.type = &type,
            .start = asked.start,
            .end = asked.start + asked.length.value_or(type.length),
            .booker = asked.booker,
            .guests = asked.guests,
            .metadata = asked.metadata,
            .responses = stored_responses(type, asked),
            .location = asked.location,
            .wishes = asked.hosts,
            .verification_code = asked.verification_code};
}

std::expected<made_booking, wire::response> make_one(exchange& x, booking_wish wish) {
    if (auto refusal = refuse_booker(x, *wish.type, wish.booker, wish.verification_code))
        return std::unexpected(std::move(*refusal));
    return make_booking(x, std::move(wish), {});
}

reaction create_single(exchange& x, booking_wish wish) {
    auto made = make_one(x, std::move(wish));
    if (!made) return just(std::move(made.error()));
    const auto& b = x.w.bookings.at(made->uid);
    return after(std::move(made->deliveries),
                 success(201, made_booking_object(x.w, b, x.caller, made->seat_uid)));
}

/// One after the other, each with its webhooks before the next (calcom-recorded H5). Where one is
/// refused the earlier ones stay: Cal.com takes nothing back.
reaction create_series(exchange& x, const booking_wish& first, const std::vector<instant>& starts) {
    reaction out;
    const auto series = make_uuid(x.random);
    std::optional<chosen_hosts> hosts;
    std::vector<std::string> uids;
    for (const auto start : starts) {
        auto wish = first;
        wish.series = series;
        wish.start = start;
        wish.end = start + (first.end - first.start);
        wish.hosts = hosts;
        auto made = make_one(x, std::move(wish));
        if (!made) {
            out.answer = std::move(made.error());
            return out;
        }
        hosts = made->hosts;
        uids.push_back(made->uid);
        if (!made->deliveries.empty()) out.deliveries.push_back(std::move(made->deliveries));
    }
    json::array all;
    for (const auto& uid : uids)
        all.emplace_back(made_booking_object(x.w, x.w.bookings.at(uid), x.caller, {}));
    out.answer = success(201, std::move(all));
    return out;
}

}  // namespace

reaction create_booking(exchange& x) {
    const auto asked = read_new_booking(x);
    if (!asked) return just(asked.error());
    const auto type = find_type(x, asked->selector);
    if (!type) return just(type.error());
    if (auto refusal = refuse_event_type(x, **type, *asked)) return just(std::move(*refusal));
    if (auto refusal = refuse_request(x, **type, *asked)) return just(std::move(*refusal));
    auto wish = wish_of(**type, *asked);
    if (!(*type)->recurrence) return create_single(x, std::move(wish));
    const auto& rule = *(*type)->recurrence;
    const auto count = asked->recurrence_count.value_or(rule.occurrences);
    if (count > rule.occurrences)
        return just(failure(
            x, 400,
            "Provided recurrence count is higher than the event type's recurring event count."));
    const auto* const place = x.zones.find(asked->booker.zone);
    return create_series(
        x, wish,
        starts_of_series(wish.start, rule, count, place != nullptr ? *place : x.zones.utc()));
}

}  // namespace slotgate::sim
