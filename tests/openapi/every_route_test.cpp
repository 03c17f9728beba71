// Asks every route of the simulator, in many states; what it answers is kept as in every test
// (support/kept_answers.hpp), and validate.mjs holds it against Cal.com's published specification.
#include <set>

#include <doctest/doctest.h>

#include "calcom-sim/routes.hpp"
#include "sim/practice.hpp"

namespace {

using namespace slotgate;
using namespace slotgate::sim;
using namespace slotgate::sim::testing;

/// An organization (5), its team (7), event types of every kind: 9 round robin, 10 with seats, 11
/// to be confirmed, 12 recurring; 2 is held as a Cal Video call.
world everything() {
    world w = practice();
    w.users.at(user_id{2}).schedules.front().id = 2;
    w.teams[5] = {.id = 5, .slug = "org", .name = "Org", .members = {user_id{1}, user_id{2}}};
    w.teams[7] = {.id = 7,
                  .slug = "team",
                  .name = "Team",
                  .members = {user_id{1}, user_id{2}},
                  .organization = 5};
    for (const std::int64_t id : {9, 10, 11, 12}) {
        event_type t = w.event_types.at(event_type_id{1});
        t.id = event_type_id{id};
        t.title = t.slug = "m" + std::to_string(id);
        w.event_types[t.id] = t;
    }
    auto& round_robin = w.event_types.at(event_type_id{9});
    round_robin.owner = user_id{0};
    round_robin.team = 7;
    round_robin.kind = scheduling::round_robin;
    round_robin.hosts = {{.who = user_id{1}}, {.who = user_id{2}}};
    w.event_types.at(event_type_id{10}).seats = seats_offer{.per_slot = 3};
    w.event_types.at(event_type_id{10}).settings["seats"] = {
        {"seatsPerTimeSlot", 3}, {"showAttendeeInfo", true}, {"showAvailabilityCount", true}};
    w.event_types.at(event_type_id{11}).confirmation = confirmation_rule{};
    w.event_types.at(event_type_id{12}).recurrence =
        recurrence_rule{.interval = 1, .occurrences = 3, .frequency = "weekly"};
    w.event_types.at(event_type_id{2}).settings.erase("locations");
    const auto when = interval::between(at("2031-05-07T10:00:00Z"), at("2031-05-07T11:00:00Z"));
    w.busy = {{.who = user_id{1}, .when = *when}};
    return w;
}

/// Notes which routes were asked, and which answered. Asks as Anna unless told otherwise.
struct witness : asker {
    witness() : asker(everything()) { sim.options().rate_limits = false; }

    reaction tell(std::string method, std::string target, std::string body = {},
                  std::string_view version = {}, std::string_view key = "cal_anna") {
        const auto path = target.substr(0, target.find('?'));
        const auto found = find_route(method, path, version.empty() ? "2024-04-15" : version);
        auto r = ask(method, target, std::move(body), key, version);
        if (!found) return r;
        const std::string route = method + ' ' + std::string(found->is->pattern);
        asked.insert(route);
        if (r.answer.status < 300) answered.insert(route);
        return r;
    }

    /// The text or number at `key` of the answer's data, to be put into a path.
    static std::string named(const reaction& r, std::string_view key) {
        const auto body = boost::json::parse(r.answer.body);
        const auto* data = body.as_object().if_contains("data");
        if (data != nullptr && data->is_array() && !data->get_array().empty())
            data = &data->get_array().front();
        const auto* const value =
            data != nullptr && data->is_object() ? data->get_object().if_contains(key) : nullptr;
        if (value == nullptr) return "missing";
        return value->is_string() ? std::string(value->get_string()) : serialize(*value);
    }

    std::set<std::string> asked;
    std::set<std::string> answered;
};

constexpr const char* slots = "2024-09-04";
constexpr const char* bookings = "2024-08-13";
constexpr const char* types = "2024-06-14";
constexpr const char* schedules = "2024-06-11";

std::string booking_body(std::string_view start, int type, std::string_view email = "bo@x.example",
                         std::string_view more = {}) {
    return R"({"eventTypeId":)" + std::to_string(type) + R"(,"start":")" + std::string(start) +
           R"(","attendee":{"name":"Bo","email":")" + std::string(email) +
           R"(","timeZone":"UTC"})" + std::string(more) + "}";
}

