#include "gateway/operation.hpp"

#include <algorithm>

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::gateway;

namespace {

using enum grant;
using enum credential_use;
using enum event_type_place;

constexpr std::optional<grant> nobody;

struct example {
    std::string_view method;
    std::string_view path;
    std::optional<grant> needs;
    credential_use credentials;
    event_type_place event_type;
};

/// One for each row of the table, written down a second time: a slip in the table shows.
const std::vector<example> examples{
    {"GET", "/v2/slots", availability, ignored, query},
    {"GET", "/v2/slots/available", availability, ignored, query},
    {"POST", "/v2/slots/reservations", availability, optional, body},
    {"GET", "/v2/slots/reservations/3kXy9", availability, ignored, nowhere},
    {"PATCH", "/v2/slots/reservations/3kXy9", availability, ignored, nowhere},
    {"DELETE", "/v2/slots/reservations/3kXy9", availability, ignored, nowhere},
    {"POST", "/v2/slots/reserve", availability, ignored, nowhere},
    {"DELETE", "/v2/slots/selected-slot", availability, ignored, nowhere},
    {"POST", "/v2/bookings", bookings_write, optional, body},
    {"GET", "/v2/bookings", bookings_read, required, query},
    {"GET", "/v2/bookings/by-seat/s-1", bookings_read, optional, nowhere},
    {"GET", "/v2/bookings/3kXy9", bookings_read, optional, booking},
    {"POST", "/v2/bookings/3kXy9/reschedule", bookings_write, optional, booking},
    {"POST", "/v2/bookings/3kXy9/cancel", bookings_write, optional, booking},
    {"POST", "/v2/bookings/3kXy9/confirm", bookings_write, required, booking},
    {"POST", "/v2/bookings/3kXy9/decline", bookings_write, required, booking},
    {"POST", "/v2/bookings/3kXy9/mark-absent", bookings_write, required, booking},
    {"POST", "/v2/bookings/3kXy9/reassign", bookings_write, required, booking},
    {"POST", "/v2/bookings/3kXy9/reassign/12", bookings_write, required, booking},
    {"POST", "/v2/bookings/3kXy9/guests", bookings_write, required, booking},
    {"GET", "/v2/bookings/3kXy9/attendees", bookings_read, required, booking},
    {"POST", "/v2/bookings/3kXy9/attendees", bookings_write, required, booking},
    {"GET", "/v2/bookings/3kXy9/attendees/9", bookings_read, required, booking},
    {"DELETE", "/v2/bookings/3kXy9/attendees/9", bookings_write, required, booking},
    {"PATCH", "/v2/bookings/3kXy9/location", bookings_write, required, booking},
    {"GET", "/v2/bookings/3kXy9/recordings", bookings_read, required, booking},
    {"GET", "/v2/bookings/3kXy9/transcripts", bookings_read, required, booking},
    {"GET", "/v2/bookings/3kXy9/calendar-links", bookings_read, required, booking},
    {"GET", "/v2/bookings/3kXy9/references", bookings_read, required, booking},
    {"GET", "/v2/bookings/3kXy9/conferencing-sessions", bookings_read, required, booking},
    {"GET", "/v2/event-types", event_types_read, optional, nowhere},
    {"POST", "/v2/event-types", event_types_write, required, nowhere},
    {"GET", "/v2/event-types/7", event_types_read, required, path},
    {"PATCH", "/v2/event-types/7", event_types_write, required, path},
    {"DELETE", "/v2/event-types/7", event_types_write, required, path},
    {"GET", "/v2/event-types/7/private-links", event_types_read, required, path},
    {"POST", "/v2/event-types/7/private-links", event_types_write, required, path},
    {"PATCH", "/v2/event-types/7/private-links/l1", event_types_write, required, path},
    {"DELETE", "/v2/event-types/7/private-links/l1", event_types_write, required, path},
    {"GET", "/v2/teams/4/event-types", event_types_read, ignored, nowhere},
    {"POST", "/v2/teams/4/event-types", event_types_write, required, nowhere},
    {"GET", "/v2/teams/4/event-types/7", event_types_read, required, nowhere},
    {"PATCH", "/v2/teams/4/event-types/7", event_types_write, required, nowhere},
    {"DELETE", "/v2/teams/4/event-types/7", event_types_write, required, nowhere},
    {"GET", "/v2/schedules", schedules_read, required, nowhere},
    {"POST", "/v2/schedules", schedules_write, required, nowhere},
    {"GET", "/v2/schedules/default", schedules_read, required, nowhere},
    {"GET", "/v2/schedules/7", schedules_read, required, nowhere},
    {"PATCH", "/v2/schedules/7", schedules_write, required, nowhere},
    {"DELETE", "/v2/schedules/7", schedules_write, required, nowhere},
    {"GET", "/v2/teams/4/schedules", schedules_read, required, nowhere},
    {"GET", "/v2/calendars/busy-times", schedules_read, required, nowhere},
    {"GET", "/v2/me/ooo", schedules_read, required, nowhere},
    {"POST", "/v2/me/ooo", schedules_write, required, nowhere},
    {"PATCH", "/v2/me/ooo/7", schedules_write, required, nowhere},
    {"DELETE", "/v2/me/ooo/7", schedules_write, required, nowhere},
    {"GET", "/v2/webhooks", webhooks, required, nowhere},
    {"POST", "/v2/webhooks", webhooks, required, nowhere},
    {"GET", "/v2/webhooks/w-1", webhooks, required, nowhere},
    {"PATCH", "/v2/webhooks/w-1", webhooks, required, nowhere},
    {"DELETE", "/v2/webhooks/w-1", webhooks, required, nowhere},
    {"GET", "/v2/event-types/7/webhooks", webhooks, required, path},
    {"POST", "/v2/event-types/7/webhooks", webhooks, required, path},
    {"DELETE", "/v2/event-types/7/webhooks", webhooks, required, path},
    {"GET", "/v2/event-types/7/webhooks/w-1", webhooks, required, path},
    {"PATCH", "/v2/event-types/7/webhooks/w-1", webhooks, required, path},
    {"DELETE", "/v2/event-types/7/webhooks/w-1", webhooks, required, path},
    {"GET", "/v2/teams/4/event-types/7/webhooks", webhooks, required, nowhere},
    {"POST", "/v2/teams/4/event-types/7/webhooks", webhooks, required, nowhere},
    {"DELETE", "/v2/teams/4/event-types/7/webhooks", webhooks, required, nowhere},
    {"GET", "/v2/teams/4/event-types/7/webhooks/w-1", webhooks, required, nowhere},
    {"PATCH", "/v2/teams/4/event-types/7/webhooks/w-1", webhooks, required, nowhere},
    {"DELETE", "/v2/teams/4/event-types/7/webhooks/w-1", webhooks, required, nowhere},
    {"GET", "/v2/me", everything, required, nowhere},
    {"PATCH", "/v2/me", everything, required, nowhere},
    {"POST", "/v2/api-keys/refresh", nobody, required, nowhere},
};

}  // namespace

