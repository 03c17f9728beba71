#include "calcom-sim/booking_facts.hpp"
#include "calcom-sim/exchange.hpp"
#include "calcom-sim/installation.hpp"
#include "calcom-sim/webhook_parts.hpp"
#include "calcom-sim/webhook_payload.hpp"

/// Payloads that Cal.com builds from what it stored: cancelled, confirmed, rejected, and meetings.

namespace slotgate::sim {
namespace {

namespace json = boost::json;

using subject = webhook_subject;

json::object organizer_cancelled(const subject& s) {
    return {{"id", s.host.id.value},         {"username", s.host.username},
            {"email", s.host.email},         {"name", s.host.name},
            {"timeZone", s.host.zone},       {"timeFormat", "h:mma"},
            {"language", language_of("en")}, {"utcOffset", utc_offset(s, s.host.zone)}};
}

json::object organizer_decided(const subject& s) {
    return {{"id", s.host.id.value},         {"email", s.host.email},
            {"name", s.host.name},           {"username", s.host.username},
            {"timeZone", s.host.zone},       {"timeFormat", "h:mma"},
            {"language", language_of("en")}, {"utcOffset", utc_offset(s, s.host.zone)}};
}

/// One seat's booker with everything the table of attendees says of him.
json::array leaver(const subject& s, const attendee& a) {
    return {json::object{{"id", a.id},
                         {"email", a.email},
                         {"name", a.name},
                         {"timeZone", a.zone},
                         {"phoneNumber", a.phone ? json::value(*a.phone) : nullptr},
                         {"locale", a.language},
                         {"bookingId", s.b.id},
                         {"noShow", a.absent},
                         {"language", language_of(a.language)},
                         {"utcOffset", utc_offset(s, a.zone)}}};
}

json::value true_or_null(bool is) {
    return is ? json::value(true) : json::value();
}

bool shows_seats(const event_type& type) {
    return type.seats && type.seats->show_attendees;
}

void add_event_type(json::object& out, const subject& s) {
    out["eventTitle"] = s.type.title;
    out["eventDescription"] = description_of(s.type);
}

/// What a confirmation and a refusal have in common.
json::object decided(const subject& s, std::optional<std::int64_t> count) {
    json::object out{
        {"type", s.type.slug},
        {"title", title_of(s.w, s.b)},
        {"description", told_description(s)},
        {"bookerUrl", web_address},
        {"userFieldsResponses", own_fields_of(s)},
        {"responses", form_of(s, form_source::stored)},
        {"customInputs", json::object{}},
        {"startTime", to_text(s.b.start)},
        {"endTime", to_text(s.b.end)},
        {"organizer", organizer_decided(s)},
        {"attendees", stored_attendees(s)},
        {"location", location_of(s.w, s.b)},
        {"uid", s.b.uid},
        {"destinationCalendar", json::array{}},
        {"requiresConfirmation", s.type.confirmation.has_value()},
        {"hideOrganizerEmail", false},
        {"hideCalendarNotes", false},
        {"hideCalendarEventDetails", false},
        {"eventTypeId", s.type.id.value},
        {"customReplyToEmail", nullptr},
        {"seatsPerTimeSlot", seats_per_slot(s.type)},
        {"seatsShowAttendees", shows_seats(s.type)},
        {"disableCancelling", setting_is_on(s.type, "disableCancelling", "disabled")},
        {"disableRescheduling", setting_is_on(s.type, "disableRescheduling", "disabled")}};
    const auto team = s.w.teams.find(s.type.team.value_or(0));
    if (team != s.w.teams.end())
        out["team"] = json::object{
            {"name", team->second.name}, {"id", team->second.id}, {"members", json::array{}}};
    out["organizationId"] = nullptr;
    out["additionalNotes"] = stored_notes(s);
    out["assignmentReason"] = nullptr;
    out["hideBranding"] = false;
    if (count) out["recurringEvent"] = recurrence_of(s.type, *count);
    return out;
}

void add_decision(json::object& out, const subject& s, std::string_view status) {
    add_event_type(out, s);
    out["price"] = 0;
    out["currency"] = "usd";
    out["length"] = s.type.length.count();
    out["bookingId"] = s.b.id;
    out["status"] = status;
}

}  // namespace

json::object payload_confirmed(const subject& s, std::optional<std::int64_t> count) {
    auto out = decided(s, count);
    add_decision(out, s, "ACCEPTED");
    json::object metadata;
    if (auto address = call_address_of(s.w, s.b); !address.empty())
        metadata["videoCallUrl"] = address;
    out["metadata"] = std::move(metadata);
    return out;
}

json::object payload_rejected(const subject& s, std::optional<std::int64_t> count) {
    auto out = decided(s, count);
    if (!s.b.rejection_reason.empty()) out["rejectionReason"] = s.b.rejection_reason;
    add_decision(out, s, "REJECTED");
    return out;
}

json::object payload_cancelled(const subject& s, const cancelled_facts& facts) {
    json::object out{
        {"bookerUrl", web_address},
        {"title", title_of(s.w, s.b)},
        {"length", s.type.length.count()},
        {"type", s.type.slug},
        {"additionalNotes", stored_notes(s)},
        {"description", told_description(s)},
        {"customInputs", json::object{}},
        {"eventTypeId", s.type.id.value},
        {"userFieldsResponses", own_fields_of(s)},
        {"responses", form_of(s, form_source::stored)},
        {"startTime", time_text(s.b.start, "+00:00")},
        {"endTime", time_text(s.b.end, "+00:00")},
        {"organizer", organizer_cancelled(s)},
        {"attendees", facts.seat != nullptr ? leaver(s, *facts.seat) : stored_attendees(s)},
        {"uid", s.b.uid},
        {"bookingId", s.b.id}};
    if (facts.whole_series) out["recurringEvent"] = recurrence_of(s.type);
    out["location"] = location_of(s.w, s.b);
    out["destinationCalendar"] = json::array{};
    if (!facts.reason.empty()) out["cancellationReason"] = facts.reason;
    out["seatsPerTimeSlot"] = seats_per_slot(s.type);
    out["seatsShowAttendees"] = shows_seats(s.type);
    out["iCalUID"] = ics_uid(s.w, s.b);
    out["iCalSequence"] = moves_before(s.w, s.b) + 1;
    out["hideOrganizerEmail"] = false;
    out["customReplyToEmail"] = nullptr;
    out["schedulingType"] = scheduling_name(s.type);
    out["hideBranding"] = false;
    add_event_type(out, s);
    out["requiresConfirmation"] = true_or_null(s.type.confirmation.has_value());
    out["price"] = nullptr;
    out["currency"] = "usd";
    out["status"] = "CANCELLED";
    out["requestReschedule"] = false;
    return out;
}

json::object body_of_meeting(const subject& s, std::string_view trigger) {
    json::array attendees;
    for (const auto& a : s.b.attendees)
        attendees.emplace_back(
            json::object{{"id", a.id},
                         {"email", a.email},
                         {"name", a.name},
                         {"timeZone", a.zone},
                         {"phoneNumber", a.phone ? json::value(*a.phone) : nullptr},
                         {"locale", a.language},
                         {"bookingId", s.b.id},
                         {"noShow", a.absent}});
    return {{"triggerEvent", trigger},
            {"id", s.b.id},
            {"uid", s.b.uid},
            {"userId", s.host.id.value},
            {"userPrimaryEmail", s.host.email},
            {"eventTypeId", s.type.id.value},
            {"title", title_of(s.w, s.b)},
            {"description", stored_notes(s)},
            {"customInputs", json::object{}},
            {"responses", form_of(s, form_source::fresh)},
            {"startTime", to_text(s.b.start)},
            {"endTime", to_text(s.b.end)},
            {"location", location_of(s.w, s.b)},
            {"createdAt", to_text(s.b.created_at)},
            {"updatedAt", s.b.updated_at ? json::value(to_text(*s.b.updated_at)) : nullptr},
            {"status", capital_name_of(s.b.status)},
            {"paid", false},
            {"metadata", in_stored_order(s.b.metadata)},
            {"iCalUID", ics_uid(s.w, s.b)},
            {"iCalSequence", moves_before(s.w, s.b)},
            {"user", json::object{{"email", s.host.email},
                                  {"name", s.host.name},
                                  {"timeZone", s.host.zone},
                                  {"username", s.host.username}}},
            {"attendees", std::move(attendees)},
            {"payment", json::array{}},
            {"references", json::array{}}};
}

}  // namespace slotgate::sim
