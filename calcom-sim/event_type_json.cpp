#include "calcom-sim/event_type_json.hpp"

#include <algorithm>
#include <array>

#include "calcom-sim/exchange.hpp"
#include "calcom-sim/installation.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

json::object form_field(std::string_view type, std::string_view slug, bool required) {
    json::object out{{"isDefault", true}, {"type", type}, {"slug", slug}, {"required", required}};
    if (slug == "name") out["label"] = "your_name";
    if (slug != "location") out["disableOnPrefill"] = false;
    if (slug != "name") out["hidden"] = slug == "title";
    return out;
}

/// A field the form always has, or one of the event type's own?
bool is_usual(std::string_view slug) {
    constexpr std::array<std::string_view, 7> usual{"name",  "email",  "location",        "title",
                                                    "notes", "guests", "rescheduleReason"};
    return std::ranges::find(usual, slug) != usual.end();
}

/// `name` and `email` come without a slug of their own.
std::string slug_of(const json::object& field) {
    for (const auto* const key : {"slug", "type"})
        if (const auto* value = field.if_contains(key); value != nullptr && value->is_string())
            return std::string(value->get_string());
    return {};
}

/// A usual field as the event type's settings change it.
json::object changed(json::object field, const json::array& given) {
    for (const auto& one : given) {
        if (!one.is_object() || slug_of(one.get_object()) != slug_of(field)) continue;
        for (const auto& member : one.get_object())
            if (member.key() != "type" && member.key() != "slug")
                field[member.key()] = member.value();
    }
    return field;
}

json::array form_fields(const event_type& type, form_view view) {
    const auto* const set = setting(type, "bookingFields");
    const auto given = set != nullptr && set->is_array() ? set->get_array() : json::array{};
    json::array out{changed(form_field("name", "name", true), given),
                    changed(form_field("email", "email", true), given),
                    changed(form_field("radioInput", "location", false), given)};
    for (const auto& one : given) {
        if (!one.is_object() || is_usual(slug_of(one.get_object()))) continue;
        json::object field{{"isDefault", false}};
        for (const auto& member : one.get_object()) field[member.key()] = member.value();
        out.emplace_back(std::move(field));
    }
    if (view == form_view::whole)
        out.emplace_back(changed(form_field("text", "title", true), given));
    out.emplace_back(changed(form_field("textarea", "notes", false), given));
    out.emplace_back(changed(form_field("multiemail", "guests", false), given));
    out.emplace_back(changed(form_field("textarea", "rescheduleReason", false), given));
    return out;
}

json::array numbers(const std::vector<minutes>& lengths) {
    json::array out;
    for (const auto length : lengths) out.emplace_back(length.count());
    return out;
}

json::value setting_or(const event_type& type, std::string_view name, json::value otherwise) {
    const auto* const given = setting(type, name);
    if (given != nullptr) return *given;
    return otherwise;
}

bool is_disabled(const json::value& rule) {
    const auto* const flag = rule.is_object() ? rule.get_object().if_contains("disabled") : nullptr;
    return flag != nullptr && flag->is_bool() && flag->get_bool();
}

json::array owner_of(const world& w, const event_type& type) {
    const auto found = w.users.find(type.owner);
    if (found == w.users.end()) return {};
    const auto& owner = found->second;
    json::array out;
    out.emplace_back(json::object{{"id", owner.id.value},
                                  {"name", owner.name},
                                  {"username", owner.username},
                                  {"avatarUrl", nullptr},
                                  {"brandColor", nullptr},
                                  {"darkBrandColor", nullptr},
                                  {"weekStart", owner.week_start},
                                  {"metadata", json::object{}}});
    return out;
}

std::string booking_url(const world& w, const event_type& type) {
    const auto owner = w.users.find(type.owner);
    const auto team = w.teams.find(type.team.value_or(0));
    const auto whose = owner != w.users.end()  ? owner->second.username
                       : team != w.teams.end() ? "team/" + team->second.slug
                                               : std::string{};
    return std::string(web_address) + '/' + whose + '/' + type.slug;
}

