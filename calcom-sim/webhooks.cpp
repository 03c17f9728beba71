#include "calcom-sim/webhooks.hpp"

#include <algorithm>
#include <functional>
#include <tuple>

#include "calcom-sim/booking_facts.hpp"
#include "calcom-sim/webhook_template.hpp"
#include "wire/signature.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

/// Whom a subscription has to belong to.
struct audience {
    user_id organizer;
    event_type_id type;
    std::optional<event_type_id> parent;
    std::optional<std::int64_t> team;
};

bool fires(const webhook& hook, std::string_view trigger, const audience& to) {
    const bool concerned =
        (hook.owner && *hook.owner == to.organizer) ||
        (hook.event_type && (*hook.event_type == to.type || hook.event_type == to.parent)) ||
        (hook.team && hook.team == to.team);
    return hook.active && concerned &&
           std::ranges::find(hook.triggers, trigger) != hook.triggers.end();
}

/// The path and query of an absolute address.
std::string target_of(std::string_view url) {
    const auto scheme = url.find("://");
    const auto slash = url.find('/', scheme == std::string_view::npos ? 0 : scheme + 3);
    return slash == std::string_view::npos ? "/" : std::string(url.substr(slash));
}

struct body_of_delivery {
    std::string bytes;
    std::string_view type = "application/json";
};

/// A template replaces the body entirely (recorded H5).
body_of_delivery body_for(const webhook& hook, const json::object& envelope) {
    if (!hook.payload_template) return {.bytes = json::serialize(envelope)};
    json::object data;
    if (const auto* payload = envelope.if_contains("payload"); payload && payload->is_object())
        data = payload->get_object();
    for (const auto* const key : {"triggerEvent", "createdAt"})
        if (const auto* value = envelope.if_contains(key)) data[key] = *value;
    auto filled = filled_template(*hook.payload_template, data);
    if (is_json(*hook.payload_template)) return {.bytes = rewritten_json(filled)};
    return {.bytes = std::move(filled), .type = "application/x-www-form-urlencoded"};
}

delivery signed_delivery(const webhook& hook, std::string_view trigger, body_of_delivery body) {
    delivery out{
        .url = hook.url, .webhook = hook.id, .trigger = std::string(trigger), .request = {}};
    out.request.method = "POST";
    out.request.target = target_of(hook.url);
    const auto signature = hook.secret ? wire::calcom_signature(*hook.secret, body.bytes)
                                       : std::string("no-secret-provided");
    out.request.headers = {{"content-type", std::string(body.type)},
                           {"x-cal-signature-256", signature},
                           {"x-cal-webhook-version", "2021-10-20"},
                           {"user-agent", "node"}};
    out.request.body = std::move(body.bytes);
    return out;
}

delivery_round deliveries(const exchange& x, std::string_view trigger, const audience& to,
                          json::object payload) {
    const json::object envelope{
        {"triggerEvent", trigger}, {"createdAt", to_text(x.now)}, {"payload", std::move(payload)}};
    delivery_round out;
    for (const auto& hook : x.w.webhooks)
        if (fires(hook, trigger, to))
            out.push_back(signed_delivery(hook, trigger, body_for(hook, envelope)));
    return out;
}

audience audience_of(const booking& b, const event_type& type) {
    return {.organizer = b.organizer, .type = type.id, .parent = type.parent, .team = type.team};
}

using payload_maker = std::function<json::object(const webhook_subject&)>;

delivery_round tell(const exchange& x, const booking& b, std::string_view trigger,
                    const payload_maker& payload) {
    const auto* const type = type_of(x.w, b);
    const auto* const host = organizer_of(x.w, b);
    if (type == nullptr || host == nullptr) return {};
    return deliveries(x, trigger, audience_of(b, *type), payload({x.w, x.zones, b, *type, *host}));
}

/// A meeting that begins or is over.
struct turn_of_meeting {
    instant at;
    std::string_view trigger;
    const booking* of;
};

