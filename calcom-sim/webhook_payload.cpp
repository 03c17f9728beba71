#include "calcom-sim/webhook_payload.hpp"

#include <algorithm>
#include <array>

#include "calcom-sim/booking_json.hpp"
#include "calcom-sim/exchange.hpp"
#include "calcom-sim/installation.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

using subject = webhook_subject;

/// `2031-05-06T10:00:00` and an ending: each trigger writes times in its own form (recorded H4).
std::string time_text(instant t, std::string_view ending) {
    return to_text(t).substr(0, 19) + std::string(ending);
}

std::int64_t utc_offset(const zone_database& zones, const std::string& name, instant t) {
    const auto* const zone = zones.find(name);
    return zone != nullptr ? zone->offset_at(t).count() : 0;
}

json::object form_field(std::string_view label, json::value value, bool hidden) {
    json::object out{{"label", label}};
    if (!value.is_null()) out["value"] = std::move(value);
    out["isHidden"] = hidden;
    return out;
}

json::value response(const json::object& responses, std::string_view key) {
    const auto* const value = responses.if_contains(key);
    return value != nullptr ? *value : json::value();
}

bool is_form_field(std::string_view key) {
    constexpr std::array known{"attendeePhoneNumber",
                               "name",
                               "email",
                               "location",
                               "title",
                               "notes",
                               "guests",
                               "rescheduleReason",
                               "rescheduledReason"};
    return std::ranges::find(known, key) != known.end();
}

/// Answers to fields of the host's own making.
json::object own_fields(const json::object& responses) {
    json::object out;
    for (const auto& member : responses)
        if (!is_form_field(member.key()))
            out[member.key()] = form_field(member.key(), member.value(), false);
    return out;
}

json::object all_fields(const world& w, const booking& b) {
    const auto given = responses_of(b);
    json::object out{
        {"attendeePhoneNumber",
         form_field("phone_number", response(given, "attendeePhoneNumber"), true)},
        {"name", form_field("your_name", response(given, "name"), false)},
        {"email", form_field("email_address", response(given, "email"), false)},
        {"location",
         form_field("location", json::object{{"value", location_of(w, b)}, {"optionValue", ""}},
                    false)},
        {"title", form_field("what_is_this_meeting_about", response(given, "title"), true)},
        {"notes", form_field("additional_notes", response(given, "notes"), false)},
        {"guests", form_field("additional_guests", response(given, "guests"), false)},
        {"rescheduleReason",
         form_field("reason_for_reschedule", response(given, "rescheduleReason"), false)}};
    for (auto& member : own_fields(given)) out[member.key()] = member.value();
    return out;
}

/// What an event type says of itself, null where it says nothing.
json::value description_of(const event_type& type) {
    const auto* const value = setting(type, "description");
    const bool said = value != nullptr && value->is_string() && !value->get_string().empty();
    return said ? *value : json::value();
}

json::value text_or_empty(const json::value& text) {
    return text.is_null() ? json::value("") : text;
}

json::object language_of(std::string_view locale) {
    return {{"locale", locale}};
}

json::object organizer_made(const subject& s) {
    return {{"id", s.host.id.value},   {"name", s.host.name},
            {"email", s.host.email},   {"username", s.host.username},
            {"timeZone", s.host.zone}, {"language", language_of("en")},
            {"timeFormat", "h:mma"},   {"utcOffset", utc_offset(s.zones, s.host.zone, s.b.start)}};
}

json::array attendees_made(const subject& s) {
    json::array out;
    for (const auto& a : s.b.attendees) {
        json::object one{{"email", a.email}, {"name", a.name}};
        if (a.phone) one["phoneNumber"] = *a.phone;
        one["firstName"] = "";
        one["lastName"] = "";
        one["timeZone"] = a.zone;
        one["language"] = language_of(a.language);
        one["utcOffset"] = utc_offset(s.zones, a.zone, s.b.start);
        out.emplace_back(std::move(one));
    }
    return out;
}

void add_rules_made(json::object& out, const subject& s) {
    out["eventTypeId"] = s.type.id.value;
    out["hideCalendarNotes"] = false;
    out["hideCalendarEventDetails"] = false;
    out["hideOrganizerEmail"] = false;
    out["schedulingType"] = nullptr;
    out["seatsPerTimeSlot"] = nullptr;
    out["seatsShowAttendees"] = true;
    out["seatsShowAvailabilityCount"] = true;
    out["customReplyToEmail"] = nullptr;
    out["disableRescheduling"] = setting_is_on(s.type, "disableRescheduling", "disabled");
    out["disableCancelling"] = setting_is_on(s.type, "disableCancelling", "disabled");
}

