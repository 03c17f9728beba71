#include "origin/courier.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "ops/log.hpp"
#include "origin/http_date.hpp"
#include "origin/judgement.hpp"

namespace slotgate::origin {
namespace {

namespace asio = boost::asio;
using asio::awaitable;

constexpr int backoff_least_ms = 50;
constexpr int backoff_most_ms = 150;
/// Less time than this is not worth a second try.
constexpr milliseconds second_try_least{500};

steady_instant steady_now() {
    return std::chrono::floor<milliseconds>(std::chrono::steady_clock::now());
}

instant clock_of(const wire::response& answer) {
    const auto date = answer.headers.find("date");
    if (!date) return {};
    return parse_http_date(*date).value_or(instant{});
}

wire::headers credential_of(const secret& key) {
    if (key.empty()) return {};
    return {{"Authorization", "Bearer " + std::string(key.reveal())}};
}

/// Nothing has left for Cal.com.
bool never_left(const error& e) {
    return e.code == errc::upstream_down || e.code == errc::overloaded ||
           e.code == errc::bad_request || e.code == errc::config || e.code == errc::shutting_down;
}

}  // namespace

std::unexpected<error> too_early(milliseconds wait) {
    return fail(errc::upstream_failing, {}, retry_seconds(wait));
}

/// The breaker, and who tells the log when it changes.
struct courier::watch {
    void ended(const breaker::leave& question, evidence shows) {
        const auto change = judge.ended(question, shows, now().steady);
        if (change == breaker_change::opened)
            ops::log(ops::level::warning, "Cal.com is failing: breaker open",
                     {{"tenant", std::string_view(tenant)}});
        if (change == breaker_change::closed)
            ops::log(ops::level::info, "Cal.com answers again: breaker closed",
                     {{"tenant", std::string_view(tenant)}});
    }

