#include "calcom-sim/webhooks.hpp"

#include <algorithm>

#include "calcom-sim/webhook_payload.hpp"
#include "wire/signature.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

bool fires(const webhook& hook, std::string_view trigger, const booking& b) {
    const bool concerned = (hook.owner && *hook.owner == b.organizer) ||
                           (hook.event_type && *hook.event_type == b.event_type);
    return hook.active && concerned &&
           std::ranges::find(hook.triggers, trigger) != hook.triggers.end();
}

/// The path and query of an absolute address.
std::string target_of(std::string_view url) {
    const auto scheme = url.find("://");
    const auto slash = url.find('/', scheme == std::string_view::npos ? 0 : scheme + 3);
    return slash == std::string_view::npos ? "/" : std::string(url.substr(slash));
}

delivery signed_delivery(const webhook& hook, std::string_view trigger, const std::string& body) {
    delivery out{
        .url = hook.url, .webhook = hook.id, .trigger = std::string(trigger), .request = {}};
    out.request.method = "POST";
    out.request.target = target_of(hook.url);
    const auto signature = hook.secret ? wire::calcom_signature(*hook.secret, body)
                                       : std::string("no-secret-provided");
    out.request.headers = {{"content-type", "application/json"},
                           {"x-cal-signature-256", signature},
                           {"x-cal-webhook-version", "2021-10-20"},
                           {"user-agent", "node"}};
    out.request.body = body;
    return out;
}

std::vector<delivery> deliveries(const webhook_subject& s, std::string_view trigger,
                                 json::object payload, instant now) {
    const json::object envelope{
        {"triggerEvent", trigger}, {"createdAt", to_text(now)}, {"payload", std::move(payload)}};
    const auto body = json::serialize(envelope);
    std::vector<delivery> out;
    for (const auto& hook : s.w.webhooks)
        if (fires(hook, trigger, s.b)) out.push_back(signed_delivery(hook, trigger, body));
    return out;
}

}  // namespace

std::vector<delivery> announce_made(const world& w, const zone_database& zones, const booking& b,
                                    const booking* moved_from, instant now) {
    const auto type = w.event_types.find(b.event_type);
    const auto host = w.users.find(b.organizer);
    if (type == w.event_types.end() || host == w.users.end()) return {};
    const webhook_subject s{w, zones, b, type->second, host->second};
    const auto* const trigger = moved_from == nullptr ? "BOOKING_CREATED" : "BOOKING_RESCHEDULED";
    return deliveries(s, trigger, payload_made(s, moved_from), now);
}

std::vector<delivery> announce_cancelled(const world& w, const zone_database& zones,
                                         const booking& b, const pending_commit& change,
                                         instant now) {
    const auto type = w.event_types.find(b.event_type);
    const auto host = w.users.find(b.organizer);
    if (type == w.event_types.end() || host == w.users.end()) return {};
    const webhook_subject s{w, zones, b, type->second, host->second};
    return deliveries(s, "BOOKING_CANCELLED", payload_cancelled(s, change), now);
}

}  // namespace slotgate::sim
