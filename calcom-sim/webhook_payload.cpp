#include "calcom-sim/webhook_payload.hpp"

#include "calcom-sim/booking_facts.hpp"
#include "calcom-sim/exchange.hpp"
#include "calcom-sim/installation.hpp"
#include "calcom-sim/webhook_parts.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

using subject = webhook_subject;

json::object organizer_made(const subject& s) {
    return {{"id", s.host.id.value},   {"name", s.host.name},
            {"email", s.host.email},   {"username", s.host.username},
            {"timeZone", s.host.zone}, {"language", language_of("en")},
            {"timeFormat", "h:mma"},   {"utcOffset", utc_offset(s, s.host.zone)}};
}

json::object person_made(const subject& s, const attendee& a) {
    json::object one{{"email", a.email}, {"name", a.name}};
    if (a.phone) one["phoneNumber"] = *a.phone;
    one["firstName"] = "";
    one["lastName"] = "";
    one["timeZone"] = a.zone;
    one["language"] = language_of(a.language);
    one["utcOffset"] = utc_offset(s, a.zone);
    return one;
}

json::array people_made(const subject& s) {
    json::array out;
    for (const auto& a : bookers_of(s)) out.emplace_back(person_made(s, a));
    return out;
}

/// The seat's booker, and for one who moved in the people that were there, with less to say.
json::array people_of_seat(const subject& s, const seat_facts& facts) {
    json::array out;
    out.emplace_back(person_made(s, *facts.seat));
    if (facts.moved_from == nullptr) return out;
    for (const auto& a : s.b.attendees) {
        if (a.seat_uid == facts.seat->seat_uid) continue;
        out.emplace_back(json::object{{"email", a.email},
                                      {"name", a.name},
                                      {"timeZone", a.zone},
                                      {"language", language_of(a.language)},
                                      {"utcOffset", utc_offset(s, a.zone)}});
    }
    return out;
}

json::object team_made(const subject& s) {
    json::array members;
    for (const auto* member : co_hosts_of(s.w, s.b))
        members.emplace_back(json::object{{"id", member->id.value},
                                          {"email", member->email},
                                          {"name", member->name},
                                          {"firstName", ""},
                                          {"lastName", ""},
                                          {"timeZone", member->zone},
                                          {"language", language_of("en")}});
    const auto team = s.w.teams.find(s.type.team.value_or(0));
    return {{"members", std::move(members)},
            {"name", team == s.w.teams.end() ? std::string("Nameless") : team->second.name},
            {"id", s.type.team.value_or(0)}};
}

bool for_several(const event_type& type) {
    return type.kind == scheduling::collective || type.kind == scheduling::round_robin;
}

/// Everything up to the place where a new booking's uid goes.
json::object event_of(const subject& s, json::array people, const std::string& calendar_uid,
                      int sequence) {
    const auto notes = notes_of(s.b);
    const auto said = description_of(s.type);
    json::object out{{"bookerUrl", web_address},
                     {"title", title_of(s.w, s.b)},
                     {"startTime", time_text(s.b.start, "Z")},
                     {"endTime", time_text(s.b.end, "Z")},
                     {"type", s.type.slug},
                     {"organizer", organizer_made(s)},
                     {"attendees", std::move(people)},
                     {"additionalNotes", notes},
                     {"description", said.is_null() ? json::value(notes) : said}};
    add_event_rules(out, s);
    out["responses"] = form_of(s, form_source::fresh);
    out["userFieldsResponses"] = own_fields_of(s);
    out["location"] = location_of(s.w, s.b);
    out["destinationCalendar"] = nullptr;
    if (!calendar_uid.empty()) out["iCalUID"] = calendar_uid;
    out["iCalSequence"] = sequence;
    out["requiresConfirmation"] = false;
    out["oneTimePassword"] = nullptr;
    out["hashedLink"] = nullptr;
    if (s.b.recurring_uid && s.type.recurrence) out["recurringEvent"] = recurrence_of(s.type);
    if (for_several(s.type)) out["team"] = team_made(s);
    out["hideBranding"] = false;
    return out;
}

