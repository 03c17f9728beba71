#include <algorithm>
#include <array>
#include <exception>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/json.hpp>

#include "sim/scene.hpp"
#include "sim/sent.hpp"
#include "stream/conduit.hpp"

namespace slotgate::simulation {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;

constexpr std::size_t conduit_bytes = 256U << 10U;
constexpr std::size_t active_max = 16;

wire::request post(std::string target, const json::object& body) {
    return sent("POST", std::move(target), "2024-08-13", json::serialize(body));
}

std::vector<const sim::booking*> active_ones(const sim::world& w, instant now) {
    std::vector<const sim::booking*> out;
    for (const auto& [uid, b] : w.bookings)
        if (b.status == sim::booking_status::accepted && b.start > now) out.push_back(&b);
    return out;
}

std::string held_in(const wire::request& request) {
    return std::string(request.path().substr(reservations.size() + 1));
}

/// Does Cal.com say that nobody can have the start (calcom.md 4.3)?
bool says_taken(int status, std::string_view body) {
    constexpr std::array phrases{"is not available", "\"start\\\" time provided", "_limit_reached",
                                 "booking_conflict_error"};
    return status >= 400 && status < 500 &&
           std::ranges::any_of(phrases, [&](const char* one) { return body.contains(one); });
}

}  // namespace

std::optional<std::pair<event_type_id, instant>> scene::draw_free() {
    for (int tries = 0; tries < 8; ++tries) {
        const auto of_view = chance_.below(practice_.views.size());
        const auto& v = practice_.views[of_view];
        const auto date = v.first + days{chance_.between(0, (v.last - v.first).count())};
        const auto free = truth_.versions(of_view, date).back().found.minutes();
        if (!free.empty())
            return std::pair{v.type, instant_at(date, free[chance_.below(free.size())])};
    }
    return std::nullopt;
}

scene::drawn_write scene::draw_booking() {
    const auto free = draw_free();
    if (!free) return {};
    json::object body{
        {"eventTypeId", free->first.value},
        {"start", to_text(free->second)},
        {"attendee",
         json::object{{"name", "Bo Guest"}, {"email", "bo@guests.example"}, {"timeZone", "UTC"}}}};
    if (chance_.once_in(10))
        body["guests"] = json::array{std::to_string(chance_.between(1, 3)) + "@hosts.example"};
    return {post("/v2/bookings", body), free->first, free->second, {}};
}

scene::drawn_write scene::draw_write() {
    if (chance_.once_in(9)) return draw_hold();
    const auto active = active_ones(network_.world(), simulated_now().system);
    if (active.empty() || chance_.below(active_max) >= active.size()) return draw_booking();
    const auto& b = *active[chance_.below(active.size())];
    const auto path = "/v2/bookings/" + b.uid;
    if (chance_.once_in(2))
        return {post(path + "/cancel", {{"cancellationReason", "no need"}}), b.event_type, {}, {}};
    for (std::size_t i = 0; i < practice_.views.size(); ++i) {
        const auto& v = practice_.views[i];
        if (v.type != b.event_type) continue;
        const auto date = v.first + days{chance_.between(0, (v.last - v.first).count())};
        const auto free = truth_.versions(i, date).back().found.minutes();
        if (free.empty()) break;
        const auto start = instant_at(date, free[chance_.below(free.size())]);
        return {post(path + "/reschedule", {{"start", to_text(start)}}), b.event_type, start,
                b.uid};
    }
    return draw_booking();
}

void scene::write_as_stranger() {
    const auto drawn = draw_write();
    if (drawn.request.method.empty()) return;
    counts_.count(operation::write);
    const auto change = truth_.begin(drawn.about);
    trace_.note(simulated_now(), "a stranger writes", change, drawn.about.value);
    network_.write(drawn.request, change);
}

void scene::write_through_gateway() {
    auto drawn = draw_write();
    if (drawn.request.method.empty()) return;
    // Some with the account's key, whose quota questions use up too.
    if (chance_.once_in(2))
        drawn.request.headers.add("Authorization", "Bearer " + practice_.keys.front());
    send_through_gateway(std::move(drawn));
}

