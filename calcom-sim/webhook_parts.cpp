#include "calcom-sim/webhook_parts.hpp"

#include <algorithm>
#include <array>

#include "calcom-sim/booking_facts.hpp"
#include "calcom-sim/exchange.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

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

std::string member_text(const json::object& object, std::string_view key) {
    const auto* const value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                  : std::string{};
}

bool is_on(const json::object& object, std::string_view key) {
    const auto* const value = object.if_contains(key);
    return value != nullptr && value->is_bool() && value->get_bool();
}

bool is_field_of_calcom(std::string_view slug) {
    constexpr std::array known{
        "attendeePhoneNumber", "name", "email", "location", "title", "notes", "guests",
        "rescheduleReason"};
    return std::ranges::find(known, slug) != known.end();
}

}  // namespace

std::string time_text(instant t, std::string_view ending) {
    return to_text(t).substr(0, 19) + std::string(ending);
}

json::object language_of(std::string_view locale) {
    return {{"locale", locale}};
}

std::int64_t utc_offset(const webhook_subject& s, const std::string& name) {
    const auto* const zone = s.zones.find(name);
    return zone != nullptr ? zone->offset_at(s.b.start).count() : 0;
}

json::object own_fields_of(const webhook_subject& s) {
    json::object out;
    const auto* const fields = setting(s.type, "bookingFields");
    if (fields == nullptr || !fields->is_array()) return out;
    const auto given = responses_of(s.b);
    for (const auto& field : fields->get_array()) {
        if (!field.is_object()) continue;
        const auto slug = member_text(field.get_object(), "slug");
        if (slug.empty() || is_field_of_calcom(slug)) continue;
        const auto label = member_text(field.get_object(), "label");
        out[slug] = form_field(label.empty() ? slug : label, response(given, slug),
                               is_on(field.get_object(), "hidden"));
    }
    return out;
}

json::object form_of(const webhook_subject& s, form_source from) {
    auto given = responses_of(s.b);
    json::object out;
    if (from == form_source::fresh) {
        given["location"] = json::object{{"value", location_of(s.w, s.b)}, {"optionValue", ""}};
        if (s.type.seats) given["guests"] = json::array{};
        out["attendeePhoneNumber"] =
            form_field("phone_number", response(given, "attendeePhoneNumber"), true);
    }
    out["name"] = form_field("your_name", response(given, "name"), false);
    out["email"] = form_field("email_address", response(given, "email"), false);
    out["location"] = form_field("location", response(given, "location"), false);
    for (auto& field : own_fields_of(s)) out[field.key()] = field.value();
    out["title"] = form_field("what_is_this_meeting_about", response(given, "title"), true);
    out["notes"] = form_field("additional_notes", response(given, "notes"), false);
    out["guests"] = form_field("additional_guests", response(given, "guests"), false);
    out["rescheduleReason"] =
        form_field("reason_for_reschedule", response(given, "rescheduleReason"), false);
    return out;
}

json::value description_of(const event_type& type) {
    const auto* const value = setting(type, "description");
    const bool said = value != nullptr && value->is_string() && !value->get_string().empty();
    return said ? *value : json::value();
}

json::value told_description(const webhook_subject& s) {
    auto said = description_of(s.type);
    return said.is_null() ? stored_notes(s) : said;
}

json::value stored_notes(const webhook_subject& s) {
    return s.type.seats ? json::value() : json::value(notes_of(s.b));
}

json::value scheduling_name(const event_type& type) {
    switch (type.kind) {
        case scheduling::collective:
            return "COLLECTIVE";
        case scheduling::round_robin:
            return "ROUND_ROBIN";
        case scheduling::managed:
            return "MANAGED";
        case scheduling::personal:
            return nullptr;
    }
    return nullptr;
}

json::value seats_per_slot(const event_type& type) {
    return type.seats ? json::value(type.seats->per_slot) : json::value();
}

json::object recurrence_of(const event_type& type, std::int64_t count) {
    const auto rule = type.recurrence.value_or(recurrence_rule{});
    const int freq = rule.frequency == "yearly" ? 0 : rule.frequency == "monthly" ? 1 : 2;
    return {{"interval", rule.interval},
            {"count", count < 0 ? rule.occurrences : count},
            {"freq", freq}};
}

void add_event_rules(json::object& out, const webhook_subject& s) {
    out["eventTypeId"] = s.type.id.value;
    out["hideCalendarNotes"] = false;
    out["hideCalendarEventDetails"] = false;
    out["hideOrganizerEmail"] = false;
    out["schedulingType"] = scheduling_name(s.type);
    out["seatsPerTimeSlot"] = seats_per_slot(s.type);
    out["seatsShowAttendees"] = !s.type.seats || s.type.seats->show_attendees;
    out["seatsShowAvailabilityCount"] = !s.type.seats || s.type.seats->show_availability;
    out["customReplyToEmail"] = nullptr;
    out["disableRescheduling"] = setting_is_on(s.type, "disableRescheduling", "disabled");
    out["disableCancelling"] = setting_is_on(s.type, "disableCancelling", "disabled");
    out["customInputs"] = json::object{};
}

json::array stored_attendees(const webhook_subject& s) {
    json::array out;
    for (const auto& a : s.b.attendees)
        out.emplace_back(json::object{{"name", a.name},
                                      {"email", a.email},
                                      {"timeZone", a.zone},
                                      {"phoneNumber", a.phone ? json::value(*a.phone) : nullptr},
                                      {"language", language_of(a.language)},
                                      {"utcOffset", utc_offset(s, a.zone)}});
    return out;
}

std::vector<attendee> bookers_of(const webhook_subject& s) {
    auto out = s.b.attendees;
    std::erase_if(out, [&](const attendee& a) { return is_co_host(s.w, s.b, a); });
    return out;
}

}  // namespace slotgate::sim