json::value disabled() {
    return json::object{{"disabled", true}};
}

void add_if_set(json::object& out, const event_type& type, std::string_view name) {
    if (const auto* const given = setting(type, name)) out[name] = *given;
}

void add_times(json::object& out, const event_type& type) {
    out["slotInterval"] =
        type.slot_interval ? json::value(type.slot_interval->count()) : json::value();
    out["minimumBookingNotice"] = type.notice.count();
    out["beforeEventBuffer"] = type.buffer_before.count();
    out["afterEventBuffer"] = type.buffer_after.count();
    json::object metadata;
    if (!type.length_options.empty()) metadata["multipleDuration"] = numbers(type.length_options);
    out["metadata"] = std::move(metadata);
    out["price"] = 0;
    out["currency"] = "usd";
    out["lockTimeZoneToggleOnBookingPage"] =
        setting_or(type, "lockTimeZoneToggleOnBookingPage", false);
    out["forwardParamsSuccessRedirect"] = true;
    out["successRedirectUrl"] = setting_or(type, "successRedirectUrl", nullptr);
    out["isInstantEvent"] = false;
}

void add_limits(json::object& out, const event_type& type) {
    out["scheduleId"] = type.schedule_id ? json::value(*type.schedule_id) : json::value();
    for (const auto* const limit : {"bookingLimitsCount", "bookingLimitsDuration"})
        if (const auto* given = setting(type, limit))
            out[limit] = is_disabled(*given) ? json::object{} : *given;
    out["onlyShowFirstAvailableSlot"] = type.only_first_slot;
    out["offsetStart"] = type.offset_start.count();
    out["bookingWindow"] = setting_or(type, "bookingWindow", disabled());
    add_if_set(out, type, "bookerLayouts");
    out["confirmationPolicy"] = setting_or(type, "confirmationPolicy", disabled());
}

void add_page(json::object& out, const event_type& type) {
    out["requiresBookerEmailVerification"] =
        setting_or(type, "requiresBookerEmailVerification", false);
    out["hideCalendarNotes"] = setting_or(type, "hideCalendarNotes", false);
    add_if_set(out, type, "color");
    out["seats"] = setting_or(type, "seats", disabled());
    add_if_set(out, type, "customName");
    add_if_set(out, type, "destinationCalendar");
    for (const auto* const name :
         {"useDestinationCalendarEmail", "hideCalendarEventDetails", "hideOrganizerEmail"})
        out[name] = setting_or(type, name, false);
    out["calVideoSettings"] =
        setting_or(type, "calVideoSettings", json::object{{"sendTranscriptionEmails", true}});
    out["hidden"] = type.hidden;
}

void add_rules(json::object& out, const world& w, const event_type& type) {
    out["bookingRequiresAuthentication"] = setting_is_on(type, "bookingRequiresAuthentication");
    out["bookerActiveBookingsLimit"] = setting_or(type, "bookerActiveBookingsLimit", disabled());
    out["bookingUrl"] = booking_url(w, type);
    const json::object enabled{{"disabled", false}};
    out["disableCancelling"] = setting_or(type, "disableCancelling", enabled);
    out["disableRescheduling"] = setting_or(type, "disableRescheduling", enabled);
    out["interfaceLanguage"] = setting_or(type, "interfaceLanguage", nullptr);
    out["allowReschedulingPastBookings"] = setting_is_on(type, "allowReschedulingPastBookings");
    out["allowReschedulingCancelledBookings"] =
        setting_is_on(type, "allowReschedulingCancelledBookings");
    out["showOptimizedSlots"] = type.show_optimized_slots;
}