void add_event_type(json::object& out, const subject& s) {
    out["eventTitle"] = s.type.title;
    out["eventDescription"] = description_of(s.type);
    out["price"] = 0;
    out["currency"] = "usd";
    out["length"] = std::chrono::floor<minutes>(s.b.end - s.b.start).count();
}

void add_move(json::object& out, const booking& from) {
    out["rescheduleUid"] = from.uid;
    out["rescheduleStartTime"] = time_text(from.start, "Z");
    out["rescheduleEndTime"] = time_text(from.end, "Z");
}

/// A booking as one seat's booker made it: Cal.com tells his name and answers, not the first one's.
booking as_booked_by(const subject& s, const attendee& seat) {
    booking out = s.b;
    out.title = title_between(s.type.title, s.host.name, seat.name);
    out.attendees = {seat};
    out.responses = seat.seat_responses;
    return out;
}

/// The address of a call first, what the booker's client sent after it.
json::object metadata_made(const subject& s) {
    json::object out;
    if (auto address = call_address_of(s.w, s.b); !address.empty()) out["videoCallUrl"] = address;
    for (const auto& member : s.b.metadata) out[member.key()] = member.value();
    return out;
}

}  // namespace

json::object payload_made(const subject& s, const made_facts& facts) {
    const auto* const from = facts.moved_from;
    const bool seated = !facts.seat_uid.empty() && !s.b.attendees.empty();
    const auto seen = seated ? as_booked_by(s, s.b.attendees.front()) : s.b;
    auto out =
        event_of({s.w, s.zones, seen, s.type, s.host}, people_made(s),
                 from == nullptr ? ics_uid(s.w, s.b) : std::string{}, moves_before(s.w, s.b));
    out["uid"] = s.b.uid;
    if (seated) out["attendeeSeatId"] = facts.seat_uid;
    if (from != nullptr) {
        if (facts.moved_by) out["rescheduledBy"] = *facts.moved_by;
        if (from->organizer != s.b.organizer) out["hasOrganizerChanged"] = true;
        out["appsStatus"] = json::array{};
    }
    add_event_type(out, s);
    out["bookingId"] = s.b.id;
    if (from != nullptr) {
        out["rescheduleId"] = from->id;
        add_move(out, *from);
    } else if (!facts.left_uid.empty()) {
        out["rescheduleUid"] = facts.left_uid;
    }
    out["metadata"] = metadata_made(s);
    out["status"] = "ACCEPTED";
    if (from == nullptr && facts.moved_by) out["rescheduledBy"] = *facts.moved_by;
    return out;
}

json::object payload_seat(const subject& s, const seat_facts& facts) {
    const auto seen = as_booked_by(s, *facts.seat);
    auto out = event_of({s.w, s.zones, seen, s.type, s.host}, people_of_seat(s, facts),
                        facts.calendar_uid, 0);
    if (facts.moved_from != nullptr) out["attendeeSeatId"] = facts.seat->seat_uid.value_or("");
    add_event_type(out, s);
    out["uid"] = s.b.uid;
    out["bookingId"] = facts.booking_id;
    out["attendeeSeatId"] = facts.seat->seat_uid.value_or("");
    if (facts.moved_from != nullptr) add_move(out, *facts.moved_from);
    auto metadata = in_stored_order(s.b.metadata);
    for (const auto& member : facts.seat->seat_metadata) metadata[member.key()] = member.value();
    out["metadata"] = std::move(metadata);
    out["status"] = "ACCEPTED";
    if (facts.seat->phone) out["smsReminderNumber"] = *facts.seat->phone;
    if (facts.moved_by) out["rescheduledBy"] = *facts.moved_by;
    return out;
}

}  // namespace slotgate::sim