std::vector<turn_of_meeting> turns_between(const world& w, instant from, instant to) {
    std::vector<turn_of_meeting> out;
    for (const auto& [uid, b] : w.bookings) {
        if (b.status != booking_status::accepted) continue;
        if (b.start > from && b.start <= to) out.push_back({b.start, "MEETING_STARTED", &b});
        if (b.end > from && b.end <= to) out.push_back({b.end, "MEETING_ENDED", &b});
    }
    const auto order = [](const turn_of_meeting& turn) {
        return std::tuple(turn.at, std::string_view(turn.of->uid), turn.at == turn.of->end);
    };
    std::ranges::sort(out, {}, order);
    return out;
}

}  // namespace

delivery_round announce_made(const exchange& x, const booking& b, const made_facts& facts) {
    const bool moved = facts.moved_from != nullptr || !facts.left_uid.empty();
    return tell(x, b, moved ? "BOOKING_RESCHEDULED" : "BOOKING_CREATED",
                [&](const webhook_subject& s) { return payload_made(s, facts); });
}

delivery_round announce_seat(const exchange& x, const booking& b, const seat_facts& facts) {
    return tell(x, b, facts.moved_from != nullptr ? "BOOKING_RESCHEDULED" : "BOOKING_CREATED",
                [&](const webhook_subject& s) { return payload_seat(s, facts); });
}

delivery_round announce_requested(const exchange& x, const booking& b) {
    return tell(x, b, "BOOKING_REQUESTED", payload_requested);
}

delivery_round announce_confirmed(const exchange& x, const booking& b,
                                  std::optional<std::int64_t> count) {
    return tell(x, b, "BOOKING_CREATED",
                [&](const webhook_subject& s) { return payload_confirmed(s, count); });
}

delivery_round announce_rejected(const exchange& x, const booking& b,
                                 std::optional<std::int64_t> count) {
    return tell(x, b, "BOOKING_REJECTED",
                [&](const webhook_subject& s) { return payload_rejected(s, count); });
}

delivery_round announce_cancelled(const exchange& x, const booking& b,
                                  const cancelled_facts& facts) {
    return tell(x, b, "BOOKING_CANCELLED",
                [&](const webhook_subject& s) { return payload_cancelled(s, facts); });
}

delivery_round announce_absent(const exchange& x, const booking& b, json::array attendees) {
    std::string message = "No-show status updated for attendees";
    if (attendees.size() == 1) {
        const auto& one = attendees.front().get_object();
        message = std::string(one.at("email").get_string()) +
                  (one.at("noShow").get_bool() ? " marked as no-show" : " unmarked as no-show");
    }
    const auto* const type = type_of(x.w, b);
    if (type == nullptr) return {};
    auto to = audience_of(b, *type);
    // Cal.com asks for subscriptions of the event type's owner here, not of the organizer.
    to.organizer = type->owner;
    return deliveries(x, "BOOKING_NO_SHOW_UPDATED", to,
                      {{"message", message},
                       {"attendees", std::move(attendees)},
                       {"bookingUid", b.uid},
                       {"bookingId", b.id}});
}

delivery_round announce_meetings(const exchange& x, instant from, instant to) {
    delivery_round out;
    for (const auto& turn : turns_between(x.w, from, to)) {
        const booking& b = *turn.of;
        const auto* const type = type_of(x.w, b);
        const auto* const host = organizer_of(x.w, b);
        if (type == nullptr || host == nullptr) continue;
        const auto body =
            json::serialize(body_of_meeting({x.w, x.zones, b, *type, *host}, turn.trigger));
        for (const auto& hook : x.w.webhooks)
            if (fires(hook, turn.trigger, audience_of(b, *type)))
                out.push_back(signed_delivery(hook, turn.trigger, {.bytes = body}));
    }
    return out;
}

}  // namespace slotgate::sim
