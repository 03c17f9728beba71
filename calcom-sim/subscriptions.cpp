#include "calcom-sim/subscriptions.hpp"

#include <algorithm>
#include <array>
#include <expected>

#include "calcom-sim/membership.hpp"
#include "calcom-sim/request_body.hpp"
#include "calcom-sim/request_parts.hpp"
#include "calcom-sim/uid.hpp"
#include "calcom-sim/validation.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 21> known_triggers{"BOOKING_CREATED",
                                                          "BOOKING_PAYMENT_INITIATED",
                                                          "BOOKING_PAID",
                                                          "BOOKING_RESCHEDULED",
                                                          "BOOKING_REQUESTED",
                                                          "BOOKING_CANCELLED",
                                                          "BOOKING_REJECTED",
                                                          "BOOKING_NO_SHOW_UPDATED",
                                                          "FORM_SUBMITTED",
                                                          "MEETING_ENDED",
                                                          "MEETING_STARTED",
                                                          "RECORDING_READY",
                                                          "INSTANT_MEETING",
                                                          "RECORDING_TRANSCRIPTION_GENERATED",
                                                          "OOO_CREATED",
                                                          "AFTER_HOSTS_CAL_VIDEO_NO_SHOW",
                                                          "AFTER_GUESTS_CAL_VIDEO_NO_SHOW",
                                                          "FORM_SUBMITTED_NO_EVENT",
                                                          "ROUTING_FORM_FALLBACK_HIT",
                                                          "DELEGATION_CREDENTIAL_ERROR",
                                                          "WRONG_ASSIGNMENT_REPORT"};

/// Whose subscriptions a path is about: the caller's, or an event type's.
struct scope {
    std::optional<user_id> owner;
    std::optional<event_type_id> event_type;

    [[nodiscard]] bool has(const webhook& hook) const {
        return hook.owner == owner && hook.event_type == event_type;
    }
};

std::unexpected<wire::response> refuse(const exchange& x, int status, std::string_view message) {
    return std::unexpected(failure(x, status, message));
}

std::expected<scope, wire::response> event_type_scope(exchange& x, std::size_t place) {
    const auto id = path_number(x, place);
    if (!id) return std::unexpected(id.error());
    const auto found = x.w.event_types.find(event_type_id{*id});
    const auto number = '(' + std::to_string(*id) + ')';
    if (found == x.w.event_types.end())
        return refuse(x, 404, "IsUserEventTypeWebhookGuard - Event type " + number + " not found");
    const bool own = place == 0 ? found->second.owner == *x.caller.who
                                : found->second.team == path_number(x, 0).value_or(0);
    if (!own)
        return refuse(x, 403,
                      "IsUserEventTypeWebhookGuard - User (" + std::to_string(x.caller.who->value) +
                          ") is not the owner of event type " + number);
    return scope{.owner = {}, .event_type = event_type_id{*id}};
}

std::expected<scope, wire::response> scope_of_path(exchange& x) {
    const auto path = x.request.path();
    if (path.starts_with("/v2/webhooks")) return scope{.owner = x.caller.who, .event_type = {}};
    if (path.starts_with("/v2/event-types/")) return event_type_scope(x, 0);
    if (const auto of = team_of_path(x); !of) return std::unexpected(of.error());
    return event_type_scope(x, 1);
}

/// The subscription at the end of the path.
std::expected<std::vector<webhook>::iterator, wire::response> hook_of_path(exchange& x) {
    const auto whose = scope_of_path(x);
    if (!whose) return std::unexpected(whose.error());
    const auto& id = x.path_values.back();
    const auto found = std::ranges::find(x.w.webhooks, id, &webhook::id);
    if (found == x.w.webhooks.end()) return refuse(x, 404, "Webhook (" + id + ") not found");
    if (whose->has(*found)) return found;
    if (whose->owner) return refuse(x, 403, "Forbidden resource");
    return refuse(x, 403,
                  "IsUserEventTypeWebhookGuard - Webhook (" + id +
                      ") is not associated with event type (" +
                      std::to_string(whose->event_type->value) + ')');
}

json::object hook_object(const webhook& hook) {
    const auto text_or_null = [](const std::optional<std::string>& text) {
        return text ? json::value(*text) : json::value();
    };
    json::object out{{"id", hook.id},
                     {"payloadTemplate", text_or_null(hook.payload_template)},
                     {"triggers", json::value_from(hook.triggers)},
                     {"subscriberUrl", hook.url},
                     {"active", hook.active},
                     {"secret", text_or_null(hook.secret)}};
    if (hook.owner) out["userId"] = hook.owner->value;
    if (hook.event_type) out["eventTypeId"] = hook.event_type->value;
    return out;
}

void check_triggers(validation& check, presence wanted) {
    const auto* const given = check.find("triggers");
    if (given == nullptr && wanted == presence::optional) return;
    const bool known =
        given != nullptr && given->is_array() &&
        std::ranges::all_of(given->get_array(), [](const json::value& one) {
            return one.is_string() &&
                   std::ranges::find(known_triggers, std::string_view(one.get_string())) !=
                       known_triggers.end();
        });
    if (!known) {
        std::string all;
        for (const auto name : known_triggers) all += (all.empty() ? "" : ", ") + std::string(name);
        check.complain("triggers", "isEnum",
                       "each value in triggers must be one of the following values: " + all);
    }
    check.list("triggers", presence::required);
}