std::string_view scheduling_name(scheduling kind) {
    switch (kind) {
        case scheduling::collective:
            return "collective";
        case scheduling::round_robin:
            return "roundRobin";
        case scheduling::managed:
            return "managed";
        case scheduling::personal:
            break;
    }
    return "";
}

json::array hosts_of(const world& w, const event_type& type) {
    json::array out;
    for (const auto& one : type.hosts) {
        const auto who = w.users.find(one.who);
        if (who == w.users.end()) continue;
        out.emplace_back(json::object{{"userId", one.who.value},
                                      {"name", who->second.name},
                                      {"username", who->second.username},
                                      {"mandatory", one.fixed},
                                      {"priority", one.priority},
                                      {"avatarUrl", nullptr}});
    }
    return out;
}

void add_team(json::object& out, const world& w, const event_type& type) {
    out["teamId"] = *type.team;
    out["ownerId"] = nullptr;
    out["parentEventTypeId"] = type.parent ? json::value(type.parent->value) : json::value();
    out["hosts"] = hosts_of(w, type);
    out["assignAllTeamMembers"] = setting_is_on(type, "assignAllTeamMembers");
    out["schedulingType"] = scheduling_name(type.kind);
    const auto found = w.teams.find(*type.team);
    if (found != w.teams.end())
        out["team"] = json::object{
            {"id", found->first},         {"slug", found->second.slug}, {"bannerUrl", nullptr},
            {"name", found->second.name}, {"logoUrl", nullptr},         {"weekStart", "Sunday"},
            {"brandColor", nullptr},      {"darkBrandColor", nullptr},  {"theme", nullptr}};
    add_if_set(out, type, "emailSettings");
    out["rescheduleWithSameRoundRobinHost"] = type.keeps_host;
}

json::value recurrence_of(const event_type& type) {
    auto rule = setting_or(type, "recurrence", nullptr);
    return is_disabled(rule) ? json::value() : rule;
}

}  // namespace

json::object event_type_object(const world& w, const event_type& type, form_view view) {
    json::object out{{"id", type.id.value}};
    if (!type.team) out["ownerId"] = type.owner.value;
    out["lengthInMinutes"] = type.length.count();
    if (!type.length_options.empty()) out["lengthInMinutesOptions"] = numbers(type.length_options);
    out["title"] = type.title;
    out["slug"] = type.slug;
    out["description"] = setting_or(type, "description", "");
    const json::array video{json::object{{"type", "integration"}, {"integration", "cal-video"}}};
    out["locations"] = setting_or(type, "locations", video);
    out["bookingFields"] = form_fields(type, view);
    out["recurrence"] = recurrence_of(type);
    out["disableGuests"] = setting_or(type, "disableGuests", false);
    add_times(out, type);
    if (!type.team) out["users"] = owner_of(w, type);
    add_limits(out, type);
    add_page(out, type);
    add_rules(out, w, type);
    if (type.team) add_team(out, w, type);
    return out;
}

json::object settings_of(const event_type& type) {
    json::object out = type.settings;
    out["title"] = type.title;
    out["slug"] = type.slug;
    out["lengthInMinutes"] = type.length.count();
    if (!type.length_options.empty()) out["lengthInMinutesOptions"] = numbers(type.length_options);
    if (type.slot_interval) out["slotInterval"] = type.slot_interval->count();
    out["offsetStart"] = type.offset_start.count();
    out["beforeEventBuffer"] = type.buffer_before.count();
    out["afterEventBuffer"] = type.buffer_after.count();
    out["minimumBookingNotice"] = type.notice.count();
    if (type.schedule_id) out["scheduleId"] = *type.schedule_id;
    out["showOptimizedSlots"] = type.show_optimized_slots;
    out["onlyShowFirstAvailableSlot"] = type.only_first_slot;
    out["hidden"] = type.hidden;
    out["rescheduleWithSameRoundRobinHost"] = type.keeps_host;
    out["rrHostSubsetEnabled"] = type.allows_subset;
    return out;
}

}  // namespace slotgate::sim
