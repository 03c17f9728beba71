#include "origin/calcom.hpp"

#include <algorithm>
#include <utility>

#include "origin/judgement.hpp"
#include "origin/slots_target.hpp"
#include "wire/event_type_reading.hpp"
#include "wire/event_types_named.hpp"
#include "wire/profile_reading.hpp"

namespace slotgate::origin {
namespace {

using boost::asio::awaitable;

// calcom.md 1.2: without these an endpoint silently becomes its oldest version, or 404.
constexpr std::string_view slots_version = "2024-09-04";
constexpr std::string_view event_types_version = "2024-06-14";
constexpr std::string_view bookings_version = "2024-08-13";

std::string team_event_types(const wire::read_team& team) {
    return "/v2/teams/" + std::to_string(team.id) + "/event-types";
}

bool only_reads(const wire::request& request) {
    return request.method == "GET" || request.method == "HEAD" || request.method == "OPTIONS";
}

/// Turns go by the clock, so that a process begun anew does not ask as the one before did a moment
/// ago; it begins ahead of those that the other may have taken in a burst.
constexpr std::int64_t turns_ahead = 100;
std::int64_t turn_at(instant now) {
    constexpr milliseconds each{20};
    return now.time_since_epoch() / each;
}

}  // namespace

calcom::calcom(calcom_options options, http_client& http, http_client& streams, budgets& all)
    : options_(std::move(options)),
      courier_({.tenant = options_.tenant,
                .base_url = options_.base_url,
                .quota = options_.quota,
                .now = options_.now,
                .seed = options_.seed,
                .observe = options_.observe},
               http, streams, all),
      turn_(turn_at(options_.now().system) + turns_ahead) {
    for (const auto& key : reading_keys()) courier_.own(key);
}

std::vector<secret> calcom::reading_keys() const {
    std::vector<secret> out{options_.api_key};
    out.insert(out.end(), options_.people_keys.begin(), options_.people_keys.end());
    return out;
}

/// The same comes again after twenty seconds, or 999 questions: longer than a question waits and is
/// on its way, and Cal.com keeps what it then answered.
unsigned calcom::next_end() {
    constexpr std::int64_t ends = 999;
    turn_ = std::max(turn_ + 1, turn_at(options_.now().system));
    return static_cast<unsigned>(turn_ % ends + 1);
}

awaitable<result<slots_answer>> calcom::slots(slots_question q) {
    question asked{.what = operation::slots,
                   .about = q.event_type,
                   .target = slots_target(q, next_end()),
                   .version = slots_version,
                   .key = options_.api_key,
                   .in_lane = q.lane,
                   .patience = q.lane == lane::refresh ? patience::none : patience::waits,
                   .deadline = options_.slots_deadline};
    auto answer = co_await courier_.ask(std::move(asked));
    if (!answer) co_return std::unexpected(std::move(answer.error()));
    if (answer->response.status != 200) co_return std::unexpected(std::move(answer->failure));
    auto out = answer->read(dated_answer(q, answer->response.body));
    if (out) out->took = answer->took;
    co_return out;
}

question calcom::about_event_types(std::string target, const secret& key, lane l) const {
    return {.what = operation::event_types,
            .about = {},
            .target = std::move(target),
            .version = event_types_version,
            .key = key,
            .in_lane = l,
            .deadline = options_.event_types_deadline};
}

awaitable<result<void>> calcom::add_event_types(question asked, std::string team_slug,
                                                std::vector<event_type>& all) {
    auto answer = co_await courier_.ask(std::move(asked));
    if (!answer) co_return std::unexpected(std::move(answer.error()));
    if (answer->response.status != 200) co_return std::unexpected(std::move(answer->failure));
    auto some = answer->read(wire::read_event_types(answer->response.body));
    if (!some) co_return std::unexpected(some.error());
    for (auto& type : *some) {
        if (std::ranges::find(all, type.id, &event_type::id) != all.end()) continue;
        type.team_slug = team_slug;
        all.push_back(std::move(type));
    }
    co_return result<void>{};
}

awaitable<result<std::vector<wire::read_team>>> calcom::teams_of(secret key, lane l) {
    auto asked = about_event_types("/v2/teams", key, l);
    asked.version = {};
    auto answer = co_await courier_.ask(std::move(asked));
    if (!answer) co_return std::unexpected(std::move(answer.error()));
    const auto status = answer->response.status;
    const bool has_no_teams = status >= 400 && status < 500 && status != 429;
    if (has_no_teams) co_return std::vector<wire::read_team>{};
    if (status != 200) co_return std::unexpected(std::move(answer->failure));
    co_return answer->read(wire::read_teams(answer->response.body));
}

awaitable<result<std::vector<event_type>>> calcom::event_types(lane l) {
    std::vector<event_type> all;
    std::map<event_type_id, wire::read_team> teams;
    for (const auto& key : reading_keys()) {
        auto of_person = about_event_types("/v2/event-types", key, l);
        const auto own = co_await add_event_types(std::move(of_person), {}, all);
        if (!own) co_return std::unexpected(own.error());
        const auto joined = co_await teams_of(key, l);
        if (!joined) co_return std::unexpected(joined.error());
        for (const auto& team : *joined) {
            const auto before = all.size();
            auto of_team = about_event_types(team_event_types(team), key, l);
            const auto read = co_await add_event_types(std::move(of_team), team.slug, all);
            if (!read) co_return std::unexpected(read.error());
            for (auto i = before; i < all.size(); ++i) teams.emplace(all[i].id, team);
        }
    }
    team_of_ = std::move(teams);
    co_return all;
}

awaitable<result<std::vector<wire::host_address>>> calcom::host_addresses(lane l) {
    std::vector<wire::host_address> all;
    for (const auto& key : reading_keys()) {
        auto asked = about_event_types("/v2/me", key, l);
        asked.version = {};
        auto answer = co_await courier_.ask(std::move(asked));
        if (!answer) co_return std::unexpected(std::move(answer.error()));
        const auto status = answer->response.status;
        if (status == 401 || status == 403) continue;
        if (status != 200) co_return std::unexpected(std::move(answer->failure));
        auto who = answer->read(wire::read_profile(answer->response.body));
        if (!who) co_return std::unexpected(who.error());
        if (!who->address.empty()) all.push_back({who->id, std::move(who->address)});
    }
    co_return all;
}

awaitable<result<event_type>> calcom::read_with_any_key(std::string target, event_type_id id,
                                                        lane l) {
    error refused{.code = errc::not_found, .detail = {}};
    for (const auto& key : reading_keys()) {
        auto asked = about_event_types(target, key, l);
        asked.what = operation::event_type;
        asked.about = id;
        auto answer = co_await courier_.ask(std::move(asked));
        if (!answer) co_return std::unexpected(std::move(answer.error()));
        const auto status = answer->response.status;
        if (status == 403 || status == 404) {
            refused.detail = message_of(answer->response);
            continue;
        }
        if (status != 200) co_return std::unexpected(std::move(answer->failure));
        auto out = answer->read(wire::read_event_type(answer->response.body));
        if (out && out->id != id) co_return fail(errc::upstream_garbage, "another event type");
        co_return out;
    }
    co_return std::unexpected(std::move(refused));
}

awaitable<result<event_type>> calcom::event_type_of(event_type_id id, lane l) {
    const auto number = std::to_string(id.value);
    const auto of_team = team_of_.find(id);
    if (of_team == team_of_.end())
        co_return co_await read_with_any_key("/v2/event-types/" + number, id, l);
    const auto team = of_team->second;
    auto out = co_await read_with_any_key(team_event_types(team) + '/' + number, id, l);
    if (out) out->team_slug = team.slug;
    co_return out;
}

awaitable<result<wire::response>> calcom::ask_for_booking(std::string uid, lane l) {
    const auto begun = courier_.now().steady;
    auto request = courier_.request_for({.what = operation::booking,
                                         .about = {},
                                         .target = "/v2/bookings/" + wire::encode_component(uid),
                                         .version = bookings_version,
                                         .key = options_.api_key,
                                         .deadline = {}});
    auto leave = co_await courier_.admit(request, l, options_.event_types_deadline);
    if (!leave) co_return std::unexpected(std::move(leave.error()));
    const auto rest = courier_.rest_of(options_.event_types_deadline, begun);
    auto answer =
        co_await courier_.send(operation::booking, std::move(request), rest, std::move(*leave));
    if (!answer) co_return std::unexpected(std::move(answer.error()));
    if (answer->status == 429 || answer->status >= 500)
        co_return std::unexpected(failure_of(*answer, courier_.now().system));
    co_return answer;
}

awaitable<result<wire::booking_answer>> calcom::booking(std::string uid, lane l) {
    const auto answer = co_await ask_for_booking(uid, l);
    if (!answer) co_return std::unexpected(answer.error());
    if (answer->status != 200)
        co_return std::unexpected(failure_of(*answer, courier_.now().system));
    auto out = wire::read_booking_answer(answer->body);
    if (out && out->uid != uid) co_return fail(errc::upstream_garbage, "another booking");
    co_return out;
}

awaitable<result<std::vector<event_type_id>>> calcom::event_types_of_booking(std::string uid) {
    // A step of what a client does with the booking: not the breaker's to stop.
    const auto answer = co_await ask_for_booking(std::move(uid), lane::booking);
    if (!answer) co_return std::unexpected(answer.error());
    if (answer->status != 200) co_return std::vector<event_type_id>{};
    co_return wire::event_types_of_booking(answer->body);
}

awaitable<result<credential_answer>> calcom::check_credential(std::string authorization) {
    const auto begun = courier_.now();
    if (const auto wait = courier_.withheld()) co_return too_early(*wait);
    wire::request request{
        .method = "GET", .target = "/v2/me", .headers = {}, .body = {}, .peer = {}};
    request.headers.add("Authorization", std::move(authorization));
    auto leave = co_await courier_.admit(request, lane::live, options_.credential_deadline);
    if (!leave) co_return std::unexpected(std::move(leave.error()));
    const auto answer = co_await courier_.send(
        operation::credential, std::move(request),
        courier_.rest_of(options_.credential_deadline, begun.steady), std::move(*leave));
    if (!answer) co_return std::unexpected(answer.error());
    if (answer->status == 401 || answer->status == 403)
        co_return credential_answer{credential_verdict::refused, message_of(*answer)};
    if (answer->status != 200)
        co_return std::unexpected(failure_of(*answer, courier_.now().system));
    const auto profile = wire::read_profile(answer->body);
    if (!profile) co_return std::unexpected(profile.error());
    co_return credential_answer{credential_verdict::accepted, {}};
}

/// The answer is Cal.com's, as if asked directly: `Accept-Encoding` and what it brings about go
/// through too (docs/adr/0006).
awaitable<result<void>> calcom::relay(wire::request request, stream::conduit& bodies,
                                      answer_begins begins, milliseconds first_byte) {
    const auto begun = courier_.now().steady;
    const auto l = only_reads(request) ? lane::live : lane::booking;
    auto leave = co_await courier_.admit(request, l, first_byte);
    if (!leave) co_return std::unexpected(std::move(leave.error()));
    const auto rest = courier_.rest_of(first_byte, begun);
    co_return co_await courier_.relay(std::move(request), bodies, std::move(begins), rest,
                                      std::move(*leave));
}

}  // namespace slotgate::origin
