#include "origin/budgets.hpp"

#include <utility>
#include <variant>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "ops/log.hpp"
#include "wire/digest.hpp"

namespace slotgate::origin {
namespace {

namespace asio = boost::asio;

constexpr std::size_t budgets_max = 10'000;
constexpr std::int64_t of_keys = 120;
constexpr std::int64_t of_tokens = 500;

/// A request that waits for its turn.
struct waiter {
    explicit waiter(const asio::any_io_executor& executor)
        : bell(executor, asio::steady_timer::time_point::max()) {}
    std::optional<std::variant<quota::leave, quota::refusal>> decided;
    asio::steady_timer bell;  ///< cancelled when decided
};

std::unexpected<error> limited(const quota::refusal& r) {
    return fail(errc::upstream_limited, {}, r.retry_after);
}

}  // namespace

account account_of(std::string_view base_url, const wire::headers& headers) {
    constexpr std::string_view bearer = "bearer ";
    const auto at = std::string(base_url) + '\n';
    const auto authorization = headers.find("Authorization").value_or("");
    if (authorization.size() > bearer.size() &&
        wire::same_header_name(authorization.substr(0, bearer.size()), bearer)) {
        const auto token = authorization.substr(bearer.size());
        return {.digest = wire::sha256(at + "bearer\n" + std::string(token)),
                .assumed = token.starts_with("cal_") ? of_keys : of_tokens};
    }
    if (const auto client = headers.find("x-cal-client-id"); client && !client->empty())
        return {.digest = wire::sha256(at + "client\n" + std::string(*client)),
                .assumed = of_tokens};
    return {.digest = wire::sha256(at), .assumed = of_keys};
}

/// A quota on the loop: who waits sleeps, and is woken when it is decided.
class budgets::budget : public std::enable_shared_from_this<budget> {
  public:
    budget(const asio::any_io_executor& executor, std::function<moment()> now,
           ops::metrics& metrics, quota_terms terms)
        : quota(terms), wake_(executor), now_(std::move(now)), metrics_(metrics) {}

    asio::awaitable<result<permit>> admit(lane l, milliseconds patience);
    milliseconds learn(const quota::leave& leave, int status, const wire::headers& headers);
    void lose(const quota::leave& leave) {
        quota.ended(leave, now_().steady);
        decide();
    }
    void not_sent(const quota::leave& leave) {
        quota.not_sent(leave);
        decide();
    }

    origin::quota quota;
    std::string tenant;  ///< whose own it is; empty: a client's

  private:
    /// Whoever leaves the queue without its turn, cancelled or destroyed with its loop.
    struct place {
        std::shared_ptr<budget> in;
        quota::ticket ticket;
        lane in_lane;
        std::shared_ptr<waiter> who;
        ~place() {
            --in->metrics_.quota_waiting.at(in_lane);
            if (in->waiters_.erase(ticket) > 0) in->quota.withdraw(ticket);
            if (!who->decided) return;
            if (const auto* unused = std::get_if<quota::leave>(&*who->decided))
                in->not_sent(*unused);
        }
    };

    void decide();
    void wake_in_time();

