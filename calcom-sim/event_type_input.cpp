#include "calcom-sim/event_type_input.hpp"

#include <algorithm>
#include <set>

#include "calcom-sim/event_type_json.hpp"
#include "calcom-sim/request_body.hpp"
#include "calcom-sim/settings.hpp"
#include "calcom-sim/validation.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

bool is_object(const json::value* value) {
    return value != nullptr && value->is_object();
}

bool is_off(const json::object& rule) {
    const auto* const flag = rule.if_contains("disabled");
    return flag != nullptr && flag->is_bool() && flag->get_bool();
}

/// True if the simulator can make something of a rule: whoever reads settings has the last word.
bool is_readable(std::string_view name, const json::value& rule) {
    const json::value settings(json::object{{name, rule}});
    fault wrong;
    fields in(settings, "", wrong);
    event_type unused;
    read_event_settings(in, unused);
    return wrong.none();
}

void check_rule(validation& check, std::string_view name, std::string_view constraint,
                std::string message) {
    const auto* const rule = check.find(name);
    if (rule == nullptr || (rule->is_object() && is_readable(name, *rule))) return;
    check.complain(name, constraint, std::move(message));
}

/// A shorter period cannot allow more than a longer one.
void check_limits(validation& check, std::string_view name, std::string_view constraint,
                  std::string_view what) {
    const auto* const rule = check.find(name);
    if (rule == nullptr) return;
    const std::string invalid = "Invalid " + std::string(name);
    if (!rule->is_object() || !is_readable(name, *rule))
        return check.complain(name, constraint, invalid);
    std::string_view shorter;
    double most = 0;
    for (const std::string_view period : {"day", "week", "month", "year"}) {
        const auto* const value = rule->get_object().if_contains(period);
        if (value == nullptr || !value->is_number()) continue;
        const auto limit = value->to_number<double>();
        if (!shorter.empty() && most > limit)
            return check.complain(name, constraint,
                                  invalid + ": The " + std::string(what) + " for " +
                                      std::string(shorter) + " cannot exceed the " +
                                      std::string(what) + " for " + std::string(period) + ".");
        if (shorter.empty() || limit > most) shorter = period;
        most = std::max(most, limit);
    }
}

void check_lengths(validation& check) {
    constexpr std::string_view name = "lengthInMinutesOptions";
    const auto* const lengths = check.list(name, presence::optional);
    if (lengths == nullptr) return;
    std::set<std::int64_t> seen;
    bool whole = true;
    bool positive = true;
    for (const auto& value : *lengths) {
        whole = whole && value.is_int64();
        positive = positive && value.is_int64() && value.get_int64() >= 1;
        if (value.is_int64()) seen.insert(value.get_int64());
    }
    const std::string label{name};
    if (!positive)
        check.complain(name, "min", "each value in " + label + " must not be less than 1");
    if (!whole)
        check.complain(name, "isInt", "each value in " + label + " must be an integer number");
    if (whole && seen.size() != lengths->size())
        check.complain(name, "arrayUnique", "All " + label + "'s elements must be unique");
    if (lengths->empty()) check.complain(name, "arrayNotEmpty", label + " should not be empty");
}

void check_seats(validation& check) {
    const auto* const seats = check.find("seats");
    if (!is_object(seats) || is_off(seats->get_object())) return;
    validation inner(seats->get_object());
    inner.integer("seatsPerTimeSlot", presence::required, 1);
    inner.flag("showAttendeeInfo", presence::required);
    inner.flag("showAvailabilityCount", presence::required);
    check.nest("seats", inner);
}

void check_recurrence(validation& check) {
    const auto* const rule = check.find("recurrence");
    if (!is_object(rule) || is_off(rule->get_object())) return;
    validation inner(rule->get_object());
    inner.integer("interval", presence::required);
    inner.integer("occurrences", presence::required);
    inner.one_of("frequency", presence::required, {"yearly", "monthly", "weekly"});
    check.nest("recurrence", inner);
}

void check_rules(validation& check) {
    check_limits(check, "bookingLimitsCount", "ValidateBookingLimitsCount", "number of bookings");
    check_limits(check, "bookingLimitsDuration", "ValidateBookingLimistsDuration",
                 "duration of bookings");
    check_rule(check, "bookingWindow", "ValidateBookingWindow", "Invalid bookingWindow structure.");
    check_rule(check, "confirmationPolicy", "ConfirmationPolicyValidator",
               R"(Invalid requiresConfirmation structure. Use "type": "always" or provide a valid )"
               R"(time and unit in "noticeThreshold" for "type": "time".)");
    check_seats(check);
    check_recurrence(check);
}

void check_flags(validation& check) {
    for (const auto* const name :
         {"disableGuests", "onlyShowFirstAvailableSlot", "requiresBookerEmailVerification",
          "hideCalendarNotes", "lockTimeZoneToggleOnBookingPage", "useDestinationCalendarEmail",
          "hideCalendarEventDetails", "hideOrganizerEmail", "hidden",
          "bookingRequiresAuthentication", "allowReschedulingPastBookings",
          "allowReschedulingCancelledBookings", "showOptimizedSlots"})
        check.flag(name, presence::optional);
}

