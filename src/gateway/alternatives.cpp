#include "gateway/alternatives.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "finding/alternatives.hpp"
#include "ops/log.hpp"
#include "wire/function_answer.hpp"

namespace slotgate::gateway {
namespace {

namespace asio = boost::asio;

/// `2025-10-13-09`, of a moment there.
std::string hour_text(instant t, const zone& place) {
    auto out = wire::local_text(t, place).substr(0, std::string_view("2025-10-13T09").size());
    out[10] = '-';
    return out;
}

std::string key_of(const alternatives_request& asked) {
    const auto& place = *asked.branch->zone;
    const auto window = finding::window_of(asked.wished, asked.branch->hours, place);
    const auto& company = asked.of->company.empty() ? asked.of->name : asked.of->company;
    return "cal_slots_" + company + "_" + asked.branch->id + "_" +
           std::to_string(asked.service->event_type.value) + "_" +
           hour_text(window.start(), place) + "_" + hour_text(window.end(), place) + "_" +
           wire::local_text(place.to_utc(asked.wished), place) + "_" + std::to_string(asked.most) +
           (asked.language == speech::language::english ? "_en" : "_de");
}

/// Whole dates behind, so that a start before closing has room to end; nothing that is over before.
wire::slots_question question_for(const alternatives_request& asked, instant now) {
    const auto& place = *asked.branch->zone;
    const auto window = finding::window_of(asked.wished, asked.branch->hours, place);
    wire::slots_question out;
    out.selector.id = asked.service->event_type;
    out.start = std::max(window.start(), now);
    out.end = date_of(window.end()) + days{1} - seconds{1};
    out.zone = &place;
    return out;
}

/// Starts somebody can still book: of one with seats, such as has any left.
std::vector<slot> bookable(answered&& found) {
    for (const auto& s : found.seated)
        if (s.remaining > 0) found.slots.push_back(s.slot);
    return std::move(found.slots);
}

/// Words name days as seen from today: they hold until tomorrow.
steady_instant next_midnight(const zone& place, moment now) {
    const auto midnight = place.start_of(place.local_date_of(now.system) + days{1});
    return now.steady + (midnight - now.system);
}

wire::alternatives_answer worded(const alternatives_request& asked, std::span<const slot> free,
                                 instant now) {
    const auto& place = *asked.branch->zone;
    const auto requested = place.to_utc(asked.wished);
    const bool requested_free = std::ranges::binary_search(free, requested, {}, &slot::start);
    const speech::point_of_view from{
        .today = place.local_date_of(now), .wished = asked.wished, .language = asked.language};
    wire::alternatives_answer out{.message = {},
                                  .requested = requested,
                                  .requested_free = requested_free,
                                  .service = asked.service->name,
                                  .event_type = asked.service->event_type,
                                  .place = &place,
                                  .alternatives = {}};
    const finding::wish wanted{.at = asked.wished, .most = asked.most};
    std::vector<local_time> starts;
    for (const auto& one : finding::find_alternatives(free, wanted, asked.branch->hours, place)) {
        starts.push_back(place.to_local(one.slot.start));
        out.alternatives.push_back({.slot = one.slot,
                                    .type = finding::to_text(one.kind),
                                    .score = one.score,
                                    .spoken = speech::say_start(starts.back(), from)});
    }
    using enum speech::wished_start;
    out.message = speech::say_offer(starts, requested_free ? free_to_book : taken, from);
    return out;
}

}  // namespace

/// Who asked, until the answer is there or the deadline has passed: `bell` ends the wait.
struct alternatives::waiting {
    waiting(const asio::any_io_executor& loop, milliseconds deadline) : bell(loop, deadline) {}
    std::optional<result<told_alternatives>> told;
    asio::steady_timer bell;
};

std::optional<told_alternatives> alternatives::at_once(const alternatives_request& asked) const {
    const auto now = now_();
    auto key = key_of(asked);
    if (auto kept = kept_.find(asked.of->id, key, now))
        return told_alternatives{.answer = std::move(kept), .derived = true, .key = std::move(key)};
    auto outcome = starts_.at_once(asked.of->id, question_for(asked, now.system));
    auto* found = outcome ? std::get_if<answered>(&*outcome) : nullptr;
    if (found == nullptr) return std::nullopt;
    return tell(asked, std::move(*found), now);
}

told_alternatives alternatives::tell(const alternatives_request& asked, answered found,
                                     moment now) const {
    told_alternatives out{.source = found.source, .key = key_of(asked)};
    auto rendered = std::make_shared<rendered_answer>();
    rendered->validity = found.validity;
    rendered->validity.good_until =
        std::min(found.validity.good_until, next_midnight(*asked.branch->zone, now));
    const auto free = bookable(std::move(found));
    rendered->body = wire::render_alternatives(worded(asked, free, now.system));
    kept_.keep(out.key, rendered);
    out.answer = std::move(rendered);
    return out;
}

asio::awaitable<result<told_alternatives>> alternatives::answer(alternatives_request asked) {
    const auto asker = std::make_shared<waiting>(loop_, deadline_);
    asio::co_spawn(loop_, look_up(asked, asker), [asker](const std::exception_ptr& failed) {
        if (!failed) return;
        ops::log(ops::level::error, "Alternatives ended by an exception");
        if (!asker->told) asker->told = fail(errc::internal);
        asker->bell.cancel();
    });
    // Only a deadline that passes rings the bell by itself.
    while (!asker->told) {
        const auto [ec] = co_await asker->bell.async_wait(asio::as_tuple(asio::use_awaitable));
        if (!ec) break;
    }
    if (asker->told) co_return *asker->told;
    const auto now = now_();
    if (auto old = starts_.past_lifetime(asked.of->id, question_for(asked, now.system)))
        co_return tell(asked, std::move(*old), now);
    co_return fail(errc::upstream_timeout);
}

asio::awaitable<void> alternatives::look_up(alternatives_request asked,
                                            std::shared_ptr<waiting> asker) {
    auto question = question_for(asked, now_().system);
    auto outcome = co_await starts_.answer(asked.of->id, question);
    // Cal.com cannot answer this one itself, as it does starts while the cache is off.
    if (outcome && std::holds_alternative<bypass>(*outcome))
        outcome = co_await starts_.answer_afresh(asked.of->id, std::move(question));
    if (!outcome) {
        asker->told = std::unexpected(outcome.error());
    } else if (auto* found = std::get_if<answered>(&*outcome)) {
        asker->told = tell(asked, std::move(*found), now_());
    } else {
        asker->told = fail(errc::upstream_garbage);
    }
    asker->bell.cancel();
}

}  // namespace slotgate::gateway
