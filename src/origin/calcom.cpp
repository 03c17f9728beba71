#include "origin/calcom.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <boost/json/value.hpp>

#include "origin/http_date.hpp"
#include "origin/slots_target.hpp"
#include "wire/calcom_error.hpp"
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

/// Cal.com's own words on an error, cut: they are shown to clients.
std::string message_of(const wire::response& answer) {
    constexpr std::size_t bytes_max = 300;
    auto message = wire::calcom_error_message(answer.body);
    if (message.size() > bytes_max) message.resize(bytes_max);
    return message;
}

/// What a status other than 200 means for a question of ours.
error failure_of(const wire::response& answer) {
    if (answer.status == 429) return {errc::upstream_limited, message_of(answer)};
    if (answer.status == 404) return {errc::not_found, message_of(answer)};
    if (answer.status >= 500)
        return {errc::upstream_error, "status " + std::to_string(answer.status)};
    if (answer.status >= 400) return {errc::upstream_refused, message_of(answer)};
    return {errc::upstream_garbage, "status " + std::to_string(answer.status)};
}

std::string team_event_types(const wire::read_team& team) {
    return "/v2/teams/" + std::to_string(team.id) + "/event-types";
}

milliseconds since(std::chrono::steady_clock::time_point begun) {
    return std::chrono::floor<milliseconds>(std::chrono::steady_clock::now() - begun);
}

instant clock_of(const wire::response& answer) {
    const auto date = answer.headers.find("date");
    if (!date) return {};
    return parse_http_date(*date).value_or(instant{});
}

}  // namespace

calcom::calcom(calcom_options options, http_client& http, http_client& streams)
    : options_(std::move(options)),
      http_(http),
      streams_(streams),
      turn_(options_.first_turn % 999) {}

wire::request calcom::ask(std::string target, std::string_view version, const secret& key) const {
    wire::request out{
        .method = "GET", .target = std::move(target), .headers = {}, .body = {}, .peer = {}};
    if (!version.empty()) out.headers.add("cal-api-version", std::string(version));
    if (!key.empty()) out.headers.add("Authorization", "Bearer " + std::string(key.reveal()));
    return out;
}

std::vector<secret> calcom::reading_keys() const {
    std::vector<secret> out{options_.api_key};
    out.insert(out.end(), options_.people_keys.begin(), options_.people_keys.end());
    return out;
}

awaitable<result<wire::response>> calcom::send(operation what, wire::request request,
                                               milliseconds deadline) {
    const auto begun = std::chrono::steady_clock::now();
    auto answer = co_await http_.send(options_.base_url, std::move(request), deadline);
    if (options_.observe) {
        observation seen{.operation = what, .took = since(begun)};
        if (answer) {
            seen.status = answer->status;
            seen.upstream_now = clock_of(*answer);
        }
        options_.observe(seen);
    }
    co_return answer;
}

awaitable<result<slots_answer>> calcom::slots(slots_question q) {
    turn_ = turn_ % 999 + 1;
    auto request = ask(slots_target(q, turn_), slots_version, options_.api_key);
    const auto answer =
        co_await send(operation::slots, std::move(request), options_.slots_deadline);
    if (!answer) co_return std::unexpected(answer.error());
    if (answer->status != 200) co_return std::unexpected(failure_of(*answer));
    co_return dated_answer(q, answer->body);
}

awaitable<result<void>> calcom::add_event_types(std::string target, secret key,
                                                std::string team_slug,
                                                std::vector<event_type>& all) {
    auto request = ask(std::move(target), event_types_version, key);
    const auto answer =
        co_await send(operation::event_types, std::move(request), options_.event_types_deadline);
    if (!answer) co_return std::unexpected(answer.error());
    if (answer->status != 200) co_return std::unexpected(failure_of(*answer));
    auto some = wire::read_event_types(answer->body);
    if (!some) co_return std::unexpected(some.error());
    for (auto& type : *some) {
        if (std::ranges::find(all, type.id, &event_type::id) != all.end()) continue;
        type.team_slug = team_slug;
        all.push_back(std::move(type));
    }
    co_return result<void>{};
}

awaitable<result<std::vector<wire::read_team>>> calcom::teams_of(secret key) {
    auto request = ask("/v2/teams", {}, key);
    const auto answer =
        co_await send(operation::event_types, std::move(request), options_.event_types_deadline);
    if (!answer) co_return std::unexpected(answer.error());
    const bool has_no_teams =
        answer->status >= 400 && answer->status < 500 && answer->status != 429;
    if (has_no_teams) co_return std::vector<wire::read_team>{};
    if (answer->status != 200) co_return std::unexpected(failure_of(*answer));
    co_return wire::read_teams(answer->body);
}

