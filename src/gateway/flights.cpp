#include "gateway/flights.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "gateway/stale_report.hpp"
#include "ops/log.hpp"

namespace slotgate::gateway {
namespace {

namespace asio = boost::asio;

/// Requests under way in all; more askers than that hear "too busy". Each holds one connection at
/// most.
constexpr std::size_t flights_max = 256;

/// Event types whose requests are remembered.
constexpr std::size_t experiences_max = 10'000;

/// Dates a request that has not left yet may grow to.
constexpr days grown_max{62};

/// Cal.com cuts time to the question before it computes, so every fetch asks for one date more at
/// each end, which is thrown away (S2).
constexpr days margin{1};

/// A start late on the last date must have room to end inside what is asked, or the entry would
/// lack it.
days margin_after(const fetch_order& order) {
    return std::max(margin, std::chrono::ceil<days>(order.length));
}

/// Was the request not sent at all (S13, S14)?
template <class Brought>
bool was_held_back(const result<Brought>& brought) {
    return !brought && (brought.error().code == errc::upstream_failing ||
                        brought.error().code == errc::upstream_limited);
}

/// When a day begins where days are told apart for this order.
steady_instant next_midnight(const fetch_order& order, coherence::departure left) {
    const auto* place = order.series.grid.exact;
    if (place == nullptr) return steady_instant::max();
    const auto midnight = place->start_of(place->local_date_of(left.at) + days{1});
    return left.left_at + (midnight - left.at);
}

coherence::landing land_inner_dates(const fetch_order& order, coherence::departure left,
                                    origin::slots_answer answer) {
    coherence::landing out{.series = order.series,
                           .first = order.first,
                           .left = left,
                           .length = answer.length,
                           .notice = order.notice,
                           .spacing = order.spacing,
                           .moves_every = order.moves_every,
                           .stays_until = next_midnight(order, left),
                           .dates = {}};
    for (auto& dated : answer.dates)
        if (order.first <= dated.date && dated.date <= order.last)
            out.dates.push_back(std::move(dated.starts));
    return out;
}

/// May a free range run through whole dates, on a grid that begins where the question does (S2)?
bool depends_on_question(const fetch_order& order, const origin::slots_answer& answer) {
    if (order.moves_every == minutes{0} || order.series.question) return false;
    std::vector<starts::minute_of_date> all;
    for (const auto& dated : answer.dates)
        all.insert(all.end(), dated.starts.minutes().begin(), dated.starts.minutes().end());
    return !coherence::has_night(starts{std::move(all)}, order.spacing);
}

}  // namespace

fetch_order order_for(const coherence::series& s, const zone* asker, const terms& known) {
    fetch_order order;
    order.series = s;
    order.notice = known.notice;
    order.length = s.duration > minutes{0} ? s.duration : known.length;
    const auto step = known.slot_interval > minutes{0} ? known.slot_interval : order.length;
    order.spacing = step + known.offset_start;
    order.moves_every = coherence::grid_moves_every(step, known.shifting);
    order.asker = asker;
    order.keep = known.keeps(s.duration);
    return order;
}

struct flights::flight {
    flight(fetch_order what, begun situation, const asio::any_io_executor& executor)
        : order(what), when(situation), bell(executor, asio::steady_timer::time_point::max()) {}

    [[nodiscard]] bool covers(const fetch_order& other) const {
        return order.first <= other.first && other.last <= order.last;
    }
    [[nodiscard]] bool is_refresh() const { return order.lane == origin::lane::refresh; }
    /// Waits until it is done.
    asio::awaitable<void> wait() {
        while (!done) co_await bell.async_wait(asio::as_tuple(asio::use_awaitable));
    }

