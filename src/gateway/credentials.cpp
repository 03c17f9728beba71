#include "gateway/credentials.hpp"

#include <exception>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "ops/log.hpp"
#include "wire/digest.hpp"

namespace slotgate::gateway {
namespace {

namespace asio = boost::asio;
using origin::credential_verdict;

constexpr milliseconds accepted_for{600'000};
constexpr milliseconds refused_for{30'000};
constexpr std::size_t verdicts_max = 100'000;

/// A peer that is a proxy stands for many callers, each of whose keys is asked about every ten
/// minutes.
constexpr rate of_a_peer{.at_once = 30, .interval = seconds{2}};
constexpr rate of_a_tenant{.at_once = 60, .interval = seconds{1}};

}  // namespace

credentials::question::question(const asio::any_io_executor& executor)
    : bell(executor, asio::steady_timer::time_point::max()) {}

credentials::credentials(asio::any_io_executor executor, clock now)
    : executor_(std::move(executor)),
      now_(std::move(now)),
      peers_(of_a_peer),
      tenants_(of_a_tenant) {}

std::optional<origin::credential_answer> credentials::remembered(const key& k) const {
    const auto now = now_().steady;
    return verdicts_.with([&](const auto& all) -> std::optional<origin::credential_answer> {
        const auto found = all.find(k);
        if (found == all.end() || now >= found->second.until) return std::nullopt;
        return found->second.answer;
    });
}

bool credentials::accepted(tenant_id tenant, std::string_view token) const {
    const auto known = remembered({tenant, wire::sha256(token)});
    return known && known->verdict == credential_verdict::accepted;
}

void credentials::remember(const key& k, const origin::credential_answer& answer) {
    const auto now = now_().steady;
    const auto life = answer.verdict == credential_verdict::accepted ? accepted_for : refused_for;
    verdicts_.with([&](auto& all) {
        if (all.size() >= verdicts_max)
            std::erase_if(all, [&](const auto& e) { return e.second.until <= now; });
        if (all.size() < verdicts_max) all.insert_or_assign(k, verdict{answer, now + life});
    });
}

result<void> credentials::allow(tenant_id tenant, const std::string& peer) {
    const auto now = now_().steady;
    if (!peers_.take(peer, now))
        return fail(errc::too_many_requests, {}, retry_seconds(peers_.wait(peer, now)));
    if (!tenants_.take(tenant, now))
        return fail(errc::overloaded, {}, retry_seconds(tenants_.wait(tenant, now)));
    return {};
}

asio::awaitable<result<origin::credential_answer>> credentials::check(const tenant& t,
                                                                      std::string token,
                                                                      std::string peer) {
    key k{t.id, wire::sha256(token)};
    if (auto known = remembered(k)) co_return std::move(*known);
    const auto under_way = questions_.find(k);
    auto q = under_way == questions_.end() ? nullptr : under_way->second;
    if (!q) {
        if (auto allowed = allow(t.id, peer); !allowed) co_return std::unexpected(allowed.error());
        q = std::make_shared<question>(executor_);
        questions_[k] = q;
        // May run to its end before `co_spawn` returns: nothing in `questions_` is to be relied on
        // after it.
        asio::co_spawn(executor_, ask(t, std::move(token), std::move(k), q),
                       [](const std::exception_ptr& failed) {
                           if (failed)
                               ops::log(ops::level::error,
                                        "Asking about a credential ended by an exception");
                       });
    }
    while (!q->done) co_await q->bell.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return q->outcome;
}

asio::awaitable<void> credentials::ask(const tenant& t, std::string token, key k,
                                       shared_question q) {
    q->outcome = co_await t.calcom->check_credential("Bearer " + token);
    if (q->outcome) remember(k, *q->outcome);
    q->done = true;
    q->bell.cancel();
    questions_.erase(k);
}

}  // namespace slotgate::gateway