void ask_for_slots(witness& w) {
    const std::string day = "&start=2031-05-06&end=2031-05-07";
    for (const auto* const more : {"", "&format=range", "&timeZone=Europe/Berlin"})
        for (const auto* const type : {"1", "9", "10"})
            w.tell("GET", "/v2/slots?eventTypeId=" + std::string(type) + day + more, {}, slots);
    w.tell("GET", "/v2/slots?eventTypeId=77" + day, {}, slots);
    w.tell("GET", "/v2/slots?eventTypeId=1", {}, slots);
    w.tell("GET",
           "/v2/slots/available?eventTypeId=1&startTime=2031-05-06T00:00:00Z"
           "&endTime=2031-05-07T00:00:00Z");
    const auto r = w.tell("POST", "/v2/slots/reservations",
                          R"({"eventTypeId":1,"slotStart":"2031-05-08T10:00:00Z"})", slots);
    const auto path = "/v2/slots/reservations/" + witness::named(r, "reservationUid");
    w.tell("GET", path, {}, slots);
    w.tell("PATCH", path, R"({"eventTypeId":1,"slotStart":"2031-05-08T12:00:00Z"})", slots);
    w.tell("PATCH", path, R"({"eventTypeId":1})", slots);
    w.tell("DELETE", path, {}, slots);
    w.tell("GET", path, {}, slots);
    w.tell("POST", "/v2/slots/reserve",
           R"({"eventTypeId":1,"slotUtcStartDate":"2031-05-08T14:00:00Z",)"
           R"("slotUtcEndDate":"2031-05-08T14:30:00Z"})");
    w.tell("DELETE", "/v2/slots/selected-slot?uid=x");
}

void read_a_booking(witness& w, const std::string& path) {
    w.tell("GET", path, {}, bookings);
    w.tell("GET", path);
    const auto r = w.tell("POST", path + "/attendees",
                          R"({"name":"Cy","email":"cy@x.example","timeZone":"UTC"})", bookings);
    w.tell("POST", path + "/guests", R"({"guests":[{"email":"di@x.example"}]})", bookings);
    w.tell("GET", path + "/attendees", {}, bookings);
    w.tell("GET", path + "/attendees/" + witness::named(r, "id"), {}, bookings);
    w.tell("PATCH", path + "/location", R"({"location":{"type":"address","address":"Room 2"}})",
           bookings);
    for (const auto* const more : {"/calendar-links", "/references", "/recordings", "/transcripts",
                                   "/conferencing-sessions"})
        w.tell("GET", path + more, {}, bookings);
}

void book(witness& w) {
    const auto r =
        w.tell("POST", "/v2/bookings", booking_body("2031-05-06T10:00:00Z", 1), bookings);
    const auto path = "/v2/bookings/" + witness::named(r, "uid");
    read_a_booking(w, path);
    w.tell("POST", "/v2/bookings", booking_body("2031-05-06T10:00:00Z", 1), bookings);
    const auto moved =
        w.tell("POST", path + "/reschedule", R"({"start":"2031-05-06T11:00:00Z"})", bookings);
    const auto there = "/v2/bookings/" + witness::named(moved, "uid");
    w.tell("POST", path + "/reschedule", R"({"start":"2031-05-06T12:00:00Z"})", bookings);
    w.tell("GET", "/v2/bookings?status=upcoming,cancelled", {}, bookings);
    w.tell("GET", "/v2/bookings?take=0", {}, bookings);
    w.tell("POST", there + "/cancel", R"({"cancellationReason":"ill"})", bookings);
    w.tell("GET", there, {}, bookings);
    w.tell("GET", "/v2/bookings/nosuch", {}, bookings);
}

