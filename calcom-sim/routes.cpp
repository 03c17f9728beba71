#include "calcom-sim/routes.hpp"

#include <algorithm>
#include <array>

#include "calcom-sim/api_keys.hpp"
#include "calcom-sim/booking_list.hpp"
#include "calcom-sim/bookings.hpp"
#include "calcom-sim/busy_times.hpp"
#include "calcom-sim/event_types.hpp"
#include "calcom-sim/out_of_office.hpp"
#include "calcom-sim/reservations.hpp"
#include "calcom-sim/schedules.hpp"
#include "calcom-sim/seats.hpp"
#include "calcom-sim/slots_cache.hpp"
#include "calcom-sim/subscriptions.hpp"
#include "calcom-sim/team_event_types.hpp"
#include "calcom-sim/teams.hpp"
#include "calcom-sim/users.hpp"

namespace slotgate::sim {
namespace {

bool any_version(std::string_view) {
    return true;
}
bool is_2024_09_04(std::string_view v) {
    return v == "2024-09-04";
}
bool before_2024_09_04(std::string_view v) {
    return v < "2024-09-04";
}
bool is_2024_08_13(std::string_view v) {
    return v == "2024-08-13";
}
bool up_to_2024_08_13(std::string_view v) {
    return v <= "2024-08-13";
}
bool is_2024_06_11(std::string_view v) {
    return v == "2024-06-11";
}
bool is_2024_06_14(std::string_view v) {
    return v == "2024-06-14";
}

/// Everything this Cal.com answers.
constexpr std::array table{
    route{"GET", "/v2/slots", is_2024_09_04, credentials::ignored, show_slots},
    route{"GET", "/v2/slots/available", before_2024_09_04, credentials::ignored, show_old_slots},
    route{"POST", "/v2/slots/reservations", is_2024_09_04, credentials::optional, make_reservation},
    route{"GET", "/v2/slots/reservations/{uid}", is_2024_09_04, credentials::ignored,
          show_reservation},
    route{"PATCH", "/v2/slots/reservations/{uid}", is_2024_09_04, credentials::ignored,
          move_reservation},
    route{"DELETE", "/v2/slots/reservations/{uid}", is_2024_09_04, credentials::ignored,
          drop_reservation},
    route{"POST", "/v2/slots/reserve", before_2024_09_04, credentials::ignored,
          make_old_reservation},
    route{"DELETE", "/v2/slots/selected-slot", before_2024_09_04, credentials::ignored,
          drop_old_reservation},
    route{"POST", "/v2/bookings", is_2024_08_13, credentials::optional, create_booking},
    route{"GET", "/v2/bookings", is_2024_08_13, credentials::required, list_bookings},
    route{"GET", "/v2/bookings/by-seat/{seatUid}", is_2024_08_13, credentials::optional, show_seat},
    route{"GET", "/v2/bookings/{uid}", up_to_2024_08_13, credentials::optional, show_booking},
    route{"POST", "/v2/bookings/{uid}/reschedule", is_2024_08_13, credentials::optional,
          move_booking},
    route{"POST", "/v2/bookings/{uid}/cancel", is_2024_08_13, credentials::optional,
          cancel_booking},
    route{"POST", "/v2/bookings/{uid}/confirm", is_2024_08_13, credentials::required,
          confirm_booking},
    route{"POST", "/v2/bookings/{uid}/decline", is_2024_08_13, credentials::required,
          decline_booking},
    route{"POST", "/v2/bookings/{uid}/mark-absent", is_2024_08_13, credentials::required,
          mark_absent},
    route{"POST", "/v2/bookings/{uid}/reassign", is_2024_08_13, credentials::required,
          reassign_booking},
    route{"POST", "/v2/bookings/{uid}/reassign/{userId}", is_2024_08_13, credentials::required,
          reassign_booking_to},
    route{"GET", "/v2/bookings/{uid}/attendees", is_2024_08_13, credentials::required,
          list_attendees},
    route{"POST", "/v2/bookings/{uid}/attendees", is_2024_08_13, credentials::required,
          add_attendee},
    route{"GET", "/v2/bookings/{uid}/attendees/{attendeeId}", is_2024_08_13, credentials::required,
          show_attendee},
    route{"POST", "/v2/bookings/{uid}/guests", is_2024_08_13, credentials::required, add_guests},
    route{"PATCH", "/v2/bookings/{uid}/location", is_2024_08_13, credentials::required,
          change_location},
    route{"GET", "/v2/bookings/{uid}/calendar-links", is_2024_08_13, credentials::required,
          show_calendar_links},
    route{"GET", "/v2/bookings/{uid}/references", is_2024_08_13, credentials::required,
          show_references},
    route{"GET", "/v2/bookings/{uid}/recordings", is_2024_08_13, credentials::required,
          show_recordings},
    route{"GET", "/v2/bookings/{uid}/transcripts", is_2024_08_13, credentials::required,
          show_transcripts},
    route{"GET", "/v2/bookings/{uid}/conferencing-sessions", is_2024_08_13, credentials::required,
          show_sessions},
    route{"GET", "/v2/event-types", is_2024_06_14, credentials::optional, list_event_types},
    route{"GET", "/v2/event-types/{id}", is_2024_06_14, credentials::required, show_event_type},
    route{"POST", "/v2/event-types", is_2024_06_14, credentials::required, create_event_type},
    route{"PATCH", "/v2/event-types/{id}", is_2024_06_14, credentials::required, change_event_type},
    route{"DELETE", "/v2/event-types/{id}", is_2024_06_14, credentials::required,
          delete_event_type},
    route{"GET", "/v2/me", any_version, credentials::required, show_me},
    route{"GET", "/v2/schedules/default", is_2024_06_11, credentials::required,
          show_default_schedule},
    route{"GET", "/v2/schedules", is_2024_06_11, credentials::required, list_schedules},
    route{"POST", "/v2/schedules", is_2024_06_11, credentials::required, create_schedule},
    route{"GET", "/v2/schedules/{id}", is_2024_06_11, credentials::required, show_schedule},
    route{"PATCH", "/v2/schedules/{id}", is_2024_06_11, credentials::required, change_schedule},
    route{"DELETE", "/v2/schedules/{id}", is_2024_06_11, credentials::required, delete_schedule},
    route{"GET", "/v2/organizations/{orgId}/users/{userId}/schedules", is_2024_06_11,
          credentials::required, list_schedules},
    route{"POST", "/v2/organizations/{orgId}/users/{userId}/schedules", is_2024_06_11,
          credentials::required, create_schedule},
    route{"GET", "/v2/organizations/{orgId}/users/{userId}/schedules/{id}", is_2024_06_11,
          credentials::required, show_schedule},
    route{"PATCH", "/v2/organizations/{orgId}/users/{userId}/schedules/{id}", is_2024_06_11,
          credentials::required, change_schedule},
    route{"DELETE", "/v2/organizations/{orgId}/users/{userId}/schedules/{id}", is_2024_06_11,
          credentials::required, delete_schedule},
    route{"GET", "/v2/teams/{teamId}/schedules", is_2024_06_11, credentials::required,
          list_team_schedules},
    route{"GET", "/v2/organizations/{orgId}/schedules", is_2024_06_11, credentials::required,
          list_organization_schedules},
    route{"GET", "/v2/teams/{teamId}/event-types", is_2024_06_14, credentials::optional,
          list_team_event_types},
    route{"POST", "/v2/teams/{teamId}/event-types", is_2024_06_14, credentials::required,
          create_team_event_type},
    route{"GET", "/v2/teams/{teamId}/event-types/{id}", is_2024_06_14, credentials::required,
          show_team_event_type},
    route{"PATCH", "/v2/teams/{teamId}/event-types/{id}", is_2024_06_14, credentials::required,
          change_team_event_type},
    route{"DELETE", "/v2/teams/{teamId}/event-types/{id}", is_2024_06_14, credentials::required,
          delete_team_event_type},
    route{"GET", "/v2/organizations/{orgId}/teams/{teamId}/event-types", is_2024_06_14,
          credentials::required, list_team_event_types},
    route{"POST", "/v2/organizations/{orgId}/teams/{teamId}/event-types", is_2024_06_14,
          credentials::required, create_team_event_type},
    route{"GET", "/v2/organizations/{orgId}/teams/{teamId}/event-types/{id}", is_2024_06_14,
          credentials::required, show_team_event_type},
    route{"PATCH", "/v2/organizations/{orgId}/teams/{teamId}/event-types/{id}", is_2024_06_14,
          credentials::required, change_team_event_type},
    route{"DELETE", "/v2/organizations/{orgId}/teams/{teamId}/event-types/{id}", is_2024_06_14,
          credentials::required, delete_team_event_type},
    route{"GET", "/v2/webhooks", any_version, credentials::required, list_subscriptions},
    route{"POST", "/v2/webhooks", any_version, credentials::required, create_subscription},
    route{"GET", "/v2/webhooks/{webhookId}", any_version, credentials::required, show_subscription},
    route{"PATCH", "/v2/webhooks/{webhookId}", any_version, credentials::required,
          change_subscription},
    route{"DELETE", "/v2/webhooks/{webhookId}", any_version, credentials::required,
          delete_subscription},
    route{"GET", "/v2/event-types/{id}/webhooks", any_version, credentials::required,
          list_subscriptions},
    route{"POST", "/v2/event-types/{id}/webhooks", any_version, credentials::required,
          create_subscription},
    route{"GET", "/v2/event-types/{id}/webhooks/{webhookId}", any_version, credentials::required,
          show_subscription},
    route{"PATCH", "/v2/event-types/{id}/webhooks/{webhookId}", any_version, credentials::required,
          change_subscription},
    route{"DELETE", "/v2/event-types/{id}/webhooks/{webhookId}", any_version, credentials::required,
          delete_subscription},
    route{"DELETE", "/v2/event-types/{id}/webhooks", any_version, credentials::required,
          delete_all_subscriptions},
    route{"GET", "/v2/teams/{teamId}/event-types/{id}/webhooks", any_version, credentials::required,
          list_subscriptions},
    route{"POST", "/v2/teams/{teamId}/event-types/{id}/webhooks", any_version,
          credentials::required, create_subscription},
    route{"GET", "/v2/teams/{teamId}/event-types/{id}/webhooks/{webhookId}", any_version,
          credentials::required, show_subscription},
    route{"PATCH", "/v2/teams/{teamId}/event-types/{id}/webhooks/{webhookId}", any_version,
          credentials::required, change_subscription},
    route{"DELETE", "/v2/teams/{teamId}/event-types/{id}/webhooks/{webhookId}", any_version,
          credentials::required, delete_subscription},
    route{"DELETE", "/v2/teams/{teamId}/event-types/{id}/webhooks", any_version,
          credentials::required, delete_all_subscriptions},
    route{"GET", "/v2/me/ooo", any_version, credentials::required, list_absences},
    route{"POST", "/v2/me/ooo", any_version, credentials::required, create_absence},
    route{"PATCH", "/v2/me/ooo/{oooId}", any_version, credentials::required, change_absence},
    route{"DELETE", "/v2/me/ooo/{oooId}", any_version, credentials::required, delete_absence},
    route{"GET", "/v2/organizations/{orgId}/users/{userId}/ooo", any_version, credentials::required,
          list_absences},
    route{"POST", "/v2/organizations/{orgId}/users/{userId}/ooo", any_version,
          credentials::required, create_absence},
    route{"PATCH", "/v2/organizations/{orgId}/users/{userId}/ooo/{oooId}", any_version,
          credentials::required, change_absence},
    route{"DELETE", "/v2/organizations/{orgId}/users/{userId}/ooo/{oooId}", any_version,
          credentials::required, delete_absence},
    route{"GET", "/v2/organizations/{orgId}/ooo", any_version, credentials::required,
          list_organization_absences},
    route{"GET", "/v2/teams", any_version, credentials::required, list_teams},
    route{"GET", "/v2/teams/{teamId}", any_version, credentials::required, show_team},
    route{"GET", "/v2/teams/{teamId}/memberships", any_version, credentials::required,
          list_memberships},
    route{"GET", "/v2/teams/{teamId}/memberships/{id}", any_version, credentials::required,
          show_membership},
    route{"GET", "/v2/calendars/busy-times", any_version, credentials::required, list_busy_times},
    route{"POST", "/v2/api-keys/refresh", any_version, credentials::required, refresh_api_key},
    route{"PATCH", "/v2/me", any_version, credentials::required, change_me},
};

std::string_view take_segment(std::string_view& path) {
    const auto segment = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), segment.size() + 1));
    return segment;
}