    fetch_order order;
    begun when;
    std::optional<coherence::departure> left;  ///< nothing: it has not left yet
    bool done = false;
    result<std::shared_ptr<const flown>> brought;
    asio::steady_timer bell;  ///< cancelled when done: wakes whoever waits
};

flights::flights(asio::any_io_executor executor, guarded<coherence::engine>& engine,
                 const tenants& all, clock now, ops::metrics& metrics, confirmed_by landed)
    : executor_(std::move(executor)),
      engine_(engine),
      tenants_(all),
      now_(std::move(now)),
      metrics_(metrics),
      landed_(std::move(landed)) {}

flights::shared_flight flights::find_joinable(const fetch_order& order, moment now) const {
    const auto same = flights_.find(order.series);
    if (same == flights_.end()) return nullptr;
    for (const auto& f : same->second) {
        if (!f->covers(order)) continue;
        if (!f->left) return f;
        if (order.fresh) continue;
        const bool joinable = engine_.with([&](const coherence::engine& e) {
            return e.joinable(*f->left, order.series, order.first, order.last, now);
        });
        if (joinable) return f;
    }
    return nullptr;
}

flights::shared_flight flights::under_way_in_window(const coherence::series& s) const {
    const auto same = flights_.find(s);
    if (same == flights_.end()) return nullptr;
    const auto last = std::find_if(same->second.rbegin(), same->second.rend(),
                                   [](const auto& f) { return f->when == begun::in_window; });
    return last == same->second.rend() ? nullptr : *last;
}

/// A request that has not left yet and can be for these dates too.
flights::shared_flight flights::find_growing(const fetch_order& order) const {
    const auto same = flights_.find(order.series);
    if (same == flights_.end() || !order.may_be_widened()) return nullptr;
    for (const auto& f : same->second) {
        const auto first = std::min(f->order.first, order.first);
        const auto last = std::max(f->order.last, order.last);
        if (f->left || f->is_refresh() || !f->order.may_be_widened() || last - first >= grown_max ||
            clock_changes_near(order.asker, {first, last}))
            continue;
        f->order.first = first;
        f->order.last = last;
        return f;
    }
    return nullptr;
}

void flights::widen(fetch_order& order, moment now) const {
    if (!order.may_be_widened()) return;
    const auto known = experiences_.find({order.series.tenant, order.series.type});
    const bool is_new = known == experiences_.end();
    if (!is_new && known->second.stays_narrow) return;
    const auto needed = static_cast<int>((order.last - order.first).count()) + 1;
    const auto dates = (is_new ? fetch_times{} : known->second.times).affordable(needed);
    const auto all = engine_.with([&](const coherence::engine& e) {
        return widened(e, order.series, order.asker, {order.first, order.last}, dates, now);
    });
    order.first = all.first;
    order.last = all.last;
}

asio::awaitable<flights::arrival> flights::fetch(fetch_order order) {
    const auto now = now_();
    auto shared = find_joinable(order, now);
    if (!shared) shared = find_growing(order);
    if (shared) {
        co_await shared->wait();
        // A refresh that was not sent is no answer to who waits: he asks himself.
        if (!shared->is_refresh() || !was_held_back(shared->brought))
            co_return arrival{shared->brought, boarding::shared};
    }
    if (count_ >= flights_max)
        co_return arrival{fail(errc::overloaded, "too many questions wait for Cal.com", seconds{1}),
                          boarding::own};
    const bool settling = engine_.with([&](const coherence::engine& e) {
        return e.settling(order.series, order.first, order.last, now);
    });
    widen(order, now);
    const auto f = settling ? launch(order, begun::in_window, under_way_in_window(order.series))
                            : launch(order, begun::settled);
    co_await f->wait();
    co_return arrival{f->brought, boarding::own};
}

bool flights::refresh(fetch_order order, moment now) {
    if (count_ >= flights_max || flights_.contains(order.series)) return false;
    order.lane = origin::lane::refresh;
    widen(order, now);
    launch(order, begun::settled);
    return true;
}

flights::shared_flight flights::launch(fetch_order order, begun when, shared_flight after) {
    const auto f = std::make_shared<flight>(order, when, executor_);
    flights_[f->order.series].push_back(f);
    metrics_.fetches_under_way.set(static_cast<std::int64_t>(++count_));
    asio::co_spawn(executor_, fly(f, std::move(after)), [](const std::exception_ptr& failed) {
        if (failed) ops::log(ops::level::error, "Flight ended by an exception");
    });
    return f;
}

asio::awaitable<void> flights::fly(shared_flight f, shared_flight after) {
    if (after) co_await after->wait();
    f->brought = co_await ask(f);
    const bool has_dates = f->brought && !(*f->brought)->landing.dates.empty();
    if (landed_ && has_dates) {
        auto confirmed = landed_(f->brought.value());
        co_await std::move(confirmed);
    }
    count(f->brought, f->is_refresh());
    f->done = true;
    f->bell.cancel();
    auto& same = flights_[f->order.series];
    same.remove(f);
    if (same.empty()) flights_.erase(f->order.series);
    metrics_.fetches_under_way.set(static_cast<std::int64_t>(--count_));
}

asio::awaitable<result<std::shared_ptr<const flown>>> flights::ask(shared_flight f) {
    const auto left_at = now_();
    f->left = engine_.with([&](const coherence::engine& e) { return e.depart(left_at); });
    origin::slots_question what;
    what.event_type = f->order.series.type;
    what.first = f->order.first - margin;
    what.last = f->order.last + margin_after(f->order);
    what.duration = f->order.series.duration;
    if (f->order.asker != nullptr) what.zone = f->order.asker->name();
    what.lane = f->order.lane;
    auto& calcom = *tenants_.at(f->order.series.tenant).calcom;
    auto answer = co_await calcom.slots(std::move(what));
    if (!answer) co_return std::unexpected(std::move(answer.error()));
    auto brought = std::make_shared<flown>();
    brought->whole = answer->whole;
    if (!brought->whole) co_return brought;
    brought->seated = std::move(answer->seated);
    brought->per_question = depends_on_question(f->order, *answer);
    learn(f->order, *brought, answer->took);
    brought->landing = land_inner_dates(f->order, *f->left, std::move(*answer));
    const auto expected = static_cast<std::size_t>((f->order.last - f->order.first).count()) + 1;
    if (brought->landing.dates.size() != expected)
        co_return fail(errc::upstream_garbage, "the answer lacks dates");
    if (!f->order.keep || !brought->seated.empty() || brought->per_question) co_return brought;
    const auto landed_at = now_();
    const auto stale = engine_.with([&](coherence::engine& e) {
        brought->outcome = e.land(brought->landing, landed_at);
        return e.take_stale();
    });
    report(stale, metrics_);
    co_return brought;
}

void flights::learn(const fetch_order& order, const flown& brought, milliseconds took) {
    if (experiences_.size() >= experiences_max) experiences_.clear();
    auto& known = experiences_[{order.series.tenant, order.series.type}];
    known.times.learn(static_cast<int>((order.last - order.first).count()) + 1, took);
    if (brought.per_question) known.stays_narrow = true;
}

void flights::count(const result<std::shared_ptr<const flown>>& brought, bool is_refresh) {
    using coherence::landed;
    if (!brought) {
        const bool held_back = was_held_back(brought);
        if (is_refresh && held_back) return;
        metrics_.fetches.at(ops::fetch_outcome::failed).increment();
        // Not sent: why is told once, where it was decided.
        if (held_back) return;
        // Not the detail: it may be Cal.com's own text, which may name a person (T3).
        return ops::log(ops::level::warning, "Fetch failed",
                        {{"reason", facts_of(brought.error().code).name}});
    }
    switch ((*brought)->outcome) {
        case landed::kept:
            return metrics_.fetches.at(ops::fetch_outcome::kept).increment();
        case landed::unkept:
            return metrics_.fetches.at(ops::fetch_outcome::unkept).increment();
        case landed::overtaken:
            return metrics_.fetches.at(ops::fetch_outcome::overtaken).increment();
    }
}

}  // namespace slotgate::gateway
