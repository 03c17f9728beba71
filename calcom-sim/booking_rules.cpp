#include "calcom-sim/booking_rules.hpp"

#include <algorithm>

#include "calcom-sim/booking_facts.hpp"
#include "calcom-sim/form_rules.hpp"
#include "calcom-sim/free_hosts.hpp"
#include "calcom-sim/limits.hpp"
#include "wire/http.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

constexpr std::string_view out_of_bounds =
    "The event type can't be booked at the \"start\" time provided. This could be because it's too "
    "soon (violating the minimum booking notice) or too far in the future (outside the event's "
    "scheduling window). Try fetching available slots first using the GET /v2/slots endpoint and "
    "then make a booking with \"start\" time equal to one of the available slots.";

std::optional<wire::response> refuse_stranger(const exchange& x, const event_type& type) {
    if (!setting_is_on(type, "bookingRequiresAuthentication")) return std::nullopt;
    if (!x.caller.who)
        return failure(
            x, 401,
            "checkBookingRequiresAuthentication - request must be authenticated by passing "
            "credentials belonging to event type owner, host or team or org admin or "
            "owner.");
    if (may_manage(x.w, type, *x.caller.who)) return std::nullopt;
    return failure(
        x, 403,
        "checkBookingRequiresAuthentication - user is not authorized to access this event "
        "type. User has to be either event type owner, host, team admin or owner or org "
        "admin or owner.");
}

std::optional<wire::response> refuse_length(const exchange& x, const event_type& type,
                                            std::optional<minutes> length) {
    if (!length) return std::nullopt;
    if (type.length_options.empty())
        return failure(x, 400,
                       "Can't specify 'lengthInMinutes' because event type does not have multiple "
                       "possible lengths. Please, remove the 'lengthInMinutes' field from the "
                       "request.");
    if (std::ranges::find(type.length_options, *length) != type.length_options.end())
        return std::nullopt;
    std::string offered;
    for (const auto option : type.length_options)
        offered += (offered.empty() ? "" : ", ") + std::to_string(option.count());
    return failure(
        x, 400,
        "Provided 'lengthInMinutes' is not one of the possible lengths for the event type. "
        "The possible lengths are: " +
            offered);
}

/// Of integrations only those the event type offers.
std::optional<wire::response> refuse_app(const exchange& x, const event_type& type,
                                         const json::value& place) {
    const auto* const wanted = place.get_object().if_contains("integration");
    if (wanted == nullptr || !wanted->is_string()) return std::nullopt;
    std::string offered;
    for (const auto& one : setting(type, "locations")->get_array()) {
        const auto* const app =
            one.is_object() ? one.get_object().if_contains("integration") : nullptr;
        if (app == nullptr || !app->is_string()) continue;
        if (*app == *wanted) return std::nullopt;
        offered += (offered.empty() ? "" : ", ") + std::string(app->get_string());
    }
    return failure(x, 400,
                   "Booking location with integration " + std::string(wanted->get_string()) +
                       " not valid for event type with id=" + std::to_string(type.id.value) +
                       ". The event type has following integrations: " + offered +
                       ", and only these integrations are allowed for booking location.");
}

/// Texts are let through, for old clients; objects must be of a kind the event type offers.
std::optional<wire::response> refuse_place(const exchange& x, const event_type& type,
                                           const json::value& place) {
    if (!place.is_object()) return std::nullopt;
    const auto* const kind_value = place.get_object().if_contains("type");
    const std::string kind = kind_value != nullptr && kind_value->is_string()
                                 ? std::string(kind_value->get_string())
                                 : std::string{};
    std::string offered;
    const auto* const places = setting(type, "locations");
    if (places != nullptr && places->is_array()) {
        for (const auto& one : places->get_array()) {
            if (!one.is_object() || !one.get_object().contains("type")) continue;
            const auto& name = one.get_object().at("type");
            if (!name.is_string()) continue;
            if (std::string_view(name.get_string()) == kind) return refuse_app(x, type, place);
            offered += (offered.empty() ? "" : ", ") + std::string(name.get_string());
        }
    }
    if (offered.empty()) offered = "integration";
    if (kind == offered) return std::nullopt;
    return failure(x, 400,
                   "Booking location with type " + kind +
                       " not valid for event type with id=" + std::to_string(type.id.value) +
                       ". The event type has following location types: " + offered +
                       ", and only these types are allowed for booking location.");
}

/// Bookings that are still to come with that attendee, the latest first.
std::vector<const booking*> active_bookings(const exchange& x, const event_type& type,
                                            const std::string& email) {
    std::vector<const booking*> out;
    for (const auto& [uid, b] : x.w.bookings)
        if (b.event_type == type.id && b.status == booking_status::accepted && b.start >= x.now &&
            std::ranges::find(b.attendees, email, &attendee::email) != b.attendees.end())
            out.push_back(&b);
    std::ranges::sort(out, std::ranges::greater{}, &booking::start);
    return out;
}

