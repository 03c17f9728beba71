#include "app/account_reading.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "app/setting_values.hpp"
#include "origin/http_date.hpp"
#include "wire/calcom_error.hpp"
#include "wire/event_type_reading.hpp"
#include "wire/slots_reading.hpp"
#include "wire/team_reading.hpp"

namespace slotgate::app {
namespace {

using boost::asio::awaitable;

constexpr milliseconds request_deadline{10'000};
constexpr std::size_t people_max = 10;
constexpr std::size_t teams_max = 3;
/// With the account's own key: a check is to leave its rate limit (60 or 120 a minute) to others.
constexpr std::size_t own_requests_max = 10;

instant machine_now() {
    return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
}

/// What a status other than 200 means.
error failure_of(const wire::response& answer) {
    auto message = wire::calcom_error_message(answer.body);
    if (message.size() > 200) message.resize(200);
    if (answer.status == 429) return {errc::upstream_limited, message};
    if (answer.status >= 500)
        return {errc::upstream_error, fmt::format("status {}", answer.status)};
    if (message.empty()) return {errc::upstream_garbage, fmt::format("status {}", answer.status)};
    return {errc::upstream_refused, message};
}

/// The whole-number value of the first header whose name begins so; limits have names of their own.
std::optional<std::int64_t> number_of(const wire::headers& headers, std::string_view prefix) {
    for (const auto& [name, value] : headers.fields())
        if (wire::same_header_name(std::string_view(name).substr(0, prefix.size()), prefix))
            return number_in<std::int64_t>(value, 0, 1'000'000'000);
    return std::nullopt;
}

/// Has it `data`, and is that a list?
bool lists_something(std::string_view body) {
    boost::system::error_code failed;
    const auto parsed = boost::json::parse(body, failed);
    const auto* object = failed ? nullptr : parsed.if_object();
    const auto* data = object == nullptr ? nullptr : object->if_contains("data");
    return data != nullptr && data->is_array();
}

/// Asks one account, and counts. What it is given must outlive each call.
class asker {
  public:
    asker(origin::http_client& http, const tenant_settings& t) : http_(http), tenant_(t) {}

    awaitable<result<wire::response>> ask(std::string_view target, std::string_view version,
                                          const secret& key) {
        ++sent_;
        wire::request request{
            .method = "GET", .target = std::string(target), .headers = {}, .body = {}, .peer = {}};
        if (!version.empty()) request.headers.add("cal-api-version", std::string(version));
        if (!key.empty())
            request.headers.add("Authorization", "Bearer " + std::string(key.reveal()));
        co_return co_await http_.send(tenant_.base_url, std::move(request), request_deadline);
    }

    /// The body of an answer with status 200.
    awaitable<result<std::string>> read(std::string_view target, std::string_view version,
                                        const secret& key) {
        auto answer = co_await ask(target, version, key);
        if (!answer) co_return std::unexpected(answer.error());
        if (answer->status != 200) co_return std::unexpected(failure_of(*answer));
        co_return std::move(answer->body);
    }

    [[nodiscard]] std::size_t sent() const { return sent_; }

  private:
    origin::http_client& http_;
    const tenant_settings& tenant_;
    std::size_t sent_ = 0;
};

/// The first question: whose key it is, and all that its headers say on the way.
awaitable<result<wire::profile>> greet(asker& a, const secret& key, account_facts& facts) {
    const auto left_at = machine_now();
    const auto answer = co_await a.ask("/v2/me", {}, key);
    const auto took = machine_now() - left_at;
    if (!answer) {
        facts.reached = std::unexpected(answer.error());
        co_return std::unexpected(answer.error());
    }
    facts.reached = took;
    const auto date = answer->headers.find("date");
    const auto theirs = date ? origin::parse_http_date(*date) : std::nullopt;
    constexpr milliseconds half_a_second{500};
    if (theirs)
        facts.clock = {.ahead = *theirs + half_a_second - (left_at + took / 2),
                       .sure_to = half_a_second + took / 2};
    facts.rate = {.limit = number_of(answer->headers, "x-ratelimit-limit"),
                  .remaining = number_of(answer->headers, "x-ratelimit-remaining")};
    if (answer->status != 200) co_return std::unexpected(failure_of(*answer));
    co_return wire::read_profile(answer->body);
}

awaitable<result<wire::profile>> read_owner(asker& a, const secret& key) {
    const auto body = co_await a.read("/v2/me", {}, key);
    if (!body) co_return std::unexpected(body.error());
    co_return wire::read_profile(*body);
}

/// Adds what a team offers; an installation without teams has nothing to add.
awaitable<void> add_of_teams(asker& a, const secret& key, std::vector<event_type>& all) {
    const auto body = co_await a.read("/v2/teams", {}, key);
    if (!body) co_return;
    const auto teams = wire::read_teams(*body);
    if (!teams) co_return;
    for (std::size_t i = 0; i < std::min(teams->size(), teams_max); ++i) {
        const auto target = fmt::format("/v2/teams/{}/event-types", (*teams)[i].id);
        const auto list = co_await a.read(target, "2024-06-14", key);
        if (!list) continue;
        auto types = wire::read_event_types(*list);
        if (types) std::ranges::move(*types, std::back_inserter(all));
    }
}

awaitable<result<std::vector<event_type>>> read_event_types(asker& a, const secret& key) {
    const auto body = co_await a.read("/v2/event-types", "2024-06-14", key);
    if (!body) co_return std::unexpected(body.error());
    auto types = wire::read_event_types(*body);
    if (types) co_await add_of_teams(a, key, *types);
    co_return types;
}

awaitable<result<std::vector<wire::subscription>>> read_subscriptions(asker& a, const secret& key) {
    const auto body = co_await a.read("/v2/webhooks", {}, key);
    if (!body) co_return std::unexpected(body.error());
    co_return wire::read_subscriptions(*body);
}

awaitable<key_facts> read_key(asker& a, const secret& key) {
    key_facts out;
    out.owner = co_await read_owner(a, key);
    if (!out.owner) co_return out;
    out.event_types = co_await read_event_types(a, key);
    out.subscriptions = co_await read_subscriptions(a, key);
    co_return out;
}

/// An event type whose starts can be asked for.
std::optional<event_type_id> some_event_type(const tenant_settings& t, const account_facts& facts) {
    for (const auto& b : t.branches)
        for (const auto& s : b.services) return s.event_type;
    for (const auto& key : facts.keys)
        if (key.event_types && !key.event_types->empty()) return key.event_types->front().id;
    return std::nullopt;
}

awaitable<result<void>> try_slots(asker& a, event_type_id type, const secret& key) {
    const auto date = to_text(std::chrono::year_month_day{date_of(machine_now()) + days{1}});
    const auto target = fmt::format("/v2/slots?eventTypeId={}&start={}&end={}&format=range",
                                    type.value, date, date);
    const auto body = co_await a.read(target, "2024-09-04", key);
    if (!body) co_return std::unexpected(body.error());
    const auto starts = wire::read_slots_answer(*body);
    if (!starts) co_return std::unexpected(starts.error());
    co_return result<void>{};
}

awaitable<result<void>> try_bookings(asker& a, const secret& key) {
    const auto body = co_await a.read("/v2/bookings?take=1", "2024-08-13", key);
    if (!body) co_return std::unexpected(body.error());
    if (!lists_something(*body)) co_return fail(errc::upstream_garbage, "bookings are not a list");
    co_return result<void>{};
}

bool is_listed(const account_facts& facts, event_type_id type) {
    return std::ranges::any_of(facts.keys, [&](const key_facts& key) {
        return key.event_types &&
               std::ranges::find(*key.event_types, type, &event_type::id) != key.event_types->end();
    });
}

/// As far as the requests that are left go.
awaitable<void> try_services(asker& a, const tenant_settings& t, account_facts& facts) {
    for (const auto& b : t.branches)
        for (const auto& s : b.services) {
            const bool known =
                is_listed(facts, s.event_type) || facts.services.contains(s.event_type);
            if (known || a.sent() >= own_requests_max) continue;
            const auto target = fmt::format("/v2/event-types/{}", s.event_type.value);
            const auto body = co_await a.read(target, "2024-06-14", t.api_key);
            result<void> shown;
            if (!body) shown = std::unexpected(body.error());
            facts.services.emplace(s.event_type, std::move(shown));
        }
}

}  // namespace

awaitable<account_facts> read_account(origin::http_client& http, const tenant_settings& t) {
    asker a(http, t);
    account_facts facts;
    key_facts own;
    own.owner = co_await greet(a, t.api_key, facts);
    if (!facts.reached) co_return facts;
    const bool works = own.owner.has_value();
    if (works) own.event_types = co_await read_event_types(a, t.api_key);
    if (works) own.subscriptions = co_await read_subscriptions(a, t.api_key);
    facts.keys.push_back(std::move(own));
    for (std::size_t i = 0; i < std::min(t.people_keys.size(), people_max); ++i) {
        asker person(http, t);
        auto theirs = co_await read_key(person, t.people_keys[i]);
        facts.keys.push_back(std::move(theirs));
    }
    const auto usable = works ? t.api_key : secret{};
    if (const auto type = some_event_type(t, facts))
        facts.slots = co_await try_slots(a, *type, usable);
    if (works) facts.bookings = co_await try_bookings(a, t.api_key);
    if (works) co_await try_services(a, t, facts);
    co_return facts;
}

}  // namespace slotgate::app
