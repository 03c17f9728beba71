#include "calcom-sim/booking_rules.hpp"

#include <algorithm>

#include "calcom-sim/free_hosts.hpp"

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
    if (*x.caller.who == type.owner) return std::nullopt;
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
            if (std::string_view(name.get_string()) == kind) return std::nullopt;
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

std::optional<wire::response> refuse_active(const exchange& x, const event_type& type,
                                            const std::string& email) {
    const auto* const limit = setting(type, "bookerActiveBookingsLimit");
    if (limit == nullptr || !limit->is_object()) return std::nullopt;
    const auto* const most = limit->get_object().if_contains("maximumActiveBookings");
    if (most == nullptr || !most->is_int64()) return std::nullopt;
    std::int64_t active = 0;
    const booking* last = nullptr;
    for (const auto& [uid, b] : x.w.bookings) {
        const bool counts = b.event_type == type.id && b.status == booking_status::accepted &&
                            b.start > x.now && !b.attendees.empty() &&
                            b.attendees.front().email == email;
        if (!counts) continue;
        ++active;
        if (last == nullptr || b.start > last->start) last = &b;
    }
    if (active < most->get_int64() || last == nullptr) return std::nullopt;
    std::string why =
        "Attendee with this email can't book because the maximum number of active bookings has "
        "been "
        "reached.";
    if (setting_is_on(type, "bookerActiveBookingsLimit", "offerReschedule"))
        why += " You can reschedule your existing booking (" + last->uid +
               ") to a new timeslot instead.";
    return failure(x, 400, why);
}

/// The world as a request that began together with the newest creates saw it.
world without_fresh_bookings(const exchange& x) {
    world before = x.w;
    std::erase_if(before.bookings, [&](const auto& entry) {
        return entry.second.created_at > x.now - x.options.race_window;
    });
    return before;
}

bool has_fresh_bookings(const exchange& x) {
    return x.options.race_window > milliseconds{0} &&
           std::ranges::any_of(x.w.bookings, [&](auto& entry) {
               return entry.second.created_at > x.now - x.options.race_window;
           });
}

}  // namespace

std::optional<wire::response> refuse_booking(const exchange& x, const event_type& type,
                                             const new_booking& asked) {
    if (auto refusal = refuse_stranger(x, type)) return refusal;
    if (auto refusal = refuse_length(x, type, asked.length)) return refusal;
    if (auto refusal = refuse_place(x, type, asked.location)) return refusal;
    if (!is_email(asked.booker.email))
        return form_failure(x, "responses - {email}email_validation_error, ");
    return refuse_active(x, type, asked.booker.email);
}

std::optional<wire::response> refuse_time(const exchange& x, const event_type& type, instant start,
                                          instant end, std::string_view moving) {
    if (start < x.now) return failure(x, 400, "Attempting to book a meeting in the past.");
    if (start < x.now + type.notice) return failure(x, 400, out_of_bounds);
    const auto when = interval::between(start, end);
    const auto has_host = [&](const world& w) {
        const booking_wish wish{
            .type = &type, .when = *when, .moving = moving, .subset = {}, .now = x.now};
        return hosts_for_booking(w, x.zones, wish).outcome == hosts_found::enough;
    };
    const bool free =
        when && (has_fresh_bookings(x) ? has_host(without_fresh_bookings(x)) : has_host(x.w));
    if (!free)
        return failure(x, 400, "User either already has booking at this time or is not available");
    // The database lets no two accepted bookings of one organizer share start and end; with one
    // request at a time the look above has already seen the other one.
    for (const auto& [uid, b] : x.w.bookings)
        if (b.status == booking_status::accepted && b.organizer == type.owner && b.start == start &&
            b.end == end && uid != moving)
            return bare_failure(409, "booking_conflict_error");
    return std::nullopt;
}

bool too_late_to_move(const event_type& type, const booking& b, instant now) {
    const auto* const rule = setting(type, "disableRescheduling");
    if (rule == nullptr || !rule->is_object()) return false;
    const auto* const before = rule->get_object().if_contains("minutesBefore");
    if (before == nullptr || !before->is_int64()) return false;
    return b.start - now < minutes{before->get_int64()};
}

}  // namespace slotgate::sim
