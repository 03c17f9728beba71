#include "calcom-sim/simulator.hpp"

#include <algorithm>
#include <array>

#include "calcom-sim/bookings.hpp"
#include "calcom-sim/exchange.hpp"
#include "calcom-sim/routes.hpp"
#include "calcom-sim/uid.hpp"
#include "calcom-sim/webhooks.hpp"
#include "wire/calcom_error.hpp"
#include "wire/slots_answer.hpp"

namespace slotgate::sim {
namespace {

/// The version a request asks for; a missing or unknown one is the oldest (calcom.md 1.2).
std::string_view version_of(const wire::request& request) {
    constexpr std::array<std::string_view, 5> known{"2024-04-15", "2024-06-11", "2024-06-14",
                                                    "2024-08-13", "2024-09-04"};
    const auto given = request.headers.find("cal-api-version").value_or("");
    const auto* const found = std::ranges::find(known, given);
    return found == known.end() ? known.front() : *found;
}

bool names_tag(std::string_view wanted, std::string_view tag) {
    // Tags compare weakly for GET: the mark W/ does not count (RFC 9110, 8.8.3.2).
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    return wanted == "*" || wanted.find(tag) != std::string_view::npos;
}

/// What Express and Cal.com's middleware put on every answer (calcom-recorded A6).
wire::response dressed(wire::response answer, const wire::request& request,
                       std::mt19937_64& random) {
    answer.headers.set("X-Request-Id", make_uuid(random));
    answer.headers.set("Access-Control-Allow-Origin", "*");
    if (!answer.body.empty() && !answer.headers.find("ETag"))
        answer.headers.add("ETag", wire::etag_of(answer.body));
    const auto tag = answer.headers.find("ETag");
    const auto wanted = request.headers.find("If-None-Match");
    const bool reads = request.method == "GET" || request.method == "HEAD";
    if (reads && answer.status == 200 && tag && wanted && names_tag(*wanted, *tag)) {
        answer.status = 304;
        answer.body.clear();
        answer.headers.remove("Content-Type");
    }
    return answer;
}

reaction answer_route(const route& r, exchange& x) {
    if (auto refusal = refuse_caller(x.caller, r.wanted, x.request, x.now))
        return just(std::move(*refusal));
    return r.answer(x);
}

constexpr std::string_view too_many =
    "CustomThrottlerGuard - Too many requests. Please try again later.";

void tell_limits(const throttle::verdict& limits, wire::response& answer) {
    for (const auto& [name, value] : limits.headers.fields()) answer.headers.add(name, value);
}

id_sequences ids_after(const world& w) {
    id_sequences next;
    for (const auto& [id, type] : w.event_types)
        next.event_type = std::max(next.event_type, id.value + 1);
    for (const auto& [id, person] : w.users)
        for (const auto& one : person.schedules)
            next.schedule = std::max(next.schedule, one.id + 1);
    for (const auto& [uid, b] : w.bookings)
        for (const auto& a : b.attendees) next.attendee = std::max(next.attendee, a.id + 1);
    for (const auto& one : w.away) next.out_of_office = std::max(next.out_of_office, one.id + 1);
    return next;
}

}  // namespace

simulator::simulator(world initial, const zone_database& zones, simulator_options options)
    : world_(std::move(initial)), zones_(&zones), random_(options.seed), options_(options) {
    count_bookings();
}

void simulator::count_bookings() {
    ids_ = ids_after(world_);
    for (auto& [uid, b] : world_.bookings) {
        next_booking_id_ = std::max(next_booking_id_, b.id + 1);
        for (auto& a : b.attendees)
            if (a.id == 0) a.id = ids_.attendee++;
    }
}

void simulator::edit(const std::function<void(world&)>& change) {
    change(world_);
    count_bookings();
}

exchange simulator::exchange_about(const wire::request& request, instant now) {
    return {.w = world_,
            .zones = *zones_,
            .random = random_,
            .next_booking_id = next_booking_id_,
            .ids = ids_,
            .options = options_,
            .cache = cache_,
            .request = request,
            .now = now,
            .caller = identify(world_, request, now),
            .path_values = {}};
}

reaction simulator::handle(const wire::request& request, instant now) {
    auto found = find_route(request.method, request.path(), version_of(request));
    if (!found) {
        const auto message = "Cannot " + request.method + ' ' + request.target;
        return just(finish(wire::calcom_error(404, message, request.target, now), request));
    }
    auto x = exchange_about(request, now);
    x.path_values = std::move(found->path_values);
    auto out = answer_within_limits(*found->is, x);
    if (!out.commit) out.answer = finish(std::move(out.answer), request);
    return out;
}

wire::response simulator::finish(wire::response answer, const wire::request& request) {
    answer = dressed(std::move(answer), request, random_);
    if (options_.witness) options_.witness(request, answer);
    return answer;
}

/// The throttler comes before everything else a route asks for; it looks up the key it counts by.
reaction simulator::answer_within_limits(const route& r, exchange& x) {
    if (!options_.rate_limits || x.caller.is == caller::standing::wrong_key)
        return answer_route(r, x);
    const auto limits = throttle_.count(world_, x.request, r.pattern, x.now);
    auto out = limits.blocked ? just(failure(x, 429, too_many)) : answer_route(r, x);
    tell_limits(limits, out.answer);
    return out;
}

wire::response simulator::commit(const pending_commit& change, const wire::request& request,
                                 instant now) {
    auto x = exchange_about(request, now);
    if (auto found = find_route(request.method, request.path(), version_of(request)))
        x.path_values = std::move(found->path_values);
    auto answer = commit_cancellation(x, change);
    if (options_.rate_limits)
        tell_limits(throttle_.look(world_, request, route_of(request.method, request.path()), now),
                    answer);
    return finish(std::move(answer), request);
}

delivery_round simulator::meetings_between(instant from, instant to) {
    const wire::request nobody_asked;
    return announce_meetings(exchange_about(nobody_asked, to), from, to);
}

}  // namespace slotgate::sim
