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

}  // namespace

result<booking_answer> read_booking_answer(std::string_view body) {
    boost::system::error_code ec;
    const auto document = json::parse(body, ec);
    const auto* envelope = ec ? nullptr : document.if_object();
    const auto* data = envelope == nullptr ? nullptr : envelope->if_contains("data");
    const auto* booking = data == nullptr ? nullptr : data->if_object();
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
    const auto start = parse_instant(text_at(*booking, "start"));
    const auto end = parse_instant(text_at(*booking, "end"));
    if (start && end) out.when = interval::between(*start, *end);
    return out;
}

}  // namespace slotgate::wire
