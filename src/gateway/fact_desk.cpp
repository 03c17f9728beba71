#include "gateway/fact_desk.hpp"

#include <set>
#include <variant>

#include "gateway/stale_report.hpp"
#include "ops/log.hpp"
#include "ops/stopwatch.hpp"

namespace slotgate::gateway {
namespace {

using coherence::tenant_of;

}  // namespace

/// The fact, and what it means for other tenants. Which of their event types have the people in
/// question is not told apart (S4).
std::vector<coherence::fact> fact_desk::spread(const coherence::fact& f,
                                               const fact_subject& subject) const {
    std::vector<coherence::fact> out{f};
    const auto tenant = tenant_of(f.radius);
    if (!tenant) return out;
    for (const auto other : people_.tenants_sharing(*tenant, subject.event_type))
        if (other != *tenant)
            out.push_back({.source = f.source,
                           .radius = coherence::whole_tenant{other},
                           .changes = f.changes});
    return out;
}

void fact_desk::remember(const coherence::fact& f, const fact_subject& subject, instant at) {
    constexpr std::size_t remembered_max = 100;
    recent_.with([&](std::deque<remembered>& all) {
        all.push_front({tenant_of(f.radius),
                        {.source = f.source,
                         .radius = coherence::to_text(f.radius),
                         .event_type = subject.event_type,
                         .at = at}});
        if (all.size() > remembered_max) all.pop_back();
    });
}

std::vector<told_fact> fact_desk::recent(tenant_id tenant) const {
    constexpr std::size_t told_max = 5;
    return recent_.with([&](const std::deque<remembered>& all) {
        std::vector<told_fact> out;
        for (const auto& one : all)
            if (out.size() < told_max && one.tenant.value_or(tenant) == tenant)
                out.push_back(one.what);
        return out;
    });
}

/// Event types may not be what they were.
void fact_desk::note_doubt(const coherence::fact& f) {
    const auto tenant = tenant_of(f.radius);
    if (!tenant || f.changes != coherence::changes::rules) return;
    if (std::holds_alternative<coherence::whole_tenant>(f.radius))
        people_.doubt(*tenant);
    else
        people_.outlive(*tenant);
}

void fact_desk::tell(const coherence::fact& f, const fact_subject& subject,
                     const coherence::booking_news& news) {
    note_doubt(f);
    absorb(spread(f, subject), subject, news);
}

std::vector<coherence::fact> fact_desk::facts_about(tenant_id tenant, const booking_change& change,
                                                    coherence::fact_source source) const {
    std::vector<coherence::fact> facts;
    for (const auto& radius : people_.radius_of(tenant, change))
        facts.push_back({.source = source, .radius = radius});
    return facts;
}

void fact_desk::tell(tenant_id tenant, const booking_change& change, coherence::fact_source source,
                     const fact_subject& subject, const coherence::booking_news& news) {
    absorb(facts_about(tenant, change, source), subject, news);
}

void fact_desk::tell(const own_write& write) {
    constexpr auto source = coherence::fact_source::own_request;
    if (write.booking)
        return absorb(facts_about(write.tenant, *write.booking, source),
                      {.event_type = write.booking->type, .booking_id = {}}, write.told,
                      &write.news);
    const coherence::fact f{.source = source,
                            .radius = coherence::whole_tenant{write.tenant},
                            .changes = write.changes};
    note_doubt(f);
    absorb(spread(f, {}), {}, write.told, &write.news);
}

std::optional<coherence::known_booking> fact_desk::known(tenant_id tenant,
                                                         std::string_view uid) const {
    return engine_.with([&](const coherence::engine& e) -> std::optional<coherence::known_booking> {
        const auto* booking = e.known_bookings().find(uid);
        if (booking == nullptr || booking->told_by != tenant || !booking->company)
            return std::nullopt;
        const auto* needs = e.known_bookings().needs_of_type(tenant, booking->type);
        if (needs == nullptr || needs->seated) return std::nullopt;
        return *booking;
    });
}

std::optional<coherence::known_booking> fact_desk::held(tenant_id tenant,
                                                        std::string_view uid) const {
    return engine_.with([&](const coherence::engine& e) -> std::optional<coherence::known_booking> {
        const auto* hold = e.known_bookings().find(uid);
        const bool is_theirs =
            hold != nullptr && hold->how == coherence::taking::held && hold->told_by == tenant;
        return is_theirs ? std::optional(*hold) : std::nullopt;
    });
}

void fact_desk::absorb(const std::vector<coherence::fact>& facts, const fact_subject& subject,
                       const coherence::booking_news& news, const coherence::write_news* write) {
    const auto now = now_();
    const ops::stopwatch watch;
    std::vector<coherence::stale_start> stale;
    const auto days = engine_.with([&](coherence::engine& e) {
        if (write == nullptr)
            e.absorb(facts, news, now);
        else
            e.absorb(facts, *write, news, now);
        metrics_.known_bookings.set(static_cast<std::int64_t>(e.known_bookings().size()));
        metrics_.cancellations_pending.set(static_cast<std::int64_t>(e.cancelling().size()));
        metrics_.writes_in_doubt.set(static_cast<std::int64_t>(e.writes().size()));
        stale = e.take_stale();
        return e.cached_days();
    });
    report(stale, metrics_);
    std::set<std::optional<tenant_id>> told;
    for (const auto& one : facts)
        if (told.insert(tenant_of(one.radius)).second) remember(one, subject, now.system);
    const auto took = watch.elapsed();
    const auto& f = facts.front();
    metrics_.facts.at(f.source).increment();
    metrics_.cached_days.set(static_cast<std::int64_t>(days));
    // Both layers fall at once: rendered answers hold only while the stamps of their days do (S11).
    ops::log(ops::level::info, "Cache invalidated",
             {{"event_type_id", subject.event_type ? subject.event_type->value : 0},
              {"booking_id", subject.booking_id.value_or(0)},
              {"reason", coherence::to_text(f.source)},
              {"radius", coherence::to_text(f.radius)},
              {"tenants", static_cast<std::int64_t>(told.size())},
              {"layers", std::int64_t{2}},
              {"days", static_cast<std::int64_t>(days)},
              {"duration_us", std::int64_t{took.count()}}});
}

}  // namespace slotgate::gateway
