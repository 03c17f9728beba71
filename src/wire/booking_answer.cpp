#include "wire/booking_answer.hpp"

#include <boost/json.hpp>

#include "core/time.hpp"
#include "wire/mentioned.hpp"

namespace slotgate::wire {
namespace {

namespace json = boost::json;

std::string_view text_at(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    const auto* text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string_view{} : std::string_view{*text};
}

std::optional<std::int64_t> number_at(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    const auto* number = value == nullptr ? nullptr : value->if_int64();
    if (number == nullptr) return std::nullopt;
    return *number;
}

booking_state state_of(std::string_view status) {
    if (status == "accepted") return booking_state::accepted;
    if (status == "pending") return booking_state::pending;
    if (status == "cancelled" || status == "rejected") return booking_state::ended;
    return booking_state::other;
}

/// The organizer is the only one there; his number is a text if he is gone.
std::optional<user_id> organizer_in(const json::object& booking) {
    const auto* hosts = booking.if_contains("hosts");
    const auto* all = hosts == nullptr ? nullptr : hosts->if_array();
    const auto* first = all == nullptr || all->empty() ? nullptr : all->front().if_object();
    const auto id = first == nullptr ? std::nullopt : number_at(*first, "id");
    if (!id) return std::nullopt;
    return user_id{*id};
}

/// What `data` of Cal.com's envelope is; null if it is no object.
const json::object* data_of(const json::value& document) {
    const auto* envelope = document.if_object();
    const auto* data = envelope == nullptr ? nullptr : envelope->if_contains("data");
    return data == nullptr ? nullptr : data->if_object();
}

std::optional<interval> between(const json::object& object, std::string_view start,
                                std::string_view end) {
    const auto from = parse_instant(text_at(object, start));
    const auto to = parse_instant(text_at(object, end));
    return from && to ? interval::between(*from, *to) : std::nullopt;
}

}  // namespace

result<booking_answer> read_booking_answer(std::string_view body) {
    boost::system::error_code ec;
    const auto document = json::parse(body, ec);
    const auto* booking = ec ? nullptr : data_of(document);
    if (booking == nullptr) return fail(errc::upstream_garbage, "no booking");
    booking_answer out{.uid = std::string(text_at(*booking, "uid")),
                       .state = state_of(text_at(*booking, "status")),
                       .event_type = {},
                       .when = {},
                       .organizer = organizer_in(*booking),
                       .mentioned = addresses_mentioned(*booking),
                       .moved_from = std::string(text_at(*booking, "rescheduledFromUid")),
                       .is_seat = booking->contains("seatUid")};
    if (out.uid.empty()) return fail(errc::upstream_garbage, "a booking without a uid");
    if (const auto id = number_at(*booking, "eventTypeId"); id && *id > 0)
        out.event_type = event_type_id{*id};
    out.when = between(*booking, "start", "end");
    return out;
}

result<hold_answer> read_hold_answer(std::string_view body) {
    boost::system::error_code ec;
    const auto document = json::parse(body, ec);
    const auto* hold = ec ? nullptr : data_of(document);
    if (hold == nullptr) return fail(errc::upstream_garbage, "no reservation");
    const auto uid = text_at(*hold, "reservationUid");
    const auto type = number_at(*hold, "eventTypeId");
    const auto when = between(*hold, "slotStart", "slotEnd");
    const auto until = parse_instant(text_at(*hold, "reservationUntil"));
    if (uid.empty() || !type || *type <= 0 || !when || !until)
        return fail(errc::upstream_garbage, "half a reservation");
    return hold_answer{std::string(uid), event_type_id{*type}, *when, *until};
}

}  // namespace slotgate::wire
