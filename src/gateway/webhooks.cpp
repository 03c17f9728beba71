#include "gateway/webhooks.hpp"

#include "ops/log.hpp"
#include "ops/stopwatch.hpp"

namespace slotgate::gateway {

namespace {

/// How long the end of a booking is remembered whose time was not told.
constexpr hours remembered{24};

/// The booking an event is about, if it tells enough of it (S4). Not what asks for confirmation:
/// it may be a move whose old time nobody tells.
std::optional<booking_change> change_in(const wire::webhook_event& event) {
    using enum wire::trigger;
    const bool is_move = event.trigger == booking_rescheduled;
    if (!is_move && event.trigger != booking_created && event.trigger != booking_cancelled &&
        event.trigger != booking_rejected)
        return std::nullopt;
    const bool names_old = !event.reschedule_uid.empty() || event.moved_from;
    if (!event.event_type || !event.when || !event.tells_attendees) return std::nullopt;
    if ((is_move || names_old) && !event.moved_from) return std::nullopt;
    booking_change out{.type = *event.event_type,
                       .organizer = event.organizer,
                       .members = event.members,
                       .mentioned = event.mentioned,
                       .when = {*event.when},
                       .of_series = event.of_series};
    if (event.moved_from) out.when.push_back(*event.moved_from);
    return out;
}

/// What the event tells of single bookings (S7, S8). A cancellation is announced before it is
/// committed (calcom.md 6.5); everything else has happened.
coherence::booking_news news_in(tenant_id tenant, const wire::webhook_event& event,
                                const people& known, instant now) {
    using enum wire::trigger;
    coherence::booking_news out;
    out.told_by = tenant;
    if (event.uid.empty()) return out;
    if (event.trigger == booking_cancelled) out.cancelling = event.uid;
    if (event.trigger == booking_rejected)
        out.ended = {event.uid, event.when ? event.when->end() : now + remembered};
    const bool is_move = event.trigger == booking_rescheduled;
    if (is_move && !event.reschedule_uid.empty())
        out.ended = {event.reschedule_uid,
                     event.moved_from ? event.moved_from->end() : now + remembered};
    if (!event.is_accepted || !event.event_type || !event.when || !event.organizer) return out;
    if (!is_move && event.trigger != booking_created) return out;
    out.taken = {.uid = event.uid,
                 .told_by = tenant,
                 .type = *event.event_type,
                 .people = known.sure_of(tenant, *event.event_type, *event.organizer),
                 .when = *event.when};
    if (event.tells_attendees && !event.of_series)
        out.taken->company = {.members = event.members, .mentioned = event.mentioned};
    return out;
}

}  // namespace

void webhooks::tell(tenant_id tenant, const wire::webhook_event* event) {
    constexpr auto source = coherence::fact_source::webhook;
    const auto subject =
        event == nullptr ? fact_subject{} : fact_subject{event->event_type, event->booking_id};
    coherence::booking_news news;
    if (event != nullptr) {
        people_.learn(tenant, event->addresses, people::certainty::one_of_several);
        news = news_in(tenant, *event, people_, now_().system);
        if (const auto change = change_in(*event))
            return desk_.tell(tenant, *change, source, subject, news);
    }
    const bool rules = event == nullptr || event->trigger == wire::trigger::event_type_changed ||
                       event->trigger == wire::trigger::other;
    desk_.tell({.source = source,
                .radius = coherence::whole_tenant{tenant},
                .changes = rules ? coherence::changes::rules : coherence::changes::bookings},
               subject, news);
}

void webhooks::take(tenant_id tenant, std::string_view body) {
    const ops::stopwatch watch;
    const auto event = wire::read_webhook_event(body);
    const auto trigger = event ? event->trigger : wire::trigger::other;
    if (trigger != wire::trigger::ping) tell(tenant, event ? &*event : nullptr);
    using ops::webhook_outcome;
    const auto outcome = !event                           ? webhook_outcome::not_understood
                         : trigger == wire::trigger::ping ? webhook_outcome::ping
                                                          : webhook_outcome::processed;
    metrics_.webhooks.at(outcome).increment();
    ops::log(ops::level::info, "Webhook processed",
             {{"trigger", wire::to_text(trigger)},
              {"understood", event.has_value()},
              {"duration_ms", static_cast<double>(watch.elapsed().count()) / 1000.0}});
}

}  // namespace slotgate::gateway
