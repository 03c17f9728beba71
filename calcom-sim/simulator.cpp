#include "calcom-sim/simulator.hpp"

#include <algorithm>
#include <array>

#include "calcom-sim/booking_list.hpp"
#include "calcom-sim/bookings.hpp"
#include "calcom-sim/event_types.hpp"
#include "calcom-sim/exchange.hpp"
#include "calcom-sim/slots.hpp"
#include "calcom-sim/uid.hpp"
#include "calcom-sim/users.hpp"
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
bool is_2024_06_14(std::string_view v) {
    return v == "2024-06-14";
}

reaction show_slots(exchange& x) {
    return just(answer_slots(x.w, x.zones, wire::generation::v2024_09_04, x.request, x.now));
}

reaction show_old_slots(exchange& x) {
    return just(answer_slots(x.w, x.zones, wire::generation::v2024_04_15, x.request, x.now));
}

/// One row of the table of routes: everything this Cal.com answers stands here.
struct row {
    std::string_view method;
    std::string_view pattern;
    bool (*admits)(std::string_view version);
    credentials wanted;
    reaction (*answer)(exchange&);
};

constexpr std::array rows{
    row{"GET", "/v2/slots", is_2024_09_04, credentials::ignored, show_slots},
    row{"GET", "/v2/slots/available", before_2024_09_04, credentials::ignored, show_old_slots},
    row{"POST", "/v2/bookings", is_2024_08_13, credentials::optional, create_booking},
    row{"GET", "/v2/bookings", is_2024_08_13, credentials::required, list_bookings},
    row{"GET", "/v2/bookings/{uid}", up_to_2024_08_13, credentials::optional, show_booking},
    row{"POST", "/v2/bookings/{uid}/reschedule", is_2024_08_13, credentials::optional,
        move_booking},
    row{"POST", "/v2/bookings/{uid}/cancel", is_2024_08_13, credentials::optional, cancel_booking},
    row{"GET", "/v2/event-types", is_2024_06_14, credentials::optional, list_event_types},
    row{"GET", "/v2/event-types/{id}", is_2024_06_14, credentials::required, show_event_type},
    row{"GET", "/v2/me", any_version, credentials::required, show_me},
};

std::string_view take_segment(std::string_view& path) {
    const auto segment = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), segment.size() + 1));
    return segment;
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

bool same_method(std::string_view wanted, std::string_view given) {
    return wanted == given || (wanted == "GET" && given == "HEAD");
}

bool names_tag(std::string_view wanted, std::string_view tag) {
    // Tags compare weakly for GET: the mark W/ does not count (RFC 9110, 8.8.3.2).
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    return wanted == "*" || wanted.find(tag) != std::string_view::npos;
}

/// What Express and Cal.com's middleware put on every answer (calcom-recorded A6).
wire::response finish(wire::response answer, const wire::request& request,
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

reaction answer_row(const row& r, exchange& x) {
    if (auto refusal = refuse_caller(x.caller, r.wanted, x.request, x.now))
        return just(std::move(*refusal));
    return r.answer(x);
}

}  // namespace

std::string_view route_of(std::string_view method, std::string_view path) {
    for (const auto& r : rows)
        if (same_method(r.method, method) && match(r.pattern, path)) return r.pattern;
    return {};
}

simulator::simulator(world initial, const zone_database& zones, simulator_options options)
    : world_(std::move(initial)),
      zones_(&zones),
      random_(options.seed),
      next_booking_id_(1),
      options_(options) {
    for (const auto& [uid, b] : world_.bookings)
        next_booking_id_ = std::max(next_booking_id_, b.id + 1);
}

exchange simulator::exchange_about(const wire::request& request, instant now) {
    return {.w = world_,
            .zones = *zones_,
            .random = random_,
            .next_booking_id = next_booking_id_,
            .race_window = options_.race_window,
            .request = request,
            .now = now,
            .caller = identify(world_, request),
            .path_values = {}};
}

reaction simulator::handle(const wire::request& request, instant now) {
    auto x = exchange_about(request, now);
    // The same path may stand in several rows, one for each version.
    for (const auto& r : rows) {
        if (!same_method(r.method, request.method) || !r.admits(version_of(request))) continue;
        auto values = match(r.pattern, request.path());
        if (!values) continue;
        x.path_values = std::move(*values);
        auto out = answer_row(r, x);
        if (!out.commit) out.answer = finish(std::move(out.answer), request, random_);
        return out;
    }
    const auto message = "Cannot " + request.method + ' ' + request.target;
    return just(finish(wire::calcom_error(404, message, request.target, now), request, random_));
}

wire::response simulator::commit(const pending_commit& change, const wire::request& request,
                                 instant now) {
    auto x = exchange_about(request, now);
    return finish(commit_cancellation(x, change), request, random_);
}

}  // namespace slotgate::sim