void scene::send_through_gateway(drawn_write drawn) {
    counts_.count(operation::write);
    const auto change = truth_.begin(drawn.about);
    trace_.note(simulated_now(), "a client writes", change, drawn.about.value);
    if (drawn.start && (drawn.of.empty() || is_withheld(drawn))) {
        truth_.leave(change, simulated_now().steady);
        truth_.withheld().intend(change, drawn.about, *drawn.start, is_withheld(drawn),
                                 simulated_now().steady);
    }
    drawn.request.headers.add(std::string(change_header), std::to_string(change));
    asio::co_spawn(life_->loop, pass(std::move(drawn.request), change),
                   [](const std::exception_ptr& failed) {
                       if (failed) std::rethrow_exception(failed);
                   });
}

asio::awaitable<void> scene::pass(wire::request request, change_number change) {
    stream::conduit* seen = nullptr;
    int status = 0;
    const bool is_of_hold = request.path().starts_with(reservations);
    const bool only_takes = request.path() == "/v2/bookings" || request.path() == reservations;
    const auto let_go = request.method == "DELETE" ? held_in(request) : std::string{};
    // The client knows as soon as its answer begins, and may ask at once.
    stream::conduit bodies(request.body.size(), conduit_bytes, [&] {
        const auto begun = seen == nullptr ? std::nullopt : seen->answer();
        if (!begun) return;
        status = begun->response.status;
        if (!only_takes) truth_.withheld().lift();
        trace_.note(simulated_now(), "an answer begins", change);
        know(change, teller::own_request);
    });
    if (!request.body.empty()) {
        bodies.give(request.body);
        bodies.finish_request();
    }
    seen = &bodies;
    request.body.clear();
    counts_.count(operation::fact);
    traffic_.tell(simulated_now().steady);
    if (!only_takes) truth_.withheld().lift();
    const auto ended = co_await life_->passage.send(life_->tenant(), std::move(request), bodies);
    const auto now = simulated_now();
    truth_.withheld().arrive(change);
    if (!only_takes) truth_.withheld().lift();
    if (ended && says_taken(status, bodies.kept_answer()))
        truth_.withheld().refuse(change, now.steady);
    else if (ended && status < 500)
        truth_.withheld().settle(change);
    if (ended && status == 200 && !let_go.empty()) truth_.withheld().let_go(let_go);
    if (ended && is_of_hold && status < 300 && let_go.empty()) note_hold(bodies.kept_answer());
    trace_.note(now, ended ? "answered to the client" : "no answer to the client", change);
    if (!ended && ended.error().code == errc::upstream_limited) traffic_.refuse_write(now.steady);
    know(change, teller::own_request);
}

/// In Cal.com's own pages, which tell nobody.
void scene::edit_hours() {
    counts_.count(operation::write);
    const user_id who{chance_.between(1, 3)};
    const minutes start = hours{chance_.between(8, 13)};
    const minutes end = hours{chance_.between(15, 18)};
    trace_.note(simulated_now(), "hours edited", who.value, start.count(), end.count());
    network_.edit({}, [&](sim::world& w) {
        auto& hours_of = w.users.at(who).schedules.front().availability.front();
        hours_of.start = start;
        hours_of.end = end;
    });
}

/// Through the gateway, so that it is told.
void scene::edit_event_type() {
    json::object body;
    switch (chance_.below(3)) {
        case 0:
            body["minimumBookingNotice"] = chance_.one_of<int>({0, 60, 120, 600});
            break;
        case 1:
            body["beforeEventBuffer"] = chance_.one_of<int>({0, 30});
            break;
        default:
            body["slotInterval"] = chance_.one_of<int>({30, 60});
    }
    const event_type_id type{chance_.between(1, 3)};
    const auto& key = practice_.keys[type.value == 3 ? 1 : 0];
    auto request = sent("PATCH", "/v2/event-types/" + std::to_string(type.value), "2024-06-14",
                        json::serialize(body));
    request.headers.add("Authorization", "Bearer " + key);
    send_through_gateway({std::move(request), type, {}, {}});
}

/// So that worlds stay small. What is over or cancelled takes nobody's time.
void scene::forget_old_bookings() {
    const auto now = simulated_now().system;
    std::vector<std::string> old;
    for (const auto& [uid, b] : network_.world().bookings)
        if (b.status != sim::booking_status::accepted || b.end + days{1} < now) old.push_back(uid);
    if (old.size() < 40) return;
    network_.edit({}, [&](sim::world& w) {
        for (const auto& uid : old) w.bookings.erase(uid);
        std::erase_if(w.reservations,
                      [&](const auto& r) { return r.second.release_at + minutes{1} < now; });
    });
}

}  // namespace slotgate::simulation
