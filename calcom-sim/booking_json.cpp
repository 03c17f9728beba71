#include "calcom-sim/booking_json.hpp"

#include <algorithm>

#include "calcom-sim/booking_facts.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

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
                         {"displayEmail", display_email(host->email)},
                         {"username", host->username},
                         {"timeZone", host->zone}}};
}

json::object person(const attendee& a) {
    return {
        {"name", a.name},     {"email", a.email},       {"displayEmail", display_email(a.email)},
        {"timeZone", a.zone}, {"language", a.language}, {"absent", a.absent}};
}

/// Cal.com leaves the phone number out of series.
json::array attendees_of(const booking& b) {
    json::array out;
    for (const auto& a : b.attendees) {
        auto one = person(a);
        if (a.phone && !b.recurring_uid) one["phoneNumber"] = *a.phone;
        out.emplace_back(std::move(one));
    }
    return out;
}

json::array seats_of(const booking& b) {
    json::array out;
    for (const auto& a : b.attendees) {
        auto one = person(a);
        if (a.seat_uid) one["seatUid"] = *a.seat_uid;
        one["bookingFieldsResponses"] = a.seat_uid ? seat_responses_of(a) : json::object{};
        one["metadata"] = in_stored_order(a.seat_metadata);
        out.emplace_back(std::move(one));
    }
    return out;
}

json::object shown_responses(const booking& b) {
    auto out = responses_of(b);
    if (const auto* email = out.if_contains("email"); email != nullptr && email->is_string())
        out["displayEmail"] = display_email(email->get_string());
    if (const auto* guests = out.if_contains("guests"); guests != nullptr && guests->is_array()) {
        json::array display;
        for (const auto& guest : guests->get_array())
            display.emplace_back(guest.is_string() ? json::value(display_email(guest.get_string()))
                                                   : guest);
        out["displayGuests"] = std::move(display);
    }
    return out;
}

void add_people(json::object& out, const booking& b) {
    out["attendees"] = attendees_of(b);
    const auto responses = responses_of(b);
    if (const auto* guests = responses.if_contains("guests")) out["guests"] = *guests;
    out["bookingFieldsResponses"] = shown_responses(b);
}

bool has_seats(const event_type* type) {
    return type != nullptr && type->seats.has_value();
}

/// Of a move both sides name who asked for it; of series Cal.com tells neither who nor where to.
void add_moves(json::object& out, const booking& b, bool seated) {
    const bool series = b.recurring_uid.has_value();
    if (!seated && !b.rescheduling_reason.empty())
        out["reschedulingReason"] = b.rescheduling_reason;
    if (!series)
        out["rescheduledByEmail"] =
            b.rescheduled_by ? json::value(*b.rescheduled_by) : json::value();
    if (b.rescheduled_from) out["rescheduledFromUid"] = *b.rescheduled_from;
    if (b.rescheduled_to && !series) out["rescheduledToUid"] = *b.rescheduled_to;
}

json::object shown_metadata(const booking& b) {
    auto out = in_stored_order(b.metadata);
    out.erase("videoCallUrl");
    return out;
}

void add_core(json::object& out, const world& w, const booking& b) {
    const auto* const type = type_of(w, b);
    const bool seated = has_seats(type);
    const auto location = location_of(w, b);
    out["id"] = b.id;
    out["uid"] = b.uid;
    out["title"] = title_of(w, b);
    out["description"] = seated ? json::value() : json::value(notes_of(b));
    out["hosts"] = hosts_of(w, b);
    out["status"] = name_of(b.status);
    out["cancellationReason"] = b.cancellation_reason;
    if (!seated) out["cancelledByEmail"] = b.cancelled_by;
    add_moves(out, b, seated);
    out["start"] = to_text(b.start);
    out["end"] = to_text(b.end);
    out["duration"] = std::chrono::floor<minutes>(b.end - b.start).count();
    out["eventTypeId"] = b.event_type.value;
    out["eventType"] = json::object{{"id", b.event_type.value},
                                    {"slug", type != nullptr ? type->slug : std::string{}}};
    out["meetingUrl"] = location;
    out["location"] = location;
    out["absentHost"] = b.absent_host;
    out["createdAt"] = to_text(b.created_at);
    out["updatedAt"] = b.updated_at ? json::value(to_text(*b.updated_at)) : json::value();
    if (!seated) out["metadata"] = shown_metadata(b);
    out["rating"] = nullptr;
    out["icsUid"] = ics_uid(w, b);
}

}  // namespace

std::string display_email(std::string_view email) {
    constexpr std::size_t mark = 25;
    const auto plus = email.find('+');
    const auto rest = plus == std::string_view::npos ? std::string_view{} : email.substr(plus + 1);
    const auto of_mark = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    if (rest.size() < mark || !std::ranges::all_of(rest.substr(0, mark), of_mark))
        return std::string(email);
    return std::string(email.substr(0, plus)) + std::string(rest.substr(mark));
}

json::object booking_object(const world& w, const booking& b, seats_shown seats) {
    json::object out;
    const bool seated = has_seats(type_of(w, b));
    const bool series = b.recurring_uid.has_value();
    // Of a series the people stand first: an accident of Cal.com's, kept.
    if (series && !seated) add_people(out, b);
    add_core(out, w, b);
    if (seated)
        out["attendees"] = seats == seats_shown::all ? seats_of(b) : json::array{};
    else if (!series)
        add_people(out, b);
    if (series) out["recurringBookingUid"] = *b.recurring_uid;
    return out;
}

seats_shown seats_for(const world& w, const booking& b, const caller& who) {
    const auto* const type = type_of(w, b);
    const bool open = type != nullptr && type->seats && type->seats->show_attendees;
    const bool own = type != nullptr && who.who && may_manage(w, *type, *who.who);
    return open || own ? seats_shown::all : seats_shown::none;
}

json::object made_booking_object(const world& w, const booking& b, const caller& who,
                                 const std::string& seat_uid) {
    auto out = booking_object(w, b, seats_for(w, b, who));
    if (has_seats(type_of(w, b))) out["seatUid"] = seat_uid;
    out["isPlatformManagedUserBooking"] = false;
    return out;
}

json::object old_booking_object(const world& w, const booking& b) {
    const auto* const type = type_of(w, b);
    const auto* const host = organizer_of(w, b);
    const bool seated = has_seats(type);
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
            {"description", seated ? json::value() : json::value(notes_of(b))},
            {"customInputs", json::object{}},
            {"smsReminderNumber", nullptr},
            {"recurringEventId", b.recurring_uid ? json::value(*b.recurring_uid) : json::value()},
            {"startTime", to_text(b.start)},
            {"endTime", to_text(b.end)},
            {"location", location_of(w, b)},
            {"status", capital_name_of(b.status)},
            {"metadata", in_stored_order(b.metadata)},
            {"cancellationReason", text_or_null(b.cancellation_reason)},
            {"responses", seated ? json::value() : json::value(responses_of(b))},
            {"rejectionReason", text_or_null(b.rejection_reason)},
            {"userPrimaryEmail", host != nullptr ? json::value(host->email) : json::value()},
            {"user", person},
            {"attendees", attendees},
            {"eventTypeId", b.event_type.value},
            {"eventType", json::object{{"eventName", nullptr},
                                       {"slug", type != nullptr ? type->slug : std::string{}},
                                       {"timeZone", nullptr}}}};
}

}  // namespace slotgate::sim
