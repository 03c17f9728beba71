#include "calcom-sim/booking_facts.hpp"

#include <algorithm>
#include <array>

#include "calcom-sim/installation.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

/// The text at `key` of an object, or nothing.
std::string member_text(const json::object& object, std::string_view key) {
    const auto* const value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                  : std::string{};
}

const json::value* offered_places(const event_type& type) {
    return type.settings.if_contains("locations");
}

std::string first_place(const event_type& type) {
    const auto* const places = offered_places(type);
    if (places != nullptr && places->is_array() && !places->get_array().empty() &&
        places->get_array().front().is_object())
        return place_text(places->get_array().front().get_object(), nullptr);
    return "integrations:daily";  // Cal Video, what Cal.com takes if nothing was chosen
}

std::string integration(const std::string& app) {
    if (app == "cal-video") return "integrations:daily";
    if (app == "google-meet") return "integrations:google:meet";
    return "integrations:" + app;
}

json::array list_of(const std::vector<std::string>& texts) {
    json::array out;
    for (const auto& text : texts) out.emplace_back(text);
    return out;
}

/// Members named by `first` in that order, the rest as the database keeps it.
json::object ordered(json::object given, std::initializer_list<std::string_view> first) {
    json::object out;
    for (const auto key : first) {
        if (const auto* value = given.if_contains(key)) out[key] = *value;
        given.erase(key);
    }
    for (const auto& member : in_stored_order(given)) out[member.key()] = member.value();
    return out;
}

}  // namespace

const event_type* type_of(const world& w, const booking& b) {
    const auto found = w.event_types.find(b.event_type);
    return found == w.event_types.end() ? nullptr : &found->second;
}

const user* organizer_of(const world& w, const booking& b) {
    const auto found = w.users.find(b.organizer);
    return found == w.users.end() ? nullptr : &found->second;
}

std::vector<const user*> co_hosts_of(const world& w, const booking& b) {
    std::vector<const user*> out;
    const auto* const type = type_of(w, b);
    if (type == nullptr) return out;
    for (const auto& h : type->hosts) {
        const auto who = w.users.find(h.who);
        if (who == w.users.end() || h.who == b.organizer) continue;
        if (std::ranges::find(b.attendees, who->second.email, &attendee::email) !=
            b.attendees.end())
            out.push_back(&who->second);
    }
    return out;
}

bool is_co_host(const world& w, const booking& b, const attendee& a) {
    const auto hosts = co_hosts_of(w, b);
    return std::ranges::any_of(hosts, [&](const user* host) { return host->email == a.email; });
}

bool may_manage(const world& w, const event_type& type, user_id who) {
    if (type.owner == who || std::ranges::find(type.hosts, who, &host::who) != type.hosts.end())
        return true;
    const auto team = type.team ? w.teams.find(*type.team) : w.teams.end();
    return team != w.teams.end() &&
           std::ranges::find(team->second.members, who) != team->second.members.end();
}

bool may_access(const world& w, const booking& b, user_id who) {
    if (b.organizer == who) return true;
    const auto hosts = co_hosts_of(w, b);
    if (std::ranges::any_of(hosts, [&](const user* host) { return host->id == who; })) return true;
    const auto* const type = type_of(w, b);
    return type != nullptr && type->team && may_manage(w, *type, who);
}

std::string ics_uid(const world& w, const booking& b) {
    const auto* first = &b;
    while (first->calendar_uid.empty() && first->rescheduled_from) {
        const auto before = w.bookings.find(*first->rescheduled_from);
        if (before == w.bookings.end())
            return *first->rescheduled_from + '@' + std::string(ics_domain);
        first = &before->second;
    }
    if (!first->calendar_uid.empty()) return first->calendar_uid;
    return first->uid + '@' + std::string(ics_domain);
}

int moves_before(const world& w, const booking& b) {
    int moves = 0;
    for (const auto* at = &b; at->rescheduled_from; ++moves) {
        const auto before = w.bookings.find(*at->rescheduled_from);
        if (before == w.bookings.end()) return moves + 1;
        at = &before->second;
    }
    return moves;
}