std::optional<wire::response> refuse_active(const exchange& x, const event_type& type,
                                            const std::string& email) {
    const auto* const limit = setting(type, "bookerActiveBookingsLimit");
    if (limit == nullptr || !limit->is_object()) return std::nullopt;
    const auto* const most = limit->get_object().if_contains("maximumActiveBookings");
    if (most == nullptr || !most->is_int64() || most->get_int64() < 1) return std::nullopt;
    const auto active = active_bookings(x, type, email);
    const auto allowed = static_cast<std::size_t>(most->get_int64());
    if (active.size() < allowed) return std::nullopt;
    std::string why =
        "Attendee with this email can't book because the maximum number of active bookings has "
        "been "
        "reached.";
    // Of those counted Cal.com offers to move the earliest.
    if (setting_is_on(type, "bookerActiveBookingsLimit", "offerReschedule"))
        why += " You can reschedule your existing booking (" + active[allowed - 1]->uid +
               ") to a new timeslot instead.";
    return failure(x, 400, why);
}

minutes threshold_unit(const event_type& type) {
    const auto* const policy = setting(type, "confirmationPolicy");
    if (policy == nullptr || !policy->is_object()) return minutes{1};
    const auto* const threshold = policy->get_object().if_contains("noticeThreshold");
    if (threshold == nullptr || !threshold->is_object()) return minutes{1};
    const auto* const unit = threshold->get_object().if_contains("unit");
    if (unit == nullptr || !unit->is_string()) return minutes{1};
    return *unit == "days" ? days{1} : *unit == "hours" ? hours{1} : minutes{1};
}

std::optional<wire::response> refuse_unverified(const event_type& type, std::string_view code) {
    if (!setting_is_on(type, "requiresBookerEmailVerification")) return std::nullopt;
    // No e-mail leaves this Cal.com, so nobody can know the code.
    return bare_failure(400,
                        code.empty() ? "email_verification_required" : "invalid_verification_code");
}

}  // namespace

std::optional<wire::response> refuse_event_type(const exchange& x, const event_type& type,
                                                const new_booking& asked) {
    if (auto refusal = refuse_stranger(x, type)) return refusal;
    const auto id = std::to_string(type.id.value);
    if (type.kind == scheduling::managed)
        return failure(x, 400,
                       "Event type with id=" + id +
                           " is the parent managed event type that can't be booked. You have to "
                           "provide the child event type id aka id of event type that has been "
                           "assigned to one of the users.");
    const bool by_team =
        type.kind == scheduling::collective || type.kind == scheduling::round_robin;
    if (by_team && type.hosts.empty())
        return failure(x, 422,
                       "Can't book this team event type because it has no hosts. Please, add at "
                       "least 1 host to event type with id=" +
                           id + " belonging to team with id=" +
                           std::to_string(type.team.value_or(0)) + " and try again.");
    if (!asked.instant_meeting) return std::nullopt;
    // They need video calls of Cal.com's own, which only the hosted one has.
    if (by_team) return internal_failure();
    return failure(x, 400,
                   "Instant bookings are only supported for team event types, not individual user "
                   "event types.");
}

std::optional<wire::response> refuse_request(const exchange& x, const event_type& type,
                                             const new_booking& asked) {
    if (auto refusal = refuse_answers(x, type, asked)) return refusal;
    if (auto refusal = refuse_length(x, type, asked.length)) return refusal;
    return refuse_place(x, type, asked.location);
}

std::optional<wire::response> refuse_booker(const exchange& x, const event_type& type,
                                            const attendee& booker,
                                            std::string_view verification_code) {
    if (!is_email(booker.email))
        return form_failure(x, "responses - {email}email_validation_error, ");
    if (std::ranges::find(x.w.blocked_emails, booker.email) != x.w.blocked_emails.end())
        return bare_failure(403, "Cannot use this email to create the booking.");
    if (auto refusal = refuse_active(x, type, booker.email)) return refusal;
    if (auto refusal = refuse_unverified(type, verification_code)) return refusal;
    if (type.seats && type.recurrence) return bare_failure(400, "recurring_event_seats_error");
    return std::nullopt;
}

std::optional<wire::response> refuse_bounds(const exchange& x, const event_type& type,
                                            instant start, const std::string& booker_zone) {
    if (start < x.now) return failure(x, 400, "Attempting to book a meeting in the past.");
    const zone* const place = x.zones.find(booker_zone);
    if (start < x.now + type.notice || !within_window(x.w, x.zones, type, start, place, x.now))
        return failure(x, 400, out_of_bounds);
    return std::nullopt;
}

std::optional<wire::response> refuse_limits(const exchange& x, const event_type& type,
                                            instant start, std::string_view moving) {
    if (const auto reached = limit_reached(x.w, x.zones, type, start, moving))
        return bare_failure(401, std::string(*reached));
    return std::nullopt;
}

bool too_late_to_move(const event_type& type, const booking& b, instant now) {
    const auto* const rule = setting(type, "disableRescheduling");
    if (rule == nullptr || !rule->is_object()) return false;
    const auto* const before = rule->get_object().if_contains("minutesBefore");
    if (before == nullptr || !before->is_int64()) return false;
    return b.start > now && b.start - now < minutes{before->get_int64()};
}

bool needs_confirmation(const event_type& type, instant start, instant now) {
    if (!type.confirmation) return false;
    const auto& threshold = type.confirmation->sooner_than;
    if (!threshold) return true;
    // Cal.com counts whole units: 25 hours ahead are not more than one day.
    const auto unit = threshold_unit(type);
    return (start - now) / unit * unit <= *threshold;
}

}  // namespace slotgate::sim