awaitable<result<std::vector<event_type>>> calcom::event_types() {
    std::vector<event_type> all;
    std::map<event_type_id, wire::read_team> teams;
    for (const auto& key : reading_keys()) {
        const auto own = co_await add_event_types("/v2/event-types", key, {}, all);
        if (!own) co_return std::unexpected(own.error());
        const auto joined = co_await teams_of(key);
        if (!joined) co_return std::unexpected(joined.error());
        for (const auto& team : *joined) {
            const auto before = all.size();
            const auto read = co_await add_event_types(team_event_types(team), key, team.slug, all);
            if (!read) co_return std::unexpected(read.error());
            for (auto i = before; i < all.size(); ++i) teams.emplace(all[i].id, team);
        }
    }
    team_of_ = std::move(teams);
    co_return all;
}

awaitable<result<event_type>> calcom::read_with_any_key(std::string target, event_type_id id) {
    error refused{errc::not_found, {}};
    for (const auto& key : reading_keys()) {
        auto request = ask(target, event_types_version, key);
        const auto answer =
            co_await send(operation::event_type, std::move(request), options_.event_types_deadline);
        if (!answer) co_return std::unexpected(answer.error());
        if (answer->status == 403 || answer->status == 404) {
            refused.detail = message_of(*answer);
            continue;
        }
        if (answer->status != 200) co_return std::unexpected(failure_of(*answer));
        auto out = wire::read_event_type(answer->body);
        if (out && out->id != id) co_return fail(errc::upstream_garbage, "another event type");
        co_return out;
    }
    co_return std::unexpected(std::move(refused));
}

awaitable<result<event_type>> calcom::event_type_of(event_type_id id) {
    const auto number = std::to_string(id.value);
    const auto of_team = team_of_.find(id);
    if (of_team == team_of_.end())
        co_return co_await read_with_any_key("/v2/event-types/" + number, id);
    const auto team = of_team->second;
    auto out = co_await read_with_any_key(team_event_types(team) + '/' + number, id);
    if (out) out->team_slug = team.slug;
    co_return out;
}

awaitable<result<std::vector<event_type_id>>> calcom::event_types_of_booking(std::string uid) {
    auto request =
        ask("/v2/bookings/" + wire::encode_component(uid), bookings_version, options_.api_key);
    const auto answer =
        co_await send(operation::event_type, std::move(request), options_.event_types_deadline);
    if (!answer) co_return std::unexpected(answer.error());
    if (answer->status == 429 || answer->status >= 500)
        co_return std::unexpected(failure_of(*answer));
    if (answer->status != 200) co_return std::vector<event_type_id>{};
    co_return wire::event_types_of_booking(answer->body);
}

awaitable<result<credential_answer>> calcom::check_credential(std::string authorization) {
    wire::request request{
        .method = "GET", .target = "/v2/me", .headers = {}, .body = {}, .peer = {}};
    request.headers.add("Authorization", std::move(authorization));
    const auto answer =
        co_await send(operation::credential, std::move(request), options_.credential_deadline);
    if (!answer) co_return std::unexpected(answer.error());
    if (answer->status == 401 || answer->status == 403)
        co_return credential_answer{credential_verdict::refused, message_of(*answer)};
    if (answer->status != 200) co_return std::unexpected(failure_of(*answer));
    const auto profile = wire::read_profile(answer->body);
    if (!profile) co_return std::unexpected(profile.error());
    co_return credential_answer{credential_verdict::accepted, {}};
}

/// The answer is Cal.com's, as if asked directly: `Accept-Encoding` and what it brings about go
/// through too (docs/adr/0006).
awaitable<result<void>> calcom::relay(wire::request request, stream::conduit& bodies,
                                      answer_begins begins, milliseconds first_byte) {
    const auto left_at = std::chrono::steady_clock::now();
    observation seen{.operation = operation::relay};
    answer_begins look = [&](wire::response head) {
        seen.status = head.status;
        seen.upstream_now = clock_of(head);
        seen.took = since(left_at);
        begins(std::move(head));
    };
    auto ended = co_await streams_.relay(options_.base_url, std::move(request), bodies,
                                         std::move(look), first_byte);
    if (seen.status == 0) seen.took = since(left_at);
    if (options_.observe) options_.observe(seen);
    co_return ended;
}

}  // namespace slotgate::origin
