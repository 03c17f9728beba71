#include "origin/quota.hpp"

#include <algorithm>
#include <utility>

#include "core/error.hpp"

namespace slotgate::origin {
namespace {

constexpr milliseconds window{60'000};
/// A request without an answer may have been counted later than it was given up here.
constexpr milliseconds unanswered_longer{10'000};
constexpr milliseconds block_untold{60'000};
constexpr std::int64_t ramp_begin = 1;
constexpr std::int64_t ramp_end = 64;
constexpr std::size_t queue_max = 256;

steady_instant rounded_up(steady_instant t) {
    using tenths = std::chrono::duration<std::int64_t, std::deci>;
    return steady_instant{std::chrono::ceil<tenths>(t.time_since_epoch())};
}

bool restrained(lane l) {
    return l != lane::booking;
}

}  // namespace

void counted::add(steady_instant until) {
    ++until_[rounded_up(until)];
    ++total_;
}

void counted::forget(steady_instant now) {
    while (!until_.empty() && until_.begin()->first <= now) {
        total_ -= until_.begin()->second;
        until_.erase(until_.begin());
    }
}

std::int64_t counted::total(steady_instant now) const {
    auto out = total_;
    for (auto at = until_.begin(); at != until_.end() && at->first <= now; ++at) out -= at->second;
    return out;
}

std::optional<steady_instant> counted::time_of(std::int64_t how_many, steady_instant now) const {
    for (auto at = until_.upper_bound(now); at != until_.end(); ++at) {
        how_many -= at->second;
        if (how_many <= 0) return at->first;
    }
    return std::nullopt;
}

std::optional<steady_instant> counted::first(steady_instant now) const {
    const auto at = until_.upper_bound(now);
    if (at == until_.end()) return std::nullopt;
    return at->first;
}

std::optional<steady_instant> counted::last(steady_instant now) const {
    if (until_.empty() || until_.rbegin()->first <= now) return std::nullopt;
    return until_.rbegin()->first;
}

quota::quota(quota_terms terms) : terms_(terms), ramp_(ramp_begin) {
    told_.push_back({.name = {},
                     .most = terms.most > 0 ? terms.most : terms.assumed,
                     .ours = {},
                     .others_until = {}});
    if (terms.most > 0)
        own_ = limit{.name = {}, .most = terms.most, .ours = {}, .others_until = {}};
}

void quota::tighten(const quota_terms& terms) {
    terms_.reserve = std::max(terms_.reserve, terms.reserve);
    if (terms.most <= 0 || (own_ && own_->most <= terms.most)) return;
    if (!own_) own_ = told_.front();
    own_->most = terms.most;
}

const std::deque<quota::queued>& quota::queue(lane l) const {
    return queues_.at(static_cast<std::size_t>(l));
}

std::int64_t quota::room(const limit& under, steady_instant now) const {
    const auto others = now < under.others_until ? under.others : 0;
    return under.most - under.ours.total(now) - under_way_ - others;
}

std::int64_t quota::left_free(lane l, std::int64_t most) const {
    const auto reserve = std::min(terms_.reserve, most / 2);
    switch (l) {
        case lane::booking:
            return 0;
        case lane::live:
            return reserve;
        case lane::refresh:
            return reserve + most / 8;
        case lane::audit:
            return reserve + most / 4;
    }
    return most;
}

bool quota::may_leave(lane l, steady_instant now) const {
    if (now < blocked_until_) return false;
    if (restrained(l) && ramp_ && restrained_under_way_ >= *ramp_) return false;
    const auto has_room = [&](const limit& one) { return room(one, now) > left_free(l, one.most); };
    return (!own_ || has_room(*own_)) && std::ranges::any_of(told_, has_room);
}

bool quota::anybody_before(lane l) const {
    return std::ranges::any_of(all_lanes,
                               [&](lane other) { return other <= l && !queue(other).empty(); });
}

quota::leave quota::depart(lane l) {
    ++under_way_;
    if (restrained(l)) ++restrained_under_way_;
    return {l};
}

std::optional<quota::leave> quota::ask_at_once(lane l, steady_instant now) {
    forget(now);
    if (anybody_before(l) || !may_leave(l, now)) return std::nullopt;
    return depart(l);
}

quota::outcome quota::ask(lane l, steady_instant now, steady_instant deadline) {
    if (const auto at_once = ask_at_once(l, now)) return *at_once;
    auto& waits = queues_.at(static_cast<std::size_t>(l));
    if (waits.size() >= queue_max || earliest(l, now) > deadline) return refuse(l, now);
    waits.push_back({.ticket = ++last_ticket_, .deadline = deadline});
    return waiting{last_ticket_};
}

quota::refusal quota::refuse(lane l, steady_instant now) const {
    return {retry_seconds(earliest(l, now) - now)};
}

std::vector<quota::turn> quota::turns(steady_instant now) {
    forget(now);
    std::vector<turn> out;
    for (const auto l : all_lanes) {
        auto& waits = queues_.at(static_cast<std::size_t>(l));
        std::erase_if(waits, [&](const queued& q) {
            if (now < q.deadline && blocked_until_ <= q.deadline) return false;
            out.push_back({.ticket = q.ticket, .outcome = refuse(l, now)});
            return true;
        });
    }
    for (const auto l : all_lanes) {
        auto& waits = queues_.at(static_cast<std::size_t>(l));
        while (!waits.empty() && may_leave(l, now)) {
            out.push_back({.ticket = waits.front().ticket, .outcome = depart(l)});
            waits.pop_front();
        }
        // What is room for a lower lane would have been room for this one.
        if (!waits.empty()) break;
    }
    return out;
}

void quota::withdraw(ticket t) {
    for (auto& waits : queues_)
        std::erase_if(waits, [&](const queued& q) { return q.ticket == t; });
}

void quota::not_sent(const leave& request) {
    --under_way_;
    if (restrained(request.lane)) --restrained_under_way_;
}

bool quota::ended(const leave& request, const rate_reading& told, steady_instant now) {
    not_sent(request);
    learn_limits(told);
    count(told, window, now);
    if (told.limited) return block(told, now);
    if (fresh_ && !told.limits.empty()) {
        fresh_ = false;
        ramp_.reset();
    } else if (restrained(request.lane) && ramp_ && ++*ramp_ >= ramp_end) {
        ramp_.reset();
    }
    return false;
}

void quota::ended(const leave& request, steady_instant now) {
    not_sent(request);
    count({}, window + unanswered_longer, now);
}

void quota::learn_limits(const rate_reading& told) {
    if (told.limits.empty()) return;
    std::vector<limit> current;
    for (const auto& one : told.limits) {
        const auto known = std::ranges::find(told_, one.name, &limit::name);
        // A limit never told before counted everything the first one did.
        current.push_back(known == told_.end() ? told_.front() : *known);
        current.back().name = one.name;
        current.back().most = one.most;
    }
    told_ = std::move(current);
}

void quota::count(const rate_reading& told, milliseconds untold, steady_instant now) {
    for (auto& one : told_) {
        const auto said = std::ranges::find(told.limits, one.name, &told_limit::name);
        one.ours.add(now + (said == told.limits.end() ? untold : said->reset));
        if (said == told.limits.end()) continue;
        // Those under way may have been counted or not: only what is beyond all of ours is others'.
        const auto others = said->most - said->remaining - one.ours.total(now) - under_way_;
        if (now >= one.others_until) one.others = 0;
        one.others = std::max({one.others, others, std::int64_t{0}});
        one.others_until = now + said->reset;
    }
    if (own_) own_->ours.add(now + untold);
}

bool quota::block(const rate_reading& told, steady_instant now) {
    milliseconds length = block_untold;
    if (told.retry_after) {
        length = std::max<milliseconds>(*told.retry_after, seconds{1});
    } else if (!told.limits.empty()) {
        length = std::ranges::max(told.limits, {}, &told_limit::reset).reset;
    }
    const bool began = now >= blocked_until_;
    blocked_until_ = std::max(blocked_until_, now + length);
    ramp_ = ramp_begin;
    fresh_ = false;
    return began;
}

steady_instant quota::earliest_under(const limit& one, lane l, std::int64_t ahead,
                                     steady_instant now) const {
    const auto lacking = left_free(l, one.most) + ahead + 1 - room(one, now);
    if (lacking <= 0) return now;
    auto soonest = one.ours.time_of(lacking, now);
    if (now < one.others_until && one.others > 0) {
        const auto rest = lacking - one.others;
        const auto with_others = rest <= 0 ? now : one.ours.time_of(rest, now);
        if (with_others) {
            const auto then = std::max(*with_others, one.others_until);
            soonest = soonest ? std::min(*soonest, then) : then;
        }
    }
    // Else it depends on requests under way; the window they are counted in ends about then.
    return soonest.value_or(one.ours.last(now).value_or(now + window));
}

steady_instant quota::earliest(lane l, steady_instant now) const {
    std::int64_t ahead = 0;
    for (const auto other : all_lanes)
        if (other <= l) ahead += static_cast<std::int64_t>(queue(other).size());
    auto out = steady_instant::max();
    for (const auto& one : told_) out = std::min(out, earliest_under(one, l, ahead, now));
    if (own_) out = std::max(out, earliest_under(*own_, l, ahead, now));
    return std::max(out, blocked_until_);
}

void quota::forget(steady_instant now) {
    for (auto& one : told_) one.ours.forget(now);
    if (own_) own_->ours.forget(now);
}

std::optional<steady_instant> quota::wakes_at(steady_instant now) const {
    auto out = steady_instant::max();
    for (const auto& waits : queues_)
        for (const auto& q : waits) out = std::min(out, q.deadline);
    if (out == steady_instant::max()) return std::nullopt;
    const auto at = [&](std::optional<steady_instant> t) {
        if (t && *t > now) out = std::min(out, *t);
    };
    at(blocked_until_);
    for (const auto& one : told_) {
        at(one.ours.first(now));
        at(one.others_until);
    }
    if (own_) at(own_->ours.first(now));
    return out;
}

std::int64_t quota::remaining(steady_instant now) const {
    if (now < blocked_until_) return 0;
    std::int64_t out = 0;
    for (const auto& one : told_) out = std::max(out, room(one, now));
    return own_ ? std::clamp<std::int64_t>(room(*own_, now), 0, out) : out;
}

std::optional<milliseconds> quota::blocked_for(steady_instant now) const {
    if (now >= blocked_until_) return std::nullopt;
    return blocked_until_ - now;
}

bool quota::idle(steady_instant now) const {
    const auto empty = [&](const limit& one) { return one.ours.total(now) == 0; };
    return under_way_ == 0 && now >= blocked_until_ && (!own_ || empty(*own_)) &&
           std::ranges::all_of(told_, empty) &&
           std::ranges::all_of(queues_, [](const auto& waits) { return waits.empty(); });
}

}  // namespace slotgate::origin