void add_event_made(json::object& out, const subject& s, const booking* moved_from) {
    out["hideBranding"] = false;
    out["uid"] = s.b.uid;
    if (moved_from != nullptr) {
        if (s.b.rescheduled_by) out["rescheduledBy"] = *s.b.rescheduled_by;
        out["appsStatus"] = json::array{};
    }
    out["eventTitle"] = s.type.title;
    out["eventDescription"] = description_of(s.type);
    out["price"] = 0;
    out["currency"] = "usd";
    out["length"] = std::chrono::floor<minutes>(s.b.end - s.b.start).count();
    out["bookingId"] = s.b.id;
    if (moved_from != nullptr) {
        out["rescheduleId"] = moved_from->id;
        out["rescheduleUid"] = moved_from->uid;
        out["rescheduleStartTime"] = time_text(moved_from->start, "Z");
        out["rescheduleEndTime"] = time_text(moved_from->end, "Z");
    }
    out["metadata"] = in_stored_order(s.b.metadata);
    out["status"] = "ACCEPTED";
}

json::array attendees_cancelled(const subject& s) {
    json::array out;
    for (const auto& a : s.b.attendees)
        out.emplace_back(json::object{{"name", a.name},
                                      {"email", a.email},
                                      {"timeZone", a.zone},
                                      {"phoneNumber", a.phone ? json::value(*a.phone) : nullptr},
                                      {"language", language_of(a.language)},
                                      {"utcOffset", utc_offset(s.zones, a.zone, s.b.start)}});
    return out;
}

}  // namespace

json::object payload_made(const subject& s, const booking* moved_from) {
    json::object out{{"bookerUrl", web_address},
                     {"title", title_of(s.w, s.b)},
                     {"startTime", time_text(s.b.start, "Z")},
                     {"endTime", time_text(s.b.end, "Z")},
                     {"type", s.type.slug},
                     {"organizer", organizer_made(s)},
                     {"attendees", attendees_made(s)},
                     {"additionalNotes", text_or_empty(response(s.b.responses, "notes"))},
                     {"description", text_or_empty(description_of(s.type))}};
    add_rules_made(out, s);
    out["customInputs"] = json::object{};
    out["responses"] = all_fields(s.w, s.b);
    out["userFieldsResponses"] = own_fields(responses_of(s.b));
    out["location"] = location_of(s.w, s.b);
    out["destinationCalendar"] = nullptr;
    if (moved_from == nullptr) out["iCalUID"] = ics_uid(s.w, s.b);
    out["iCalSequence"] = moves_before(s.w, s.b);
    out["requiresConfirmation"] = false;
    out["oneTimePassword"] = nullptr;
    out["hashedLink"] = nullptr;
    add_event_made(out, s, moved_from);
    return out;
}

json::object payload_cancelled(const subject& s, const pending_commit& change) {
    const auto description = description_of(s.type);
    json::object out{
        {"bookerUrl", web_address},
        {"title", title_of(s.w, s.b)},
        {"length", s.type.length.count()},
        {"type", s.type.slug},
        {"additionalNotes", ""},
        {"description", text_or_empty(description)},
        {"customInputs", json::object{}},
        {"eventTypeId", s.type.id.value},
        {"userFieldsResponses", own_fields(responses_of(s.b))},
        {"responses", all_fields(s.w, s.b)},
        {"startTime", time_text(s.b.start, "+00:00")},
        {"endTime", time_text(s.b.end, "+00:00")},
        {"organizer", json::object{{"id", s.host.id.value},
                                   {"username", s.host.username},
                                   {"email", s.host.email},
                                   {"name", s.host.name},
                                   {"timeZone", s.host.zone},
                                   {"timeFormat", "h:mma"},
                                   {"language", language_of("en")},
                                   {"utcOffset", utc_offset(s.zones, s.host.zone, s.b.start)}}},
        {"attendees", attendees_cancelled(s)},
        {"uid", s.b.uid},
        {"bookingId", s.b.id},
        {"location", location_of(s.w, s.b)},
        {"destinationCalendar", json::array{}}};
    if (!change.reason.empty()) out["cancellationReason"] = change.reason;
    out["seatsPerTimeSlot"] = nullptr;
    out["seatsShowAttendees"] = false;
    out["iCalUID"] = ics_uid(s.w, s.b);
    out["iCalSequence"] = moves_before(s.w, s.b) + 1;
    out["hideOrganizerEmail"] = false;
    out["customReplyToEmail"] = nullptr;
    out["schedulingType"] = nullptr;
    out["hideBranding"] = false;
    out["eventTitle"] = s.type.title;
    out["eventDescription"] = description;
    out["requiresConfirmation"] = nullptr;
    out["price"] = nullptr;
    out["currency"] = "usd";
    out["status"] = "CANCELLED";
    if (!change.cancelled_by.empty()) out["cancelledBy"] = change.cancelled_by;
    out["requestReschedule"] = false;
    return out;
}

}  // namespace slotgate::sim
