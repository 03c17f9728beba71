#include "wire/webhook_event.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/json.hpp>

#include "core/time.hpp"
#include "wire/mentioned.hpp"

namespace slotgate::wire {
namespace {

namespace json = boost::json;

struct spelling {
    std::string_view text;
    wire::trigger trigger;
};

constexpr std::array spellings{
    spelling{"BOOKING_CREATED", trigger::booking_created},
    spelling{"BOOKING_REQUESTED", trigger::booking_requested},
    spelling{"BOOKING_RESCHEDULED", trigger::booking_rescheduled},
    spelling{"BOOKING_CANCELLED", trigger::booking_cancelled},
    spelling{"BOOKING_REJECTED", trigger::booking_rejected},
    spelling{"BOOKING_PAID", trigger::booking_paid},
    spelling{"BOOKING_PAYMENT_INITIATED", trigger::booking_paid},
    spelling{"OOO_CREATED", trigger::out_of_office},
    spelling{"PING", trigger::ping},
};

trigger trigger_of(std::string text) {
    std::ranges::replace(text, '.', '_');
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    if (text.starts_with("EVENT_TYPE_")) return trigger::event_type_changed;
    const auto known = std::ranges::find(spellings, text, &spelling::text);
    return known == spellings.end() ? trigger::other : known->trigger;
}

std::string text_at(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                  : std::string();
}

std::optional<std::int64_t> number_at(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    if (value == nullptr || !value->is_int64()) return std::nullopt;
    return value->get_int64();
}

std::optional<interval> between(const json::object& payload, std::string_view from,
                                std::string_view to) {
    const auto start = parse_instant(text_at(payload, from));
    const auto end = parse_instant(text_at(payload, to));
    if (!start || !end) return std::nullopt;
    return interval::between(*start, *end);
}

/// The web UI's test button sends a booking trigger with a payload that names no booking.
bool is_test(const json::object& payload) {
    return text_at(payload, "type") == "Test" && !payload.contains("uid") &&
           !payload.contains("bookingId");
}

const json::object* object_at(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value == nullptr ? nullptr : value->if_object();
}

/// Nothing if no number says who it is.
std::optional<user_id> read_host(const json::object& person, webhook_event& into) {
    const auto id = number_at(person, "id");
    if (!id) return std::nullopt;
    if (auto address = text_at(person, "email"); !address.empty())
        into.addresses.push_back({user_id{*id}, digest_of_address(address)});
    return user_id{*id};
}

void read_members(const json::object& payload, webhook_event& into) {
    const auto* team = object_at(payload, "team");
    const auto* members = team == nullptr ? nullptr : team->if_contains("members");
    if (members == nullptr || !members->is_array()) return;
    for (const auto& member : members->get_array())
        if (const auto* person = member.if_object())
            if (const auto who = read_host(*person, into)) into.members.push_back(*who);
}

webhook_event read_payload(trigger t, const json::object& payload) {
    webhook_event event{.trigger = is_test(payload) ? trigger::ping : t};
    if (const auto id = number_at(payload, "eventTypeId"); id && *id > 0)
        event.event_type = event_type_id{*id};
    event.booking_id = number_at(payload, "bookingId");
    event.uid = text_at(payload, "uid");
    event.reschedule_uid = text_at(payload, "rescheduleUid");
    event.when = between(payload, "startTime", "endTime");
    event.moved_from = between(payload, "rescheduleStartTime", "rescheduleEndTime");
    if (const auto* organizer = object_at(payload, "organizer"))
        event.organizer = read_host(*organizer, event);
    read_members(payload, event);
    event.is_accepted = text_at(payload, "status") == "ACCEPTED";
    event.mentioned = addresses_mentioned(payload);
    const auto* attendees = payload.if_contains("attendees");
    event.tells_attendees = attendees != nullptr && attendees->is_array();
    const auto* series = payload.if_contains("recurringEvent");
    event.of_series = series != nullptr && !series->is_null();
    return event;
}

}  // namespace

std::string_view to_text(trigger t) {
    switch (t) {
        case trigger::booking_created:
            return "booking_created";
        case trigger::booking_requested:
            return "booking_requested";
        case trigger::booking_rescheduled:
            return "booking_rescheduled";
        case trigger::booking_cancelled:
            return "booking_cancelled";
        case trigger::booking_rejected:
            return "booking_rejected";
        case trigger::booking_paid:
            return "booking_paid";
        case trigger::event_type_changed:
            return "event_type_changed";
        case trigger::out_of_office:
            return "out_of_office";
        case trigger::ping:
            return "ping";
        case trigger::other:
            return "other";
    }
    return "other";
}

result<webhook_event> read_webhook_event(std::string_view body) {
    boost::system::error_code ec;
    const auto document = json::parse({body.data(), body.size()}, ec);
    if (ec || !document.is_object()) return fail(errc::bad_request, "not a JSON object");
    const auto& object = document.get_object();
    auto name = text_at(object, "triggerEvent");
    if (name.empty()) name = text_at(object, "event");
    const auto* payload = object.if_contains("payload");
    const bool nested = payload != nullptr && payload->is_object();
    return read_payload(trigger_of(std::move(name)), nested ? payload->get_object() : object);
}

}  // namespace slotgate::wire
