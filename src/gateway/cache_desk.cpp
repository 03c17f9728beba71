#include "gateway/cache_desk.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

#include "core/ensure.hpp"
#include "ops/log.hpp"

namespace slotgate::gateway {
namespace {

using enum offer_reason;

constexpr std::array reasons{
    offer_reason_facts{listed, "listed", "offered", "A cached answer of Cal.com's lists it."},
    offer_reason_facts{not_listed, "not_listed", "not_offered",
                       "Cal.com's cached answer for that date does not list it: it was booked, "
                       "held, closed or not on the grid when Cal.com was asked."},
    offer_reason_facts{under_notice, "under_notice", "not_offered",
                       "It is over, or sooner than the event type's notice allows."},
    offer_reason_facts{booked, "booked", "not_offered",
                       "A booking that Cal.com told of takes its time, whatever is cached."},
    offer_reason_facts{cancelling, "cancelling", "not_offered",
                       "A booking takes its time; its cancellation was announced and has not been "
                       "confirmed."},
    offer_reason_facts{being_booked, "being_booked", "not_offered",
                       "It is being booked through the gateway, or the outcome of that was lost."},
    offer_reason_facts{held, "held", "not_offered",
                       "It is held by a reservation made through the gateway."},
    offer_reason_facts{refused, "refused", "not_offered",
                       "Cal.com refused to book it within the last lifetime."},
    offer_reason_facts{cache_off, "cache_off", "asks_calcom",
                       "The cache is off: every question goes to Cal.com."},
    offer_reason_facts{unknown_type, "unknown_type", "asks_calcom",
                       "The event type is not known now; the next question reads it first."},
    offer_reason_facts{never_kept, "never_kept", "asks_calcom",
                       "Answers for this event type are not kept: it has seats, no configured key "
                       "may read it, or it does not offer that length."},
    offer_reason_facts{outdated, "outdated", "asks_calcom",
                       "What was cached is older than a change; the next question asks Cal.com."},
    offer_reason_facts{expired, "expired", "asks_calcom",
                       "What was cached is past its lifetime; the next question asks Cal.com."},
    offer_reason_facts{not_cached, "not_cached", "asks_calcom",
                       "Nothing is cached for that date; the next question asks Cal.com."},
};

/// Questions are answered between the steps.
template <class Walker>
void walk_through(const guarded<coherence::engine>& engine, Walker& walker) {
    bool more = true;
    while (more) more = engine.with([&](const coherence::engine& e) { return walker.step(e); });
}

}  // namespace

const offer_reason_facts& facts_of(offer_reason reason) {
    const auto* const row = std::ranges::find(reasons, reason, &offer_reason_facts::reason);
    ensure(row != reasons.end(), "every reason has a row");
    return *row;
}

explanation cache_desk::explain(tenant_id tenant, event_type_id type, instant start,
                                minutes duration) const {
    const auto now = now_();
    explanation out;
    out.type = catalogue_.find(tenant, type, now);
    out.earliest = coherence::earliest_start(now.system, out.type ? out.type->notice : minutes{0});
    out.facts = facts_.recent(tenant);
    const auto date = date_of(start);
    engine_.with([&](const coherence::engine& e) {
        out.settling =
            e.settling({.tenant = tenant, .type = type, .duration = {}, .grid = {}, .question = {}},
                       date, date, now);
        const auto own_length = out.type ? out.type->length : minutes{1};
        const auto length = duration > minutes{0} ? duration : own_length;
        out.obstacles = coherence::obstacles_to(e, tenant, type, {start, start + length}, now);
    });
    coherence::entry_search search(tenant, type, start, now);
    walk_through(engine_, search);
    out.entries = std::move(search).found();
    out.reason = reason_for(out, start, duration);
    return out;
}

offer_reason cache_desk::reason_for(const explanation& known, instant start,
                                    minutes duration) const {
    if (!power_.is_on()) return cache_off;
    if (start < known.earliest) return under_notice;
    if (!known.type) return unknown_type;
    if (!known.type->keeps(duration)) return never_kept;
    if (const auto& by = known.obstacles.taken_by) {
        if (by->how == coherence::taking::held) return held;
        if (!by->is_made()) return being_booked;
        return known.obstacles.is_cancelling ? cancelling : booked;
    }
    if (known.obstacles.is_refused) return refused;
    auto best = not_cached;
    for (const auto& entry : known.entries) {
        if (entry.series.duration != duration) continue;
        if (entry.servable() && entry.lists) return listed;
        const auto seen = entry.servable() ? not_listed : entry.current ? expired : outdated;
        best = std::min(best, seen);
    }
    return best;
}

std::vector<coherence::holding> cache_desk::holdings() const {
    coherence::census count(now_());
    walk_through(engine_, count);
    return count.counted();
}

void cache_desk::invalidate(const coherence::blast_radius& what) {
    const bool only_dates = std::holds_alternative<coherence::some_dates>(what);
    facts_.tell({.source = coherence::fact_source::operator_,
                 .radius = what,
                 .changes = only_dates ? coherence::changes::bookings : coherence::changes::rules});
}

void cache_desk::switch_to(bool on) {
    if (on) invalidate(coherence::everything{});
    if (power_.set(on) != on)
        ops::log(ops::level::warning, on ? "Cache switched on" : "Cache switched off");
}

}  // namespace slotgate::gateway
