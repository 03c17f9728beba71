#include "gateway/availability.hpp"

#include <utility>

namespace slotgate::gateway {
namespace {

namespace asio = boost::asio;

/// Longer questions go upstream as they are: one of them must not push everybody's days out.
constexpr days cached_dates_max{100};

/// Questions whose answer the key of a day entry does not determine (S2).
bool beyond_cache(const wire::slots_question& asked) {
    return asked.beyond_key || !asked.booking_to_reschedule.empty() ||
           asked.duration < minutes{0} || asked.end - asked.start > cached_dates_max;
}

answered from(coherence::finding found, answer_source source) {
    return {.slots = std::move(found.slots),
            .seated = {},
            .validity = found.validity,
            .source = source};
}

answer_source source_of(boarding how) {
    return how == boarding::shared ? answer_source::collapsed : answer_source::fetched;
}

/// Is it that Cal.com did not answer, rather than that it answered no?
bool could_not_ask(errc code) {
    using enum errc;
    switch (code) {
        case upstream_down:
        case upstream_lost:
        case upstream_timeout:
        case upstream_garbage:
        case upstream_error:
        case upstream_limited:
        case upstream_failing:
        case overloaded:
            return true;
        default:
            return false;
    }
}

bool can_be_kept(const flown& brought) {
    return brought.whole && brought.seated.empty();
}

}  // namespace

std::optional<event_type_id> availability::asked_for(tenant_id tenant,
                                                     const wire::slots_question& asked) const {
    const auto& by = asked.selector;
    if (by.id) return by.id;
    if (by.slug.empty() || !by.organization.empty()) return std::nullopt;
    using enum catalogue::offered_by;
    if (!by.username.empty()) return catalogue_.named(tenant, person, by.username, by.slug);
    if (!by.team.empty()) return catalogue_.named(tenant, team, by.team, by.slug);
    return std::nullopt;
}

coherence::question availability::question_for(tenant_id tenant, event_type_id type,
                                               const wire::slots_question& asked,
                                               const terms& known) const {
    auto grid = coherence::grid_class_of(asked.zone, date_of(asked.start), date_of(asked.end));
    const bool is_erratic = grid.exact != nullptr;
    if (known.per_zone || !known.keeps(asked.duration))
        grid = {.exact = asked.zone != nullptr ? asked.zone : &zones_.utc()};
    coherence::question q{
        .series = {.tenant = tenant, .type = type, .duration = asked.duration, .grid = grid},
        .start = asked.start,
        .end = asked.end,
        .notice = known.notice};
    if (known.dates_decide_together || is_erratic || !known.keeps(asked.duration))
        q.series.question = {q.first(), q.last()};
    return q;
}

std::optional<availability_outcome> availability::at_once(tenant_id tenant,
                                                          const wire::slots_question& asked,
                                                          freshness wanted) const {
    if (!power_.is_on() || beyond_cache(asked)) return bypass{};
    const auto now = now_();
    const auto type = asked_for(tenant, asked);
    if (!type) return bypass{};
    const auto known = catalogue_.find(tenant, *type, now);
    if (!known) return std::nullopt;
    if (!known->keeps(asked.duration)) return std::nullopt;
    const auto q = question_for(tenant, *type, asked, *known);
    auto found = engine_.with([&](const coherence::engine& e) { return e.look(q, now); });
    if (!found.complete() || !wanted.suffices(found.validity, now)) return std::nullopt;
    refresher_.note(q, asked.zone, now);
    return from(std::move(found), answer_source::hit);
}

asio::awaitable<result<std::optional<availability::errand>>> availability::prepare(
    tenant_id tenant, const wire::slots_question& asked) {
    const auto type = asked_for(tenant, asked);
    if (!type) co_return std::nullopt;
    const auto known = co_await catalogue_.resolve(tenant, *type);
    if (!known) co_return std::unexpected(known.error());
    errand out{.question = question_for(tenant, *type, asked, *known), .order = {}};
    out.order = order_for(out.question.series, asked.zone, *known);
    co_return out;
}

asio::awaitable<result<availability_outcome>> availability::answer(tenant_id tenant,
                                                                   wire::slots_question asked,
                                                                   freshness wanted) {
    auto outcome = co_await answer_current(tenant, asked, wanted);
    if (outcome || wanted.max_age || !could_not_ask(outcome.error().code)) co_return outcome;
    auto old = past_lifetime(tenant, asked);
    if (old) outcome = *std::move(old);
    co_return outcome;
}

std::optional<answered> availability::past_lifetime(tenant_id tenant,
                                                    const wire::slots_question& asked) const {
    const auto allowed = tenants_.at(tenant).past_lifetime;
    if (allowed == seconds{0} || !power_.is_on() || beyond_cache(asked)) return std::nullopt;
    const auto now = now_();
    const auto type = asked_for(tenant, asked);
    if (!type) return std::nullopt;
    const auto known = catalogue_.find(tenant, *type, now, allowed);
    if (!known || !known->keeps(asked.duration)) return std::nullopt;
    const auto q = question_for(tenant, *type, asked, *known);
    auto found =
        engine_.with([&](const coherence::engine& e) { return e.look_past(q, now, allowed); });
    if (!found.complete()) return std::nullopt;
    return from(std::move(found), answer_source::unrefreshed);
}

asio::awaitable<result<availability_outcome>> availability::answer_current(
    tenant_id tenant, const wire::slots_question& asked, freshness wanted) {
    if (!power_.is_on() || beyond_cache(asked)) co_return bypass{};
    auto todo = co_await prepare(tenant, asked);
    if (!todo) co_return std::unexpected(std::move(todo.error()));
    if (!*todo) co_return bypass{};
    auto& [q, order] = **todo;
    const auto now = now_();
    if (order.keep) {
        refresher_.note(q, asked.zone, now);
        co_return co_await fetch_and_answer(q, order, wanted);
    }
    order.fresh = wanted.max_age == seconds{0} && fresh_.take(tenant, now.steady);
    co_return co_await fetch_unkept(q, order);
}

asio::awaitable<result<availability_outcome>> availability::answer_afresh(
    tenant_id tenant, wire::slots_question asked) {
    auto todo = co_await prepare(tenant, asked);
    if (!todo) co_return std::unexpected(std::move(todo.error()));
    if (!*todo) co_return bypass{};
    auto& [q, order] = **todo;
    co_return co_await fetch_alone(q, order);
}

asio::awaitable<result<availability_outcome>> availability::fetch_unkept(coherence::question q,
                                                                         fetch_order order) {
    order.first = q.first();
    order.last = q.last();
    const auto flight = co_await flights_.fetch(order);
    if (!flight.brought) co_return std::unexpected(flight.brought.error());
    co_return unkept(q, **flight.brought, source_of(flight.boarding));
}

availability_outcome availability::unkept(const coherence::question& q, const flown& brought,
                                          answer_source source) const {
    if (!brought.whole) return bypass{};
    const auto now = now_();
    auto found = engine_.with([&](const coherence::engine& e) {
        return e.look(q, now, &brought.landing, coherence::overtaken_landing::accept);
    });
    auto out = from(std::move(found), source);
    if (brought.seated.empty()) return out;
    out.slots.clear();
    engine_.with([&](const coherence::engine& e) {
        for (const auto& s : brought.seated) {
            const auto* by = e.denied(q.series.tenant, q.series.type, s.slot, now);
            const bool refused =
                e.refused_until(q.series.tenant, q.series.type, s.slot, now).has_value();
            if (by == nullptr && !refused && coherence::answers(q, s.slot, now.system))
                out.seated.push_back(s);
        }
    });
    return out;
}

asio::awaitable<result<availability_outcome>> availability::fetch_alone(coherence::question q,
                                                                        fetch_order order) {
    q.series.question = {q.first(), q.last()};
    order.series = q.series;
    order.keep = false;
    return fetch_unkept(q, order);
}

asio::awaitable<result<availability_outcome>> availability::fetch_and_answer(coherence::question q,
                                                                             fetch_order order,
                                                                             freshness wanted) {
    const auto look = [&](const coherence::landing* brought, coherence::overtaken_landing policy) {
        const auto now = now_();
        return engine_.with(
            [&](const coherence::engine& e) { return e.look(q, now, brought, policy); });
    };
    using enum coherence::overtaken_landing;
    auto found = look(nullptr, refuse);
    const auto now = now_();
    order.fresh = !wanted.suffices(found.validity, now) && fresh_.take(q.series.tenant, now.steady);
    if (found.complete() && !order.fresh) co_return from(std::move(found), answer_source::hit);

    const bool whole = order.fresh || q.series.question;
    order.first = whole ? q.first() : found.missing.front();
    order.last = whole ? q.last() : found.missing.back();
    const auto first = co_await flights_.fetch(order);
    if (!first.brought) co_return std::unexpected(first.brought.error());
    const auto source = source_of(first.boarding);
    if ((*first.brought)->per_question) co_return co_await fetch_alone(q, order);
    if (!can_be_kept(**first.brought)) co_return unkept(q, **first.brought, source);
    found = look(&(*first.brought)->landing, refuse);
    // If a fact overtook what came, all may be in memory by now, and parts of it too old (S12).
    const bool is_young =
        !order.fresh || found.validity.left_at + wanted.max_age.value_or(seconds{0}) >= now.steady;
    if (found.complete() && is_young) co_return from(std::move(found), source);

    // A fact came meanwhile. Once more, and for the whole question, as what was in memory fell with
    // it; should another fact come, this asker asked before it and may have the answer (S10).
    order.first = q.first();
    order.last = q.last();
    const auto second = co_await flights_.fetch(order);
    if (!second.brought) co_return std::unexpected(second.brought.error());
    if ((*second.brought)->per_question || !can_be_kept(**second.brought))
        co_return unkept(q, **second.brought, source);
    co_return from(look(&(*second.brought)->landing, accept), source);
}

}  // namespace slotgate::gateway
