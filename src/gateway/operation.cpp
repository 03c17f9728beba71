#include "gateway/operation.hpp"

#include <algorithm>
#include <array>

namespace slotgate::gateway {
namespace {

using enum grant;
using enum credential_use;
using enum event_type_place;

constexpr std::array table{
    // Slots and reservations. Whoever knows a reservation's uid may move or end it.
    operation{"GET", "/v2/slots", availability, ignored, query},
    operation{"GET", "/v2/slots/available", availability, ignored, query},
    operation{"POST", "/v2/slots/reservations", availability, optional, body},
    operation{"GET", "/v2/slots/reservations/{uid}", availability, ignored, nowhere},
    operation{"PATCH", "/v2/slots/reservations/{uid}", availability, ignored, nowhere},
    operation{"DELETE", "/v2/slots/reservations/{uid}", availability, ignored, nowhere},
    operation{"POST", "/v2/slots/reserve", availability, ignored, nowhere},
    operation{"DELETE", "/v2/slots/selected-slot", availability, ignored, nowhere},
    // Bookings.
    operation{"POST", "/v2/bookings", bookings_write, optional, body},
    operation{"GET", "/v2/bookings", bookings_read, required, query},
    operation{"GET", "/v2/bookings/by-seat/{seatUid}", bookings_read, optional, nowhere},
    operation{"GET", "/v2/bookings/{uid}", bookings_read, optional, booking},
    operation{"POST", "/v2/bookings/{uid}/reschedule", bookings_write, optional, booking},
    operation{"POST", "/v2/bookings/{uid}/cancel", bookings_write, optional, booking},
    operation{"POST", "/v2/bookings/{uid}/confirm", bookings_write, required, booking},
    operation{"POST", "/v2/bookings/{uid}/decline", bookings_write, required, booking},
    operation{"POST", "/v2/bookings/{uid}/mark-absent", bookings_write, required, booking},
    operation{"POST", "/v2/bookings/{uid}/reassign", bookings_write, required, booking},
    operation{"POST", "/v2/bookings/{uid}/reassign/{userId}", bookings_write, required, booking},
    operation{"POST", "/v2/bookings/{uid}/guests", bookings_write, required, booking},
    operation{"GET", "/v2/bookings/{uid}/attendees", bookings_read, required, booking},
    operation{"POST", "/v2/bookings/{uid}/attendees", bookings_write, required, booking},
    operation{"GET", "/v2/bookings/{uid}/attendees/{attendeeId}", bookings_read, required, booking},
    operation{"DELETE", "/v2/bookings/{uid}/attendees/{attendeeId}", bookings_write, required,
              booking},
    operation{"PATCH", "/v2/bookings/{uid}/location", bookings_write, required, booking},
    operation{"GET", "/v2/bookings/{uid}/recordings", bookings_read, required, booking},
    operation{"GET", "/v2/bookings/{uid}/transcripts", bookings_read, required, booking},
    operation{"GET", "/v2/bookings/{uid}/calendar-links", bookings_read, required, booking},
    operation{"GET", "/v2/bookings/{uid}/references", bookings_read, required, booking},
    operation{"GET", "/v2/bookings/{uid}/conferencing-sessions", bookings_read, required, booking},
    // Event types.
    operation{"GET", "/v2/event-types", event_types_read, optional, nowhere},
    operation{"POST", "/v2/event-types", event_types_write, required, nowhere},
    operation{"GET", "/v2/event-types/{id}", event_types_read, required, path},
    operation{"PATCH", "/v2/event-types/{id}", event_types_write, required, path},
    operation{"DELETE", "/v2/event-types/{id}", event_types_write, required, path},
    operation{"GET", "/v2/event-types/{id}/private-links", event_types_read, required, path},
    operation{"POST", "/v2/event-types/{id}/private-links", event_types_write, required, path},
    operation{"PATCH", "/v2/event-types/{id}/private-links/{linkId}", event_types_write, required,
              path},
    operation{"DELETE", "/v2/event-types/{id}/private-links/{linkId}", event_types_write, required,
              path},
    operation{"GET", "/v2/teams/{teamId}/event-types", event_types_read, ignored, nowhere},
    operation{"POST", "/v2/teams/{teamId}/event-types", event_types_write, required, nowhere},
    operation{"GET", "/v2/teams/{teamId}/event-types/{id}", event_types_read, required, nowhere},
    operation{"PATCH", "/v2/teams/{teamId}/event-types/{id}", event_types_write, required, nowhere},
    operation{"DELETE", "/v2/teams/{teamId}/event-types/{id}", event_types_write, required,
              nowhere},
    // Working hours and absences.
    operation{"GET", "/v2/schedules", schedules_read, required, nowhere},
    operation{"POST", "/v2/schedules", schedules_write, required, nowhere},
    operation{"GET", "/v2/schedules/default", schedules_read, required, nowhere},
    operation{"GET", "/v2/schedules/{id}", schedules_read, required, nowhere},
    operation{"PATCH", "/v2/schedules/{id}", schedules_write, required, nowhere},
    operation{"DELETE", "/v2/schedules/{id}", schedules_write, required, nowhere},
    operation{"GET", "/v2/teams/{teamId}/schedules", schedules_read, required, nowhere},
    operation{"GET", "/v2/calendars/busy-times", schedules_read, required, nowhere},
    operation{"GET", "/v2/me/ooo", schedules_read, required, nowhere},
    operation{"POST", "/v2/me/ooo", schedules_write, required, nowhere},
    operation{"PATCH", "/v2/me/ooo/{id}", schedules_write, required, nowhere},
    operation{"DELETE", "/v2/me/ooo/{id}", schedules_write, required, nowhere},
    // Subscriptions; what is read shows their secrets.
    operation{"GET", "/v2/webhooks", webhooks, required, nowhere},
    operation{"POST", "/v2/webhooks", webhooks, required, nowhere},
    operation{"GET", "/v2/webhooks/{webhookId}", webhooks, required, nowhere},
    operation{"PATCH", "/v2/webhooks/{webhookId}", webhooks, required, nowhere},
    operation{"DELETE", "/v2/webhooks/{webhookId}", webhooks, required, nowhere},
    operation{"GET", "/v2/event-types/{id}/webhooks", webhooks, required, path},
    operation{"POST", "/v2/event-types/{id}/webhooks", webhooks, required, path},
    operation{"DELETE", "/v2/event-types/{id}/webhooks", webhooks, required, path},
    operation{"GET", "/v2/event-types/{id}/webhooks/{webhookId}", webhooks, required, path},
    operation{"PATCH", "/v2/event-types/{id}/webhooks/{webhookId}", webhooks, required, path},
    operation{"DELETE", "/v2/event-types/{id}/webhooks/{webhookId}", webhooks, required, path},
    operation{"GET", "/v2/teams/{teamId}/event-types/{id}/webhooks", webhooks, required, nowhere},
    operation{"POST", "/v2/teams/{teamId}/event-types/{id}/webhooks", webhooks, required, nowhere},
    operation{"DELETE", "/v2/teams/{teamId}/event-types/{id}/webhooks", webhooks, required,
              nowhere},
    operation{"GET", "/v2/teams/{teamId}/event-types/{id}/webhooks/{webhookId}", webhooks, required,
              nowhere},
    operation{"PATCH", "/v2/teams/{teamId}/event-types/{id}/webhooks/{webhookId}", webhooks,
              required, nowhere},
    operation{"DELETE", "/v2/teams/{teamId}/event-types/{id}/webhooks/{webhookId}", webhooks,
              required, nowhere},
    // The account itself.
    operation{"GET", "/v2/me", everything, required, nowhere},
    operation{"PATCH", "/v2/me", everything, required, nowhere},
    // Gives the account's key away, or a new one in its place.
    operation{"POST", "/v2/api-keys/refresh", std::nullopt, required, nowhere},
};

constexpr operation any_other{"*", "/v2/*", everything, required, nowhere};
constexpr operation for_nobody{"*", "/v2/*", std::nullopt, required, nowhere};

std::string_view take_segment(std::string_view& path) {
    const auto segment = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), segment.size() + 1));
    return segment;
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Express tells capitals from small letters as little as an address book does.
bool same_word(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

bool is_value(std::string_view segment) {
    return segment.starts_with('{');
}

/// Nor does it mind one `/` at the end.
std::string_view without_end(std::string_view path) {
    if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
    return path;
}

bool matches(std::string_view pattern, std::string_view path) {
    while (!pattern.empty() && !path.empty()) {
        const auto wanted = take_segment(pattern);
        const auto given = take_segment(path);
        if (is_value(wanted) ? given.empty() : !same_word(wanted, given)) return false;
    }
    return pattern.empty() && path.empty();
}

bool hides_what_it_names(std::string_view path) {
    return path.find('%') != std::string_view::npos || path.find("//") != std::string_view::npos ||
           path.find("/.") != std::string_view::npos ||
           path.find_first_of("\\;") != std::string_view::npos;
}

}  // namespace

std::span<const operation> operations() {
    return table;
}

const operation& operation_of(std::string_view method, std::string_view path) {
    if (hides_what_it_names(path)) return for_nobody;
    if (method == "HEAD") method = "GET";
    path = without_end(path);
    // The first row wins, so that `/v2/schedules/default` is no schedule's id.
    const auto* row = std::ranges::find_if(table, [&](const operation& one) {
        return one.method == method && matches(one.pattern, path);
    });
    return row == table.end() ? any_other : *row;
}

std::vector<std::string_view> values_in(std::string_view pattern, std::string_view path) {
    std::vector<std::string_view> out;
    path = without_end(path);
    while (!pattern.empty() && !path.empty()) {
        const auto wanted = take_segment(pattern);
        const auto given = take_segment(path);
        if (is_value(wanted)) out.push_back(given);
    }
    return out;
}

}  // namespace slotgate::gateway
