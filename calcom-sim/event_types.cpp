#include "calcom-sim/event_types.hpp"

#include <algorithm>
#include <charconv>

#include "calcom-sim/installation.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

/// The list leaves the form's hidden field `title` out, the single event type shows it (recorded
/// config/event-type, config/event-types-own).
enum class form_view : bool { without_hidden, whole };

json::object form_field(std::string_view type, std::string_view slug, bool required) {
    json::object out{{"isDefault", true}, {"type", type}, {"slug", slug}, {"required", required}};
    if (slug == "name") out["label"] = "your_name";
    if (slug != "location") out["disableOnPrefill"] = false;
    if (slug != "name") out["hidden"] = slug == "title";
    return out;
}

json::array form_fields(form_view view) {
    json::array out{form_field("name", "name", true), form_field("email", "email", true),
                    form_field("radioInput", "location", false)};
    if (view == form_view::whole) out.emplace_back(form_field("text", "title", true));
    out.emplace_back(form_field("textarea", "notes", false));
    out.emplace_back(form_field("multiemail", "guests", false));
    out.emplace_back(form_field("textarea", "rescheduleReason", false));
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
                                  {"weekStart", "Sunday"},
                                  {"metadata", json::object{}}});
    return out;
}

std::string booking_url(const world& w, const event_type& type) {
    const auto owner = w.users.find(type.owner);
    return std::string(web_address) + '/' +
           (owner == w.users.end() ? std::string{} : owner->second.username) + '/' + type.slug;
}

json::value disabled() {
    return json::object{{"disabled", true}};
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
    out["lockTimeZoneToggleOnBookingPage"] = false;
    out["forwardParamsSuccessRedirect"] = true;
    out["successRedirectUrl"] = nullptr;
    out["isInstantEvent"] = false;
}

void add_rules(json::object& out, const world& w, const event_type& type) {
    out["scheduleId"] = type.schedule_id ? json::value(*type.schedule_id) : json::value();
    for (const auto* const limit : {"bookingLimitsCount", "bookingLimitsDuration"})
        if (const auto* given = setting(type, limit)) out[limit] = *given;
    out["onlyShowFirstAvailableSlot"] = type.only_first_slot;
    out["offsetStart"] = type.offset_start.count();
    out["bookingWindow"] = setting_or(type, "bookingWindow", disabled());
    out["confirmationPolicy"] = setting_or(type, "confirmationPolicy", disabled());
    out["requiresBookerEmailVerification"] = false;
    out["hideCalendarNotes"] = false;
    out["seats"] = setting_or(type, "seats", disabled());
    out["useDestinationCalendarEmail"] = false;
    out["hideCalendarEventDetails"] = false;
    out["hideOrganizerEmail"] = false;
    out["calVideoSettings"] = json::object{{"sendTranscriptionEmails", true}};
    out["hidden"] = type.hidden;
    out["bookingRequiresAuthentication"] = setting_is_on(type, "bookingRequiresAuthentication");
    out["bookerActiveBookingsLimit"] = setting_or(type, "bookerActiveBookingsLimit", disabled());
    out["bookingUrl"] = booking_url(w, type);
    const json::object enabled{{"disabled", false}};
    out["disableCancelling"] = setting_or(type, "disableCancelling", enabled);
    out["disableRescheduling"] = setting_or(type, "disableRescheduling", enabled);
    out["interfaceLanguage"] = nullptr;
    out["allowReschedulingPastBookings"] = setting_is_on(type, "allowReschedulingPastBookings");
    out["allowReschedulingCancelledBookings"] =
        setting_is_on(type, "allowReschedulingCancelledBookings");
    out["showOptimizedSlots"] = type.show_optimized_slots;
}

json::object event_type_object(const world& w, const event_type& type, form_view view) {
    json::object out{{"id", type.id.value},
                     {"ownerId", type.owner.value},
                     {"lengthInMinutes", type.length.count()}};
    if (!type.length_options.empty()) out["lengthInMinutesOptions"] = numbers(type.length_options);
    out["title"] = type.title;
    out["slug"] = type.slug;
    out["description"] = setting_or(type, "description", "");
    const json::array video{json::object{{"type", "integration"}, {"integration", "cal-video"}}};
    out["locations"] = setting_or(type, "locations", video);
    out["bookingFields"] = form_fields(view);
    out["recurrence"] = setting_or(type, "recurrence", nullptr);
    out["disableGuests"] = false;
    add_times(out, type);
    out["users"] = owner_of(w, type);
    add_rules(out, w, type);
    return out;
}

std::string parameter(const exchange& x, std::string_view name) {
    for (auto& [key, value] : wire::parse_query(x.request.query()))
        if (key == name) return value;
    return {};
}

}  // namespace

reaction list_event_types(exchange& x) {
    const auto username = parameter(x, "username");
    const auto slug = parameter(x, "eventSlug");
    json::array out;
    for (const auto& [id, type] : x.w.event_types) {
        const bool own = x.caller.who && *x.caller.who == type.owner;
        const auto owner = x.w.users.find(type.owner);
        const bool asked = username.empty()
                               ? own
                               : owner != x.w.users.end() && owner->second.username == username &&
                                     (slug.empty() || slug == type.slug);
        if (asked && (own || !type.hidden))
            out.emplace_back(event_type_object(x.w, type, form_view::without_hidden));
    }
    return just(success(200, std::move(out)));
}

reaction show_event_type(exchange& x) {
    const auto& text = x.path_values.front();
    std::int64_t id = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (failed != std::errc{} || end != text.data() + text.size())
        return just(failure(x, 400, "Validation failed (numeric string is expected)"));
    const auto found = x.w.event_types.find(event_type_id{id});
    if (found == x.w.event_types.end() || found->second.owner != *x.caller.who)
        return just(failure(x, 404, "Event type with id " + text + " not found"));
    return just(success(200, event_type_object(x.w, found->second, form_view::whole)));
}

}  // namespace slotgate::sim