bool same_method(std::string_view wanted, std::string_view given) {
    return wanted == given || (wanted == "GET" && given == "HEAD");
}

/// What stood for the pattern's `{...}`, or nothing if the path is another one.
std::optional<std::vector<std::string>> match(std::string_view pattern, std::string_view path) {
    std::vector<std::string> values;
    while (!pattern.empty() && !path.empty()) {
        const auto wanted = take_segment(pattern);
        const auto given = take_segment(path);
        if (wanted.starts_with('{') && !given.empty())
            values.emplace_back(given);
        else if (wanted != given)
            return std::nullopt;
    }
    if (!pattern.empty() || !path.empty()) return std::nullopt;
    return values;
}

}  // namespace

std::span<const route> routes() {
    return table;
}

std::optional<matched_route> find_route(std::string_view method, std::string_view path,
                                        std::string_view version) {
    for (const auto& r : table) {
        if (!same_method(r.method, method) || !r.admits(version)) continue;
        if (auto values = match(r.pattern, path)) return matched_route{&r, std::move(*values)};
    }
    return std::nullopt;
}

std::string_view route_of(std::string_view method, std::string_view path) {
    for (const auto& r : table)
        if (same_method(r.method, method) && match(r.pattern, path)) return r.pattern;
    return {};
}

}  // namespace slotgate::sim