    asio::steady_timer wake_;
    std::function<moment()> now_;
    ops::metrics& metrics_;
    std::unordered_map<quota::ticket, std::shared_ptr<waiter>> waiters_;  // with their coroutines
};

asio::awaitable<result<budgets::permit>> budgets::budget::admit(lane l, milliseconds patience) {
    const auto self = shared_from_this();
    const auto now = now_().steady;
    const auto asked = quota.ask(l, now, now + patience);
    if (const auto* leave = std::get_if<quota::leave>(&asked)) co_return permit(self, *leave);
    if (const auto* refused = std::get_if<quota::refusal>(&asked)) {
        metrics_.quota_refused.at(l).increment();
        co_return limited(*refused);
    }
    const auto who = std::make_shared<waiter>(wake_.get_executor());
    const auto ticket = std::get<quota::waiting>(asked).ticket;
    waiters_.emplace(ticket, who);
    ++metrics_.quota_waiting.at(l);
    const place waits{self, ticket, l, who};
    wake_in_time();
    while (!who->decided) co_await who->bell.async_wait(asio::as_tuple(asio::use_awaitable));
    const auto decided = *std::exchange(who->decided, std::nullopt);
    if (const auto* leave = std::get_if<quota::leave>(&decided)) co_return permit(self, *leave);
    metrics_.quota_refused.at(l).increment();
    co_return limited(std::get<quota::refusal>(decided));
}

milliseconds budgets::budget::learn(const quota::leave& leave, int status,
                                    const wire::headers& headers) {
    const auto now = now_();
    const auto told = read_rate(status, headers, now.system);
    if (told.limited) metrics_.upstream_limited.at(leave.lane).increment();
    const bool began = quota.ended(leave, told, now.steady);
    const auto blocked = quota.blocked_for(now.steady).value_or(milliseconds{0});
    if (began)
        ops::log(ops::level::warning, "Cal.com's rate limit blocks",
                 {{"tenant", std::string_view(tenant)},
                  {"credential", std::string_view(tenant.empty() ? "client" : "own")},
                  {"for_s", std::int64_t{retry_seconds(blocked).count()}}});
    decide();
    return blocked;
}

void budgets::budget::decide() {
    for (const auto& turn : quota.turns(now_().steady)) {
        const auto found = waiters_.find(turn.ticket);
        if (found == waiters_.end()) continue;
        found->second->decided = turn.outcome;
        found->second->bell.cancel();
        waiters_.erase(found);
    }
    wake_in_time();
}

void budgets::budget::wake_in_time() {
    const auto now = now_().steady;
    const auto at = quota.wakes_at(now);
    if (!at) {
        wake_.cancel();
        return;
    }
    wake_.expires_after(*at - now);
    wake_.async_wait([weak = weak_from_this()](boost::system::error_code ec) {
        const auto self = weak.lock();
        if (!ec && self != nullptr) self->decide();
    });
}

budgets::permit::permit(std::shared_ptr<budget> from, quota::leave leave)
    : from_(std::move(from)), leave_(leave) {}

budgets::permit::~permit() {
    if (from_ != nullptr) from_->lose(leave_);
}

milliseconds budgets::permit::learn(int status, const wire::headers& headers) {
    const auto from = std::exchange(from_, nullptr);
    return from == nullptr ? milliseconds{0} : from->learn(leave_, status, headers);
}

void budgets::permit::not_sent() {
    const auto from = std::exchange(from_, nullptr);
    if (from != nullptr) from->not_sent(leave_);
}

budgets::budgets(asio::any_io_executor executor, std::function<moment()> now, ops::metrics& metrics)
    : executor_(std::move(executor)), now_(std::move(now)), metrics_(metrics) {}

budgets::~budgets() = default;

std::shared_ptr<budgets::budget> budgets::find_or_make(const account& who,
                                                       const quota_terms& terms) {
    const auto found = all_.find(who.digest);
    if (found != all_.end()) return found->second;
    if (all_.size() >= budgets_max) {
        const auto now = now_().steady;
        std::erase_if(all_, [&](const auto& entry) {
            return entry.second->tenant.empty() && entry.second->quota.idle(now);
        });
    }
    if (all_.size() >= budgets_max) return nullptr;
    auto own_terms = terms;
    own_terms.assumed = who.assumed;
    auto made = std::make_shared<budget>(executor_, now_, metrics_, own_terms);
    all_.emplace(who.digest, made);
    return made;
}

void budgets::own(const account& who, const quota_terms& terms, std::string tenant) {
    const auto made = find_or_make(who, terms);
    if (made == nullptr) return;
    made->quota.tighten(terms);
    if (made->tenant.empty()) made->tenant = std::move(tenant);
}

asio::awaitable<result<budgets::permit>> budgets::admit(account who, quota_terms terms, lane l,
                                                        milliseconds patience) {
    const auto of = find_or_make(who, terms);
    if (of == nullptr) {
        constexpr seconds a_window{60};
        co_return fail(errc::overloaded, "too many credentials at once", a_window);
    }
    co_return co_await of->admit(l, patience);
}

std::optional<budgets::permit> budgets::admit_at_once(const account& who, lane l) {
    const auto found = all_.find(who.digest);
    if (found == all_.end()) return std::nullopt;
    const auto leave = found->second->quota.ask_at_once(l, now_().steady);
    if (!leave) return std::nullopt;
    return permit(found->second, *leave);
}

std::int64_t budgets::remaining(const account& who) const {
    const auto found = all_.find(who.digest);
    return found == all_.end() ? 0 : found->second->quota.remaining(now_().steady);
}

}  // namespace slotgate::origin