void check_host(validation& inner) {
    inner.integer("userId", presence::required);
    inner.flag("mandatory", presence::optional);
    inner.one_of("priority", presence::optional, {"lowest", "low", "medium", "high", "highest"});
}

void check_team(validation& check, presence wanted) {
    check.one_of("schedulingType", wanted, {"collective", "roundRobin", "managed"});
    check.flag("assignAllTeamMembers", presence::optional);
    check.flag("rescheduleWithSameRoundRobinHost", presence::optional);
    const auto* const hosts = check.list("hosts", presence::optional);
    for (std::size_t i = 0; hosts != nullptr && i < hosts->size(); ++i) {
        const auto& one = (*hosts)[i];
        validation inner(one.is_object() ? one.get_object() : json::object{});
        check_host(inner);
        check.nest("hosts", i, inner);
    }
}

void keep_known(validation& check, ownership whose) {
    if (whose == ownership::person) {
        for (const auto* const name : {"schedulingType", "hosts", "assignAllTeamMembers",
                                       "rescheduleWithSameRoundRobinHost", "emailSettings"})
            check.drop(name);
    }
    check.keep_only({"lengthInMinutes",
                     "lengthInMinutesOptions",
                     "title",
                     "slug",
                     "description",
                     "bookingFields",
                     "disableGuests",
                     "slotInterval",
                     "minimumBookingNotice",
                     "beforeEventBuffer",
                     "afterEventBuffer",
                     "scheduleId",
                     "bookingLimitsCount",
                     "bookerActiveBookingsLimit",
                     "onlyShowFirstAvailableSlot",
                     "bookingLimitsDuration",
                     "bookingWindow",
                     "offsetStart",
                     "bookerLayouts",
                     "confirmationPolicy",
                     "recurrence",
                     "requiresBookerEmailVerification",
                     "hideCalendarNotes",
                     "lockTimeZoneToggleOnBookingPage",
                     "color",
                     "seats",
                     "customName",
                     "destinationCalendar",
                     "useDestinationCalendarEmail",
                     "hideCalendarEventDetails",
                     "successRedirectUrl",
                     "hideOrganizerEmail",
                     "calVideoSettings",
                     "hidden",
                     "bookingRequiresAuthentication",
                     "disableCancelling",
                     "disableRescheduling",
                     "interfaceLanguage",
                     "allowReschedulingPastBookings",
                     "allowReschedulingCancelledBookings",
                     "showOptimizedSlots",
                     "locations",
                     "schedulingType",
                     "hosts",
                     "assignAllTeamMembers",
                     "rescheduleWithSameRoundRobinHost",
                     "emailSettings"});
}

std::size_t places_of(const json::object& settings) {
    const auto* const places = settings.if_contains("locations");
    return places != nullptr && places->is_array() ? places->get_array().size() : 1;
}

std::optional<wire::response> refuse_together(const exchange& x, const event_type& type) {
    if (type.seats && places_of(type.settings) > 1)
        return failure(
            x, 400,
            "Seats Validation failed: Seats are enabled but more than one location provided.");
    if (type.seats && type.confirmation)
        return failure(
            x, 400, "Seats Validation failed: Seats are enabled but requiresConfirmation is true.");
    return std::nullopt;
}

}  // namespace

std::expected<json::object, wire::response> read_event_type_body(const exchange& x, ownership whose,
                                                                 presence wanted) {
    auto body = read_body(x);
    if (!body) return std::unexpected(std::move(body.error()));
    validation check(std::move(*body));
    keep_known(check, whose);
    check.integer("lengthInMinutes", wanted, 1);
    check_lengths(check);
    check.text("title", wanted);
    check.text("slug", wanted);
    check.text("description", presence::optional);
    check.list("bookingFields", presence::optional);
    for (const auto* const name :
         {"slotInterval", "minimumBookingNotice", "beforeEventBuffer", "afterEventBuffer"})
        check.integer(name, presence::optional, 0);
    check.integer("scheduleId", presence::optional);
    check.integer("offsetStart", presence::optional, 0);
    check_rules(check);
    check_flags(check);
    check.text("customName", presence::optional);
    check.list("locations", presence::optional);
    if (whose == ownership::team) check_team(check, wanted);
    if (!check.passed()) return std::unexpected(validation_failure(x, check));
    return check.target();
}

std::expected<event_type, wire::response> with_settings(const exchange& x, event_type type,
                                                        json::object settings) {
    const json::value given(settings);
    fault wrong;
    fields in(given, "", wrong);
    event_type read;
    read_event_settings(in, read);
    read.id = type.id;
    read.owner = type.owner;
    read.kind = type.kind;
    read.team = type.team;
    read.hosts = std::move(type.hosts);
    read.parent = type.parent;
    read.title = json::value_to<std::string>(settings.at("title"));
    read.slug = json::value_to<std::string>(settings.at("slug"));
    read.settings = std::move(settings);
    // Beyond what this simulator's world can hold; Cal.com would take it.
    if (!wrong.none()) return std::unexpected(failure(x, 400, wrong.as_error().detail));
    if (auto refusal = refuse_together(x, read)) return std::unexpected(std::move(*refusal));
    return read;
}

}  // namespace slotgate::sim