/// On a machine of one's own http and private addresses are allowed; what a cloud tells its
/// machines, and other protocols, never are.
std::optional<std::string_view> fault_of_url(std::string_view url) {
    if (url.starts_with("data:")) return "Non-image data URL";
    const auto scheme = url.find("://");
    const bool is_url = scheme != std::string_view::npos && scheme > 0 && url.size() > scheme + 3 &&
                        url.find(' ') == std::string_view::npos;
    if (!is_url) return "Invalid URL format";
    const auto host = url.substr(scheme + 3, url.find_first_of(":/?#", scheme + 3) - scheme - 3);
    constexpr std::array<std::string_view, 4> told_by_clouds{
        "169.254.169.254", "169.254.169.253", "metadata.google.internal", "metadata.google.com"};
    if (std::ranges::find(told_by_clouds, host) != told_by_clouds.end()) return "Blocked hostname";
    const auto protocol = url.substr(0, scheme);
    if (protocol == "http" || protocol == "https") return std::nullopt;
    return "Only HTTP and HTTPS protocols are allowed";
}

std::expected<json::object, wire::response> read_hook(const exchange& x, presence wanted) {
    auto body = read_body(x);
    if (!body) return std::unexpected(std::move(body.error()));
    validation check(std::move(*body));
    check.keep_only({"payloadTemplate", "active", "subscriberUrl", "triggers", "secret"});
    check.text("payloadTemplate", presence::optional);
    check.flag("active", wanted);
    const auto url = check.text("subscriberUrl", wanted);
    check_triggers(check, wanted);
    check.text("secret", presence::optional);
    if (!check.passed()) return std::unexpected(validation_failure(x, check));
    if (const auto wrong = url ? fault_of_url(*url) : std::nullopt)
        return refuse(x, 400, "Webhook URL is not allowed: " + std::string(*wrong));
    return without_nulls(check.target());
}

void apply(const json::object& body, webhook& into) {
    const auto text = [&](const char* name) { return json::value_to<std::string>(body.at(name)); };
    if (body.contains("payloadTemplate")) into.payload_template = text("payloadTemplate");
    if (body.contains("active")) into.active = body.at("active").get_bool();
    if (body.contains("subscriberUrl")) into.url = text("subscriberUrl");
    if (body.contains("secret")) into.secret = text("secret");
    if (body.contains("triggers"))
        into.triggers = json::value_to<std::vector<std::string>>(body.at("triggers"));
}

}  // namespace

reaction list_subscriptions(exchange& x) {
    const auto whose = scope_of_path(x);
    if (!whose) return just(whose.error());
    const auto part = read_list_part(x);
    if (!part) return just(part.error());
    json::array all;
    for (const auto& hook : x.w.webhooks)
        if (whose->has(hook)) all.emplace_back(hook_object(hook));
    return just(success(200, part->of(all)));
}

reaction create_subscription(exchange& x) {
    const auto whose = scope_of_path(x);
    if (!whose) return just(whose.error());
    const auto body = read_hook(x, presence::required);
    if (!body) return just(body.error());
    webhook hook;
    hook.owner = whose->owner;
    hook.event_type = whose->event_type;
    apply(*body, hook);
    const auto same = [&](const webhook& other) {
        return whose->has(other) && other.url == hook.url;
    };
    if (std::ranges::any_of(x.w.webhooks, same))
        return just(
            failure(x, 409,
                    std::string("Webhook with this subscriber url already exists for this ") +
                        (whose->owner ? "user" : "event type")));
    hook.id = make_uuid(x.random);
    x.w.webhooks.push_back(hook);
    return just(success(201, hook_object(hook)));
}

reaction show_subscription(exchange& x) {
    const auto found = hook_of_path(x);
    if (!found) return just(found.error());
    return just(success(200, hook_object(**found)));
}

reaction change_subscription(exchange& x) {
    const auto found = hook_of_path(x);
    if (!found) return just(found.error());
    const auto body = read_hook(x, presence::optional);
    if (!body) return just(body.error());
    apply(*body, **found);
    return just(success(200, hook_object(**found)));
}

reaction delete_subscription(exchange& x) {
    const auto found = hook_of_path(x);
    if (!found) return just(found.error());
    auto told = hook_object(**found);
    x.w.webhooks.erase(*found);
    return just(success(200, std::move(told)));
}

reaction delete_all_subscriptions(exchange& x) {
    const auto whose = scope_of_path(x);
    if (!whose) return just(whose.error());
    const auto count =
        std::erase_if(x.w.webhooks, [&](const webhook& hook) { return whose->has(hook); });
    return just(success(200, json::string(std::to_string(count) + " webhooks deleted")));
}

}  // namespace slotgate::sim