TEST_CASE("T2: every operation of Cal.com's API needs the grant that the table says") {
    for (const auto& e : examples) {
        CAPTURE(e.method);
        CAPTURE(e.path);
        const auto& found = operation_of(e.method, e.path);
        CHECK(found.needs == e.needs);
        CHECK(found.credentials == e.credentials);
        CHECK(found.event_type == e.event_type);
    }
}

TEST_CASE("T2: every row of the table is reached, by one example") {
    CHECK(operations().size() == examples.size());
    for (const auto& row : operations())
        CHECK_MESSAGE(std::ranges::count_if(examples,
                                            [&](const example& e) {
                                                return &operation_of(e.method, e.path) == &row;
                                            }) == 1,
                      row.method, " ", row.pattern);
}

TEST_CASE("T2: what no row describes needs everything, what hides its name is for nobody") {
    for (const auto* path : {"/v2", "/v2/nothing", "/v2/bookings/u/unheard-of", "/v2/oauth-clients",
                             "/v2/bookings/a/b/c/d", "/v2/organizations/1/webhooks"}) {
        CHECK(operation_of("GET", path).needs == everything);
        CHECK(operation_of("GET", path).credentials == required);
    }
    CHECK(operation_of("PUT", "/v2/bookings").needs == everything);
    for (const auto* path : {"/v2/api-keys%2Frefresh", "/v2//api-keys/refresh",
                             "/v2/x/../api-keys/refresh", "/v2/api-keys;a/refresh"})
        CHECK_FALSE(operation_of("POST", path).needs);
}

TEST_CASE("T2: an operation is known by any spelling that Cal.com takes for it") {
    CHECK_FALSE(operation_of("POST", "/v2/API-Keys/REFRESH").needs);
    CHECK_FALSE(operation_of("POST", "/v2/api-keys/refresh/").needs);
    CHECK(operation_of("HEAD", "/v2/bookings").needs == bookings_read);
    CHECK(operation_of("GET", "/v2/schedules/default").pattern == "/v2/schedules/default");
    CHECK(operation_of("GET", "/v2/event-types/").event_type == nowhere);
}

TEST_CASE("what stood for the values of a pattern is told in order") {
    const auto values =
        values_in("/v2/bookings/{uid}/attendees/{id}", "/v2/bookings/abc/attendees/9/");
    REQUIRE(values.size() == 2);
    CHECK(values[0] == "abc");
    CHECK(values[1] == "9");
}