    breaker judge;
    std::string tenant;
    std::function<moment()> now;
};

courier::reply::reply(std::shared_ptr<watch> hears, breaker::leave question)
    : hears_(std::move(hears)), question_(question) {}

courier::reply::~reply() {
    showed(evidence::none);
}

void courier::reply::showed(evidence what) {
    const auto hears = std::exchange(hears_, nullptr);
    if (hears != nullptr) hears->ended(question_, what);
}

courier::courier(courier_options options, http_client& http, http_client& streams, budgets& all)
    : options_(std::move(options)),
      http_(http),
      streams_(streams),
      budgets_(all),
      watch_(std::make_shared<watch>()),
      random_(options_.seed) {
    watch_->tenant = options_.tenant;
    watch_->now = options_.now;
}

courier::~courier() = default;

account courier::account_of_key(const secret& key) const {
    return account_of(options_.base_url, credential_of(key));
}

void courier::own(const secret& key) {
    budgets_.own(account_of_key(key), options_.quota, options_.tenant);
}

condition courier::condition(const secret& key) const {
    const auto now = options_.now().steady;
    return {.breaker = watch_->judge.state(now),
            .event_types_set_aside = watch_->judge.set_aside(now),
            .quota_remaining = budgets_.remaining(account_of_key(key))};
}

std::optional<milliseconds> courier::withheld() const {
    return watch_->judge.refusal_of_all(options_.now().steady);
}

wire::request courier::request_for(const question& q) const {
    wire::request out{.method = "GET",
                      .target = q.target,
                      .headers = credential_of(q.key),
                      .body = {},
                      .peer = {}};
    if (!q.version.empty()) out.headers.add("cal-api-version", std::string(q.version));
    return out;
}

milliseconds courier::rest_of(milliseconds deadline, steady_instant begun) const {
    return std::max(milliseconds{0}, deadline - (options_.now().steady - begun));
}

awaitable<result<budgets::permit>> courier::admit(const wire::request& request, lane l,
                                                  milliseconds deadline) {
    // Half the time is left for the answer.
    return budgets_.admit(account_of(options_.base_url, request.headers), options_.quota, l,
                          deadline / 2);
}

awaitable<result<wire::response>> courier::send(operation what, wire::request request,
                                                milliseconds deadline, budgets::permit leave) {
    observation seen{.operation = what, .left_at = steady_now()};
    auto answer = co_await http_.send(options_.base_url, std::move(request), deadline);
    seen.took = steady_now() - seen.left_at;
    if (answer) {
        seen.status = answer->status;
        seen.upstream_now = clock_of(*answer);
        const auto blocked = leave.learn(answer->status, answer->headers);
        // Cal.com does not say it itself.
        if (blocked > milliseconds{0} && !answer->headers.find("retry-after"))
            answer->headers.add("retry-after", std::to_string(retry_seconds(blocked).count()));
    } else if (never_left(answer.error())) {
        leave.not_sent();
    }
    if (options_.observe) options_.observe(seen);
    co_return answer;
}

awaitable<result<void>> courier::relay(wire::request request, stream::conduit& bodies,
                                       answer_begins begins, milliseconds first_byte,
                                       budgets::permit leave) {
    observation seen{.operation = operation::relay, .left_at = steady_now()};
    answer_begins look = [&](wire::response head) {
        seen.status = head.status;
        seen.upstream_now = clock_of(head);
        seen.took = steady_now() - seen.left_at;
        leave.learn(head.status, head.headers);
        begins(std::move(head));
    };
    auto ended = co_await streams_.relay(options_.base_url, std::move(request), bodies,
                                         std::move(look), first_byte);
    if (seen.status == 0) {
        seen.took = steady_now() - seen.left_at;
        if (!ended && never_left(ended.error())) leave.not_sent();
    }
    if (options_.observe) options_.observe(seen);
    co_return ended;
}

awaitable<result<wire::response>> courier::try_twice(const question& q, steady_instant begun,
                                                     budgets::permit first) {
    auto request = request_for(q);
    auto answer =
        co_await send(q.what, std::move(request), rest_of(q.deadline, begun), std::move(first));
    if (!worth_another_try(answer)) co_return answer;
    std::uniform_int_distribution<int> backoff(backoff_least_ms, backoff_most_ms);
    const milliseconds pause{backoff(random_)};
    if (rest_of(q.deadline, begun) < pause + second_try_least) co_return answer;
    asio::steady_timer timer(co_await asio::this_coro::executor, pause);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    if (withheld()) co_return answer;
    request = request_for(q);
    auto second = budgets_.admit_at_once(account_of_key(q.key), q.in_lane);
    if (!second) co_return answer;
    co_return co_await send(q.what, std::move(request), rest_of(q.deadline, begun),
                            std::move(*second));
}

awaitable<result<courier::reply>> courier::ask(question q) {
    const auto begun = options_.now().steady;
    if (const auto wait = watch_->judge.refusal(q.about, begun)) co_return too_early(*wait);
    if (q.patience == patience::none && watch_->judge.state(begun) != breaker_state::closed)
        co_return too_early(milliseconds{0});
    const auto request = request_for(q);
    const auto waits = q.patience == patience::none ? milliseconds{0} : q.deadline;
    auto leave = co_await admit(request, q.in_lane, waits);
    if (!leave) co_return std::unexpected(std::move(leave.error()));
    const auto left_at = options_.now().steady;
    // While it waited, others may have failed.
    if (const auto wait = watch_->judge.refusal(q.about, left_at)) {
        leave->not_sent();
        co_return too_early(*wait);
    }
    reply out(watch_, watch_->judge.depart(q.about, left_at));
    auto answer = co_await try_twice(q, begun, std::move(*leave));
    const bool to_be_read = answer && answer->status == 200;
    if (!to_be_read) out.showed(evidence_of(answer));
    if (!answer) co_return std::unexpected(std::move(answer.error()));
    out.took = options_.now().steady - left_at;
    if (!to_be_read) out.failure = failure_of(*answer, options_.now().system);
    out.response = std::move(*answer);
    co_return out;
}

}  // namespace slotgate::origin