std::string title_between(std::string_view what, std::string_view host, std::string_view booker) {
    std::string out{what};
    out.append(" between ").append(host.empty() ? "Nameless" : host);
    return out.append(" and ").append(booker.empty() ? "Nameless" : booker);
}

std::string title_of(const world& w, const booking& b) {
    if (!b.title.empty()) return b.title;
    const auto* const type = type_of(w, b);
    const auto* const host = organizer_of(w, b);
    std::string_view side = host != nullptr ? std::string_view(host->name) : std::string_view{};
    const auto team = type != nullptr && type->team ? w.teams.find(*type->team) : w.teams.end();
    // Cal.com names the team where it sends several people.
    if (team != w.teams.end() &&
        (type->kind == scheduling::collective || !co_hosts_of(w, b).empty()))
        side = team->second.name;
    return title_between(type != nullptr ? std::string_view(type->title) : "Meeting", side,
                         b.attendees.empty() ? std::string_view{} : b.attendees.front().name);
}

std::string place_text(const json::object& place, const json::value* offered) {
    const auto type = member_text(place, "type");
    if (type == "integration") return integration(member_text(place, "integration"));
    for (const auto* const key : {"address", "link", "phone", "location"})
        if (auto text = member_text(place, key); !text.empty()) return text;
    if (offered == nullptr || !offered->is_array()) return {};
    for (const auto& one : offered->get_array())
        if (one.is_object() && member_text(one.get_object(), "type") == type)
            return place_text(one.get_object(), nullptr);
    return {};
}

std::string location_of(const world& w, const booking& b) {
    if (b.location.is_string()) return std::string(b.location.get_string());
    const auto* const type = type_of(w, b);
    const auto* const offered = type != nullptr ? offered_places(*type) : nullptr;
    if (b.location.is_object())
        if (auto text = place_text(b.location.get_object(), offered); !text.empty()) return text;
    return type != nullptr ? first_place(*type) : std::string{};
}

std::string call_address_of(const world& w, const booking& b) {
    auto location = location_of(w, b);
    return location.starts_with("http") ? location : std::string{};
}

json::object responses_of(const booking& b) {
    json::object given = b.responses;
    if (!b.attendees.empty()) {
        const auto& booker = b.attendees.front();
        if (!given.contains("email")) given["email"] = booker.email;
        if (!given.contains("name")) given["name"] = booker.name;
        if (booker.phone && !given.contains("attendeePhoneNumber"))
            given["attendeePhoneNumber"] = *booker.phone;
    }
    if (!b.guests.empty() && !given.contains("guests")) given["guests"] = list_of(b.guests);
    if (!b.rescheduling_reason.empty()) given["rescheduledReason"] = b.rescheduling_reason;
    // The answers Cal.com knows by name come first.
    return ordered(std::move(given),
                   {"email", "attendeePhoneNumber", "name", "guests", "rescheduleReason"});
}

json::object seat_responses_of(const attendee& a) {
    json::object given = a.seat_responses;
    if (!given.contains("name")) given["name"] = a.name;
    if (!given.contains("guests")) given["guests"] = json::array{};
    if (a.phone && !given.contains("attendeePhoneNumber")) given["attendeePhoneNumber"] = *a.phone;
    given.erase("email");
    return ordered(std::move(given), {"attendeePhoneNumber", "name"});
}

std::string notes_of(const booking& b) {
    return member_text(b.responses, "notes");
}

json::object in_stored_order(const json::object& object) {
    std::vector<std::string_view> keys;
    for (const auto& member : object) keys.push_back(member.key());
    std::ranges::sort(keys, [](std::string_view a, std::string_view b) {
        return a.size() != b.size() ? a.size() < b.size() : a < b;
    });
    json::object out;
    for (const auto key : keys) out[key] = object.at(key);
    return out;
}

std::string_view name_of(booking_status status) {
    switch (status) {
        case booking_status::accepted:
            return "accepted";
        case booking_status::pending:
            return "pending";
        case booking_status::cancelled:
            return "cancelled";
        case booking_status::rejected:
            return "rejected";
    }
    return "accepted";
}

std::string capital_name_of(booking_status status) {
    std::string name{name_of(status)};
    std::ranges::transform(name, name.begin(), [](char c) { return static_cast<char>(c - 32); });
    return name;
}

}  // namespace slotgate::sim
