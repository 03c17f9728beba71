#include "wire/booking_reading.hpp"

#include <cstdint>

#include <boost/json.hpp>

#include "wire/iso_time.hpp"
#include "wire/mentioned.hpp"

namespace slotgate::wire {
namespace {

namespace json = boost::json;

/// Of an event type, or of a meeting in minutes: far beyond any real one, and no overflow.
constexpr std::int64_t minutes_max = 10 * 366 * 24 * 60;

std::optional<std::int64_t> positive_at(const json::object& object, json::string_view name) {
    const auto* value = object.if_contains(name);
    const auto* number = value == nullptr ? nullptr : value->if_int64();
    if (number == nullptr || *number <= 0) return std::nullopt;
    return *number;
}

bool is_there(const json::object& object, json::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && !value->is_null();
}

/// What the two are called in a contract.
struct names {
    json::string_view start;
    json::string_view length;
};

result<booking_request> read_request(std::string_view body, const names& called) {
    boost::system::error_code ec;
    const auto document = json::parse({body.data(), body.size()}, ec);
    const auto* object = ec ? nullptr : document.if_object();
    if (object == nullptr) return fail(errc::bad_request, "not a JSON object");
    const auto type = positive_at(*object, "eventTypeId");
    const auto* start = object->if_contains(called.start);
    if (!type || start == nullptr || !start->is_string() || is_there(*object, "instant"))
        return fail(errc::bad_request, "no event type and time");
    const auto when = read_iso_time(start->get_string());
    if (!when) return fail(errc::bad_request, "start is no time");
    booking_request out{.event_type = event_type_id{*type},
                        .start = *when,
                        .length = {},
                        .mentioned = addresses_mentioned(*object)};
    if (!is_there(*object, called.length)) return out;
    const auto length = positive_at(*object, called.length);
    if (!length || *length > minutes_max) return fail(errc::bad_request, "no length");
    out.length = minutes{*length};
    return out;
}

}  // namespace

result<booking_request> read_booking_request(std::string_view body) {
    return read_request(body, {.start = "start", .length = "lengthInMinutes"});
}

result<booking_request> read_hold_request(std::string_view body) {
    return read_request(body, {.start = "slotStart", .length = "slotDuration"});
}

result<move_request> read_move_request(std::string_view body) {
    boost::system::error_code ec;
    const auto document = json::parse({body.data(), body.size()}, ec);
    const auto* object = ec ? nullptr : document.if_object();
    const auto* start = object == nullptr ? nullptr : object->if_contains("start");
    if (start == nullptr || !start->is_string() || is_there(*object, "seatUid"))
        return fail(errc::bad_request, "no time of a whole booking");
    const auto when = read_iso_time(start->get_string());
    if (!when) return fail(errc::bad_request, "start is no time");
    return move_request{.start = *when, .mentioned = addresses_mentioned(*object)};
}

bool cancels_one_booking(std::string_view body) {
    if (body.empty()) return true;
    boost::system::error_code ec;
    const auto document = json::parse({body.data(), body.size()}, ec);
    const auto* object = ec ? nullptr : document.if_object();
    return object != nullptr && !is_there(*object, "seatUid") &&
           !is_there(*object, "cancelSubsequentBookings");
}

}  // namespace slotgate::wire
