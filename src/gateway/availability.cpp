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
    return {.slots = std::move(found.slots), .validity = found.validity, .source = source};
}

}  // namespace

std::optional<event_type_id> availability::asked_for(tenant_id tenant,
                                                     const wire::slots_question& asked) const {
    const auto& by = asked.selector;
    if (by.id) return by.id;
    const bool by_name = !by.slug.empty() && !by.username.empty() && by.organization.empty();
    if (!by_name) return std::nullopt;
    return catalogue_.named(tenant, by.username, by.slug);
}

coherence::question availability::question_for(tenant_id tenant, event_type_id type,
                                               const wire::slots_question& asked,
                                               const terms& known) const {
    auto grid = coherence::grid_class_of(asked.zone, date_of(asked.start), date_of(asked.end));
    if (known.per_zone) grid = {.exact = asked.zone != nullptr ? asked.zone : &zones_.utc()};
    return {.series = {.tenant = tenant, .type = type, .duration = asked.duration, .grid = grid},
            .start = asked.start,
            .end = asked.end,
            .notice = known.notice};
}

std::optional<availability_outcome> availability::at_once(tenant_id tenant,
                                                          const wire::slots_question& asked) const {
    if (beyond_cache(asked)) return bypass{};
    const auto now = now_();
    const auto type = asked_for(tenant, asked);
    if (!type) return bypass{};
    const auto known = catalogue_.find(tenant, *type, now);
    if (!known) return std::nullopt;
    if (!known->cacheable) return bypass{};
    const auto q = question_for(tenant, *type, asked, *known);
    auto found = engine_.with([&](const coherence::engine& e) { return e.look(q, now); });
    if (!found.complete()) return std::nullopt;
    return from(std::move(found), answer_source::hit);
}

asio::awaitable<result<availability_outcome>> availability::answer(tenant_id tenant,
                                                                   wire::slots_question asked) {
    if (beyond_cache(asked)) co_return bypass{};
    const auto type = asked_for(tenant, asked);
    if (!type) co_return bypass{};
    const auto known = co_await catalogue_.resolve(tenant, *type);
    if (!known) co_return std::unexpected(known.error());
    if (!known->cacheable) co_return bypass{};
    const auto q = question_for(tenant, *type, asked, *known);
    fetch_order order;
    order.series = q.series;
    order.notice = known->notice;
    order.length = asked.duration > minutes{0} ? asked.duration : known->length;
    const auto step = known->slot_interval > minutes{0} ? known->slot_interval : order.length;
    order.moves_every = coherence::grid_moves_every(step, known->shifting);
    if (asked.zone != nullptr) order.zone = asked.zone->name();
    co_return co_await fetch_and_answer(q, std::move(order));
}

asio::awaitable<result<availability_outcome>> availability::fetch_and_answer(coherence::question q,
                                                                             fetch_order order) {
    const auto look = [&](const coherence::landing* brought, coherence::overtaken_landing policy) {
        const auto now = now_();
        return engine_.with(
            [&](const coherence::engine& e) { return e.look(q, now, brought, policy); });
    };
    using enum coherence::overtaken_landing;
    auto found = look(nullptr, refuse);
    if (found.complete()) co_return from(std::move(found), answer_source::hit);

    order.first = found.missing.front();
    order.last = found.missing.back();
    const auto first = co_await flights_.fetch(order);
    if (!first.brought) co_return std::unexpected(first.brought.error());
    if (!(*first.brought)->keepable) co_return bypass{};
    const auto source =
        first.boarding == boarding::shared ? answer_source::collapsed : answer_source::fetched;
    found = look(&(*first.brought)->landing, refuse);
    if (found.complete()) co_return from(std::move(found), source);

    // A fact came meanwhile. Once more, and for the whole question, as what was in memory fell with
    // it; should another fact come, this asker asked before it and may have the answer (S10).
    order.first = q.first();
    order.last = q.last();
    const auto second = co_await flights_.fetch(order);
    if (!second.brought) co_return std::unexpected(second.brought.error());
    if (!(*second.brought)->keepable) co_return bypass{};
    co_return from(look(&(*second.brought)->landing, accept), source);
}

}  // namespace slotgate::gateway