void book_of_every_kind(witness& w) {
    const auto call =
        w.tell("POST", "/v2/bookings", booking_body("2031-05-08T10:00:00Z", 2), bookings);
    for (const auto* const more : {"/recordings", "/transcripts", "/conferencing-sessions"})
        w.tell("GET", "/v2/bookings/" + witness::named(call, "uid") + more, {}, bookings);
    const auto seat =
        w.tell("POST", "/v2/bookings", booking_body("2031-05-09T10:00:00Z", 10), bookings);
    w.tell("GET", "/v2/bookings/by-seat/" + witness::named(seat, "seatUid"), {}, bookings);
    w.tell("GET", "/v2/bookings/" + witness::named(seat, "uid"), {}, bookings);
    w.tell("POST", "/v2/bookings", booking_body("2031-05-12T10:00:00Z", 12), bookings);
    const auto asked =
        w.tell("POST", "/v2/bookings", booking_body("2031-05-13T10:00:00Z", 11), bookings);
    w.tell("POST", "/v2/bookings/" + witness::named(asked, "uid") + "/confirm", {}, bookings);
    const auto refused =
        w.tell("POST", "/v2/bookings", booking_body("2031-05-14T10:00:00Z", 11), bookings);
    w.tell("POST", "/v2/bookings/" + witness::named(refused, "uid") + "/decline",
           R"({"reason":"no"})", bookings);
    const auto of_team =
        w.tell("POST", "/v2/bookings", booking_body("2031-05-15T10:00:00Z", 9), bookings);
    const auto path = "/v2/bookings/" + witness::named(of_team, "uid");
    w.tell("POST", path + "/reassign", {}, bookings);
    w.tell("POST", path + "/reassign/2", R"({"reason":"x"})", bookings);
    w.tell("POST", path + "/reassign/1", R"({"reason":"x"})", bookings);
    w.now = at("2031-05-15T10:10:00Z");
    w.tell("POST", path + "/mark-absent", R"({"host":true})", bookings);
    w.now = at("2031-05-04T08:00:00Z");
}

void change_event_types(witness& w) {
    w.tell("GET", "/v2/event-types", {}, types);
    w.tell("GET", "/v2/event-types?username=ben-weil", {}, types, {});
    const auto r = w.tell("POST", "/v2/event-types",
                          R"({"title":"x","slug":"x","lengthInMinutes":30,)"
                          R"("bookingWindow":{"type":"calendarDays","value":30,"rolling":true},)"
                          R"("bookingLimitsCount":{"day":3},"lengthInMinutesOptions":[15,30],)"
                          R"("seats":{"seatsPerTimeSlot":2,"showAttendeeInfo":true,)"
                          R"("showAvailabilityCount":true}})",
                          types);
    const auto path = "/v2/event-types/" + witness::named(r, "id");
    w.tell("GET", path, {}, types);
    w.tell("PATCH", path, R"({"lengthInMinutes":60,"slotInterval":15})", types);
    w.tell("PATCH", path, R"({"lengthInMinutes":0})", types);
    w.tell("DELETE", path, {}, types);
    w.tell("GET", path, {}, types);
    w.tell("GET", path, {}, types, {});
    for (const std::string whose : {"/v2/teams/7", "/v2/organizations/5/teams/7"}) {
        const auto made = w.tell("POST", whose + "/event-types",
                                 R"({"title":"t","slug":"t","lengthInMinutes":30,)"
                                 R"("schedulingType":"collective","hosts":[{"userId":1}]})",
                                 types);
        const auto one = whose + "/event-types/" + witness::named(made, "id");
        w.tell("GET", whose + "/event-types", {}, types);
        w.tell("GET", one, {}, types);
        w.tell("PATCH", one, R"({"assignAllTeamMembers":true})", types);
        w.tell("DELETE", one, {}, types);
    }
    w.tell("POST", "/v2/teams/7/event-types",
           R"({"title":"m","slug":"managed","lengthInMinutes":30,"schedulingType":"managed",)"
           R"("assignAllTeamMembers":true})",
           types);
}

