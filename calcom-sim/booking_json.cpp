#include "calcom-sim/booking_json.hpp"

#include <algorithm>
#include <vector>

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

/// The form's name of a place (`{"type":"address","address":"Room 1"}`) as bookings carry it.
std::string place_text(const json::object& place) {
    const auto type = member_text(place, "type");
    if (type == "integration") {
        const auto app = member_text(place, "integration");
        return "integrations:" + (app == "cal-video" ? std::string("daily") : app);
    }
    for (const auto* const key : {"address", "link", "phone", "location"})
        if (auto text = member_text(place, key); !text.empty()) return text;
    return {};
}

std::string first_place(const event_type& type) {
    const auto* const places = type.settings.if_contains("locations");
    if (places != nullptr && places->is_array() && !places->get_array().empty() &&
        places->get_array().front().is_object())
        return place_text(places->get_array().front().get_object());
    return "integrations:daily";  // Cal Video, what Cal.com takes if nothing was chosen
}

const event_type* type_of(const world& w, const booking& b) {
    const auto found = w.event_types.find(b.event_type);
    return found == w.event_types.end() ? nullptr : &found->second;
}

const user* organizer_of(const world& w, const booking& b) {
    const auto found = w.users.find(b.organizer);
    return found == w.users.end() ? nullptr : &found->second;
}

json::value text_or_null(const std::string& text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
}

json::array hosts_of(const world& w, const booking& b) {
    const auto* const host = organizer_of(w, b);
    if (host == nullptr)
        return {json::object{{"id", "unknown"},
                             {"name", "unknown"},
                             {"email", "unknown"},
                             {"displayEmail", "unknown"},
                             {"username", "unknown"}}};
    return {json::object{{"id", host->id.value},
                         {"name", host->name},
                         {"email", host->email},
                         {"displayEmail", host->email},
                         {"username", host->username},
                         {"timeZone", host->zone}}};
}

json::array attendees_of(const booking& b) {
    json::array out;
    for (const auto& a : b.attendees) {
        json::object one{{"name", a.name},     {"email", a.email},       {"displayEmail", a.email},
                         {"timeZone", a.zone}, {"language", a.language}, {"absent", false}};
        if (a.phone) one["phoneNumber"] = *a.phone;
        out.emplace_back(std::move(one));
    }
    return out;
}

json::array list_of(const std::vector<std::string>& texts) {
    json::array out;
    for (const auto& text : texts) out.emplace_back(text);
    return out;
}

json::object shown_responses(const booking& b) {
    auto out = responses_of(b);
    if (const auto* email = out.if_contains("email")) out["displayEmail"] = json::value(*email);
    if (const auto* guests = out.if_contains("guests")) out["displayGuests"] = json::value(*guests);
    return out;
}

}  // namespace

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
    // The answers Cal.com knows by name come first, the rest as the database keeps it.
    json::object out;
    for (const auto* const key : {"email", "attendeePhoneNumber", "name", "guests"}) {
        if (const auto* value = given.if_contains(key)) out[key] = *value;
        given.erase(key);
    }
    for (const auto& member : in_stored_order(given)) out[member.key()] = member.value();
    return out;
}

std::string ics_uid(const world& w, const booking& b) {
    const auto* first = &b;
    while (first->rescheduled_from) {
        const auto before = w.bookings.find(*first->rescheduled_from);
        if (before == w.bookings.end())
            return *first->rescheduled_from + '@' + std::string(ics_domain);
        first = &before->second;
    }
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

std::string title_of(const world& w, const booking& b) {
    if (!b.title.empty()) return b.title;
    const auto* const type = type_of(w, b);
    const auto* const host = organizer_of(w, b);
    return (type != nullptr ? type->title : std::string("Meeting")) + " between " +
           (host != nullptr ? host->name : std::string("Nameless")) + " and " +
           (b.attendees.empty() ? std::string("Nameless") : b.attendees.front().name);
}

std::string location_of(const world& w, const booking& b) {
    if (b.location.is_string()) return std::string(b.location.get_string());
    if (b.location.is_object())
        if (auto text = place_text(b.location.get_object()); !text.empty()) return text;
    const auto* const type = type_of(w, b);
    return type != nullptr ? first_place(*type) : std::string{};
}

json::object booking_object(const world& w, const booking& b) {
    const auto* const type = type_of(w, b);
    const auto location = location_of(w, b);
    json::object out{{"id", b.id},
                     {"uid", b.uid},
                     {"title", title_of(w, b)},
                     {"description", ""},
                     {"hosts", hosts_of(w, b)},
                     {"status", name_of(b.status)},
                     {"cancellationReason", b.cancellation_reason},
                     {"cancelledByEmail", b.cancelled_by}};
    if (!b.rescheduling_reason.empty()) out["reschedulingReason"] = b.rescheduling_reason;
    out["rescheduledByEmail"] = b.rescheduled_by ? json::value(*b.rescheduled_by) : json::value();
    if (b.rescheduled_from) out["rescheduledFromUid"] = *b.rescheduled_from;
    if (b.rescheduled_to) out["rescheduledToUid"] = *b.rescheduled_to;
    out["start"] = to_text(b.start);
    out["end"] = to_text(b.end);
    out["duration"] = std::chrono::floor<minutes>(b.end - b.start).count();
    out["eventTypeId"] = b.event_type.value;
    out["eventType"] = json::object{{"id", b.event_type.value},
                                    {"slug", type != nullptr ? type->slug : std::string{}}};
    out["meetingUrl"] = location;
    out["location"] = location;
    out["absentHost"] = false;
    out["createdAt"] = to_text(b.created_at);
    out["updatedAt"] = b.updated_at ? json::value(to_text(*b.updated_at)) : json::value();
    out["metadata"] = in_stored_order(b.metadata);
    out["rating"] = nullptr;
    out["icsUid"] = ics_uid(w, b);
    out["attendees"] = attendees_of(b);
    if (!b.guests.empty()) out["guests"] = list_of(b.guests);
    out["bookingFieldsResponses"] = shown_responses(b);
    return out;
}

json::object old_booking_object(const world& w, const booking& b) {
    const auto* const type = type_of(w, b);
    const auto* const host = organizer_of(w, b);
    json::value person;
    if (host != nullptr)
        person = json::object{{"id", host->id.value},
                              {"name", host->name},
                              {"email", host->email},
                              {"username", host->username},
                              {"timeZone", host->zone}};
    json::array attendees;
    for (const auto& a : b.attendees)
        attendees.emplace_back(
            json::object{{"name", a.name}, {"email", a.email}, {"timeZone", a.zone}});
    return {{"title", title_of(w, b)},
            {"id", b.id},
            {"uid", b.uid},
            {"description", ""},
            {"customInputs", json::object{}},
            {"smsReminderNumber", nullptr},
            {"recurringEventId", nullptr},
            {"startTime", to_text(b.start)},
            {"endTime", to_text(b.end)},
            {"location", location_of(w, b)},
            {"status", capital_name_of(b.status)},
            {"metadata", in_stored_order(b.metadata)},
            {"cancellationReason", text_or_null(b.cancellation_reason)},
            {"responses", responses_of(b)},
            {"rejectionReason", nullptr},
            {"userPrimaryEmail", host != nullptr ? json::value(host->email) : json::value()},
            {"user", person},
            {"attendees", attendees},
            {"eventTypeId", b.event_type.value},
            {"eventType", json::object{{"eventName", nullptr},
                                       {"slug", type != nullptr ? type->slug : std::string{}},
                                       {"timeZone", nullptr}}}};
}

}  // namespace slotgate::sim
