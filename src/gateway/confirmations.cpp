#include "gateway/confirmations.hpp"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "ops/log.hpp"

namespace slotgate::gateway {
namespace {

namespace asio = boost::asio;

/// At once; beyond it the next step, or the next landing, has its turn.
constexpr std::size_t readings_max = 16;
/// How long the end of a booking is remembered whose time was not told.
constexpr hours remembered{24};

}  // namespace

confirmations::confirmations(asio::any_io_executor executor, guarded<coherence::engine>& engine,
                             const tenants& all, fact_desk& desk, clock now)
    : executor_(std::move(executor)),
      engine_(engine),
      tenants_(all),
      desk_(desk),
      now_(std::move(now)) {}

confirmations::reading::reading(const asio::any_io_executor& executor)
    : bell(executor, asio::steady_timer::time_point::max()) {}

asio::awaitable<void> confirmations::after(std::shared_ptr<const flown> brought) {
    const auto now = now_();
    const auto doubted =
        engine_.with([&](coherence::engine& e) { return e.take_doubts(brought->landing, now); });
    std::vector<shared_reading> awaited;
    for (const auto& one : doubted)
        if (one.is_let_go)
            tell_let_go(one);
        else if (auto r = begin(one))
            awaited.push_back(std::move(r));
    for (const auto& r : awaited)
        while (!r->done) co_await r->bell.async_wait(asio::as_tuple(asio::use_awaitable));
}

confirmations::shared_reading confirmations::begin(const coherence::doubted_booking& due) {
    const auto under_way = readings_.find(due.uid);
    if (under_way != readings_.end()) return under_way->second;
    if (!due.is_due || readings_.size() >= readings_max) return nullptr;
    auto r = std::make_shared<reading>(executor_);
    readings_.emplace(due.uid, r);
    asio::co_spawn(executor_, ask(due), [this, uid = due.uid, r](const std::exception_ptr& failed) {
        if (failed) ops::log(ops::level::error, "A reading ended by an exception");
        readings_.erase(uid);
        r->done = true;
        r->bell.cancel();
    });
    return r;
}

asio::awaitable<void> confirmations::ask(coherence::doubted_booking due) {
    auto asked = tenants_.at(due.told_by).calcom->booking(due.uid, origin::lane::refresh);
    const auto booking = co_await std::move(asked);
    if (!booking) {
        // What cannot be read stays as it was told; a later landing asks again.
        if (booking.error().code == errc::not_found) tell_end(due, nullptr);
        co_return;
    }
    // Only accepted bookings take their hosts' time for certain (calcom.md 7.2).
    if (booking->state == wire::booking_state::ended ||
        booking->state == wire::booking_state::pending)
        tell_end(due, &*booking);
}

void confirmations::tell_let_go(const coherence::doubted_booking& due) {
    const auto held = desk_.held(due.told_by, due.uid);
    if (!held) return;
    coherence::booking_news news;
    news.told_by = due.told_by;
    news.let_go = due.uid;
    const booking_change change{
        .type = held->type, .organizer = {}, .members = {}, .mentioned = {}, .when = {held->when}};
    desk_.tell(due.told_by, change, coherence::fact_source::reading,
               {.event_type = held->type, .booking_id = {}}, news);
}

void confirmations::tell_end(const coherence::doubted_booking& due,
                             const wire::booking_answer* booking) {
    coherence::booking_news news;
    news.told_by = due.told_by;
    news.ended = {due.uid, now_().system + remembered};
    constexpr auto source = coherence::fact_source::reading;
    const bool is_told = booking != nullptr && booking->event_type && booking->when;
    if (is_told) news.ended->over = booking->when->end();
    // Nobody has confirmed it yet: when somebody does, that is news.
    if (booking != nullptr && booking->state == wire::booking_state::pending)
        news.ended->over = instant{};
    if (!is_told)
        return desk_.tell({.source = source, .radius = coherence::whole_tenant{due.told_by}}, {},
                          news);
    const booking_change change{.type = *booking->event_type,
                                .organizer = booking->organizer,
                                .members = {},
                                .mentioned = booking->mentioned,
                                .when = {*booking->when}};
    desk_.tell(due.told_by, change, source, {.event_type = change.type, .booking_id = {}}, news);
}

}  // namespace slotgate::gateway