void change_schedules(witness& w) {
    for (const std::string whose : {"/v2", "/v2/organizations/5/users/2"}) {
        const auto r = w.tell("POST", whose + "/schedules",
                              R"({"name":"x","timeZone":"UTC","isDefault":false,"overrides":)"
                              R"([{"date":"2031-05-20","startTime":"10:00","endTime":"11:00"}]})",
                              schedules);
        const auto one = whose + "/schedules/" + witness::named(r, "id");
        w.tell("GET", whose + "/schedules", {}, schedules);
        w.tell("GET", one, {}, schedules);
        w.tell("PATCH", one, R"({"name":"y"})", schedules);
        w.tell("PATCH", one, R"({"timeZone":"y"})", schedules);
        w.tell("DELETE", one, {}, schedules);
    }
    for (const auto* const list :
         {"/v2/schedules/default", "/v2/teams/7/schedules", "/v2/organizations/5/schedules"})
        w.tell("GET", list, {}, schedules);
}

void change_absences(witness& w) {
    for (const std::string whose : {"/v2/me/ooo", "/v2/organizations/5/users/2/ooo"}) {
        const auto r = w.tell("POST", whose,
                              R"({"start":"2031-06-06T00:00:00Z","end":"2031-06-07T00:00:00Z",)"
                              R"("toUserId":)" +
                                  std::string(whose == "/v2/me/ooo" ? "2" : "1") + "}");
        w.tell("GET", whose);
        const auto one = whose + '/' + witness::named(r, "id");
        w.tell("PATCH", one, R"({"reason":"vacation","notes":"away"})");
        w.tell("GET", "/v2/organizations/5/ooo");
        w.tell("DELETE", one);
    }
}

void change_subscriptions(witness& w) {
    for (const std::string list :
         {"/v2/webhooks", "/v2/event-types/1/webhooks", "/v2/teams/7/event-types/9/webhooks"}) {
        const auto r = w.tell("POST", list,
                              R"({"subscriberUrl":"https://x.example/","active":true,)"
                              R"("triggers":["BOOKING_CREATED"],"secret":"s",)"
                              R"("payloadTemplate":"{}"})");
        w.tell("POST", list, R"({"active":true,"subscriberUrl":"https://x.example/"})");
        w.tell("GET", list);
        const auto one = list + '/' + witness::named(r, "id");
        w.tell("GET", one);
        w.tell("PATCH", one, R"({"active":false})");
        w.tell("DELETE", one);
        if (list != "/v2/webhooks") w.tell("DELETE", list);
    }
}

void change_the_account(witness& w) {
    for (const auto* const list :
         {"/v2/teams", "/v2/teams/7", "/v2/teams/7/memberships",
          "/v2/calendars/busy-times?credentialId=1&externalId=x&dateFrom=2031-05-01"})
        w.tell("GET", list);
    const auto members = w.tell("GET", "/v2/teams/7/memberships");
    w.tell("GET", "/v2/teams/7/memberships/" + witness::named(members, "id"));
    w.tell("GET", "/v2/me");
    w.tell("PATCH", "/v2/me", R"({"weekStart":"Monday"})");
    w.tell("GET", "/v2/me", {}, {}, {});
    w.tell("POST", "/v2/api-keys/refresh", "{}");  // the last: Anna's key is another from here on
}

std::string missing(const std::set<std::string>& told) {
    std::string out;
    for (const auto& r : routes()) {
        const auto name = std::string(r.method) + ' ' + std::string(r.pattern);
        if (!told.contains(name)) out += "\n" + name;
    }
    return out;
}

}  // namespace

TEST_CASE("every route of the simulator is asked, and answers with success at least once") {
    witness w;
    ask_for_slots(w);
    book(w);
    book_of_every_kind(w);
    change_event_types(w);
    change_schedules(w);
    change_absences(w);
    change_subscriptions(w);
    change_the_account(w);
    CHECK_MESSAGE(missing(w.asked).empty(), "never asked:", missing(w.asked));
    CHECK_MESSAGE(missing(w.answered).empty(), "never answered:", missing(w.answered));
}
