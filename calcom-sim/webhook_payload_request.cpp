#include "calcom-sim/booking_facts.hpp"
#include "calcom-sim/exchange.hpp"
#include "calcom-sim/installation.hpp"
#include "calcom-sim/webhook_parts.hpp"
#include "calcom-sim/webhook_payload.hpp"

/// BOOKING_REQUESTED: Cal.com sends it from a job of its own, which reads everything back.

namespace slotgate::sim {
namespace {

namespace json = boost::json;

using subject = webhook_subject;

/// The table of seats as it is.
json::value seat_row(const subject& s, const attendee& a) {
    if (!a.seat_uid) return nullptr;
    return json::object{{"id", a.id},
                        {"referenceUid", *a.seat_uid},
                        {"bookingId", s.b.id},
                        {"metadata", in_stored_order(a.seat_metadata)},
                        {"data", json::object{{"responses", in_stored_order(a.seat_responses)}}},
                        {"attendeeId", a.id}};
}

json::object person(const subject& s, const attendee& a) {
    const auto blank = a.name.find(' ');
    return {{"name", a.name},
            {"email", a.email},
            {"timeZone", a.zone},
            {"language", language_of(a.language)},
            {"phoneNumber", a.phone ? json::value(*a.phone) : nullptr},
            {"bookingSeat", seat_row(s, a)},
            {"utcOffset", utc_offset(s, a.zone)},
            {"firstName", a.name.substr(0, blank)},
            {"lastName", blank == std::string::npos ? std::string{} : a.name.substr(blank + 1)}};
}

json::array people(const subject& s) {
    json::array out;
    for (const auto& a : s.b.attendees) out.emplace_back(person(s, a));
    return out;
}

json::object team_requested(const subject& s) {
    json::array members;
    for (const auto* member : co_hosts_of(s.w, s.b))
        members.emplace_back(json::object{{"id", member->id.value},
                                          {"name", member->name},
                                          {"email", member->email},
                                          {"username", member->username},
                                          {"timeZone", member->zone},
                                          {"language", language_of("en")},
                                          {"timeFormat", "h:mma"}});
    const auto whose = s.w.teams.find(s.type.team.value_or(0));
    return {{"id", s.type.team.value_or(0)},
            {"name", whose == s.w.teams.end() ? std::string{} : whose->second.name},
            {"members", std::move(members)}};
}

void add_identity(json::object& out, const subject& s) {
    out["iCalUID"] = ics_uid(s.w, s.b);
    out["iCalSequence"] = moves_before(s.w, s.b);
    out["requiresConfirmation"] = s.type.confirmation.has_value();
    out["oneTimePassword"] =
        s.b.one_time_password.empty() ? json::value() : json::value(s.b.one_time_password);
    for (const auto* const key :
         {"platformClientId", "platformRescheduleUrl", "platformCancelUrl", "platformBookingUrl"})
        out[key] = "";
    if (s.type.recurrence) out["recurringEvent"] = recurrence_of(s.type);
    out["uid"] = s.b.uid;
    out["organizationId"] = nullptr;
    out["hideBranding"] = false;
}

}  // namespace

json::object payload_requested(const subject& s) {
    const auto notes = notes_of(s.b);
    const auto said = description_of(s.type);
    json::object out{{"bookerUrl", web_address},
                     {"title", title_of(s.w, s.b)},
                     {"startTime", to_text(s.b.start)},
                     {"endTime", to_text(s.b.end)},
                     {"type", s.type.slug},
                     {"organizer", json::object{{"id", s.host.id.value},
                                                {"name", s.host.name},
                                                {"email", s.host.email},
                                                {"username", s.host.username},
                                                {"timeZone", s.host.zone},
                                                {"language", language_of("en")},
                                                {"timeFormat", "h:mma"},
                                                {"utcOffset", utc_offset(s, s.host.zone)}}},
                     {"attendees", people(s)},
                     {"additionalNotes", notes},
                     {"description", said.is_null() ? json::value(notes) : said}};
    add_event_rules(out, s);
    out["responses"] = form_of(s, form_source::stored);
    out["userFieldsResponses"] = own_fields_of(s);
    out["location"] = location_of(s.w, s.b);
    add_identity(out, s);
    if (s.type.team) {
        out["team"] = team_requested(s);
        out["destinationCalendar"] = json::array{};
    }
    out["bookingId"] = s.b.id;
    out["hashedLink"] = nullptr;
    out["status"] = "PENDING";
    out["eventTitle"] = s.type.title;
    out["eventDescription"] = said;
    out["price"] = 0;
    out["currency"] = "usd";
    out["length"] = s.type.length.count();
    out["assignmentReason"] = json::array{};
    if (!s.type.team) out["destinationCalendar"] = nullptr;
    out["metadata"] = in_stored_order(s.b.metadata);
    return out;
}

}  // namespace slotgate::sim
