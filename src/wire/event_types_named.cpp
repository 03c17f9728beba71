#include "wire/event_types_named.hpp"

#include <charconv>
#include <limits>

#include <boost/json.hpp>

#include "wire/http.hpp"

namespace slotgate::wire {
namespace {

namespace json = boost::json;

/// Adds what a list of numbers names; false if one of them is no number.
bool add_numbers(std::string_view list, event_types_named& out) {
    while (true) {
        const auto comma = list.find(',');
        const auto one = read_event_type_number(list.substr(0, comma));
        if (!one) return false;
        out.push_back(*one);
        if (comma == std::string_view::npos) return true;
        list.remove_prefix(comma + 1);
    }
}

std::optional<event_type_id> event_type_in(const json::object& object) {
    const auto* id = object.if_contains("eventTypeId");
    if (id == nullptr || !id->is_int64() || id->get_int64() <= 0) return std::nullopt;
    return event_type_id{id->get_int64()};
}

std::optional<json::object> object_of(std::string_view body) {
    boost::system::error_code failed;
    auto parsed = json::parse(body, failed);
    if (failed || !parsed.is_object()) return std::nullopt;
    return std::move(parsed.get_object());
}

}  // namespace

std::optional<event_type_id> read_event_type_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (ec != std::errc{} || end != text.data() + text.size() || number <= 0) return std::nullopt;
    return event_type_id{number};
}

event_types_named event_types_of_query(std::string_view query) {
    event_types_named out;
    for (const auto& [name, value] : parse_query(query)) {
        // `eventTypeId[]` and the like are told apart by nobody here, so they are not relied on.
        if (!name.starts_with("eventType")) continue;
        const bool plain = name == "eventTypeId" || name == "eventTypeIds";
        if (!plain || !add_numbers(value, out)) return {};
    }
    return out;
}

event_types_named event_types_of_body(std::string_view body) {
    const auto object = object_of(body);
    if (!object) return {};
    const auto one = event_type_in(*object);
    return one ? event_types_named{*one} : event_types_named{};
}

event_types_named event_types_of_booking(std::string_view answer) {
    const auto object = object_of(answer);
    const auto* data = object ? object->if_contains("data") : nullptr;
    if (data == nullptr) return {};
    json::array bookings;
    if (data->is_array())
        bookings = data->get_array();
    else
        bookings.push_back(*data);
    event_types_named out;
    for (const auto& booking : bookings) {
        const auto one = booking.is_object() ? event_type_in(booking.get_object()) : std::nullopt;
        if (!one) return {};
        out.push_back(*one);
    }
    return out;
}

}  // namespace slotgate::wire
