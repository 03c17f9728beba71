#include "wire/slots_reading.hpp"

#include <algorithm>
#include <optional>

#include <boost/json/value.hpp>

#include "wire/success_envelope.hpp"

namespace slotgate::wire {
namespace {

namespace json = boost::json;

/// Cal.com cuts starts to the minute (calcom-recorded B4): seconds mean that something else
/// answered.
std::optional<instant> read_time(const json::object& element, std::string_view name) {
    const auto* value = element.if_contains({name.data(), name.size()});
    if (value == nullptr || !value->is_string()) return std::nullopt;
    const auto& text = value->get_string();
    const auto t = parse_instant({text.data(), text.size()});
    if (!t || std::chrono::floor<minutes>(*t) != *t) return std::nullopt;
    return t;
}

std::optional<slot> read_slot(const json::object& object) {
    const auto start = read_time(object, "start");
    const auto end = read_time(object, "end");
    if (!start || !end || *end <= *start) return std::nullopt;
    return slot{*start, *end};
}

/// How the seats of an element are taken, if it says all of that (calcom.md 2.1).
std::optional<seated_slot> read_seats(const json::object& object, const slot& when) {
    const auto number = [&](std::string_view name) -> const std::int64_t* {
        const auto* value = object.if_contains({name.data(), name.size()});
        return value == nullptr ? nullptr : value->if_int64();
    };
    const auto* booked = number("seatsBooked");
    const auto* remaining = number("seatsRemaining");
    const auto* total = number("seatsTotal");
    if (booked == nullptr || remaining == nullptr || total == nullptr) return std::nullopt;
    seated_slot out{when, *booked, *remaining, *total, {}};
    const auto* uid = object.if_contains("bookingUid");
    if (uid != nullptr && uid->is_string())
        out.booking_uid = {uid->get_string().data(), uid->get_string().size()};
    return out;
}

/// Members of an element that are read here.
std::size_t fields_read(const std::optional<seated_slot>& seats) {
    if (!seats) return 2;
    return seats->booking_uid.empty() ? 5 : 6;
}

bool add_element(read_slots& out, const json::value& element) {
    const auto* object = element.if_object();
    const auto when = object == nullptr ? std::nullopt : read_slot(*object);
    if (!when) return false;
    out.slots.push_back(*when);
    auto seats = read_seats(*object, *when);
    if (object->size() > fields_read(seats)) out.has_more_fields = true;
    if (seats) out.seated.push_back(std::move(*seats));
    return true;
}

/// Ascending, each start once.
template <class Slots, class Start>
void tidy(Slots& slots, Start start) {
    // They come in order; a stable sort would be one more allocation, and clang-19 warns of it.
    if (!std::ranges::is_sorted(slots, {}, start)) std::ranges::sort(slots, {}, start);
    const auto repeats = std::ranges::unique(slots, {}, start);
    slots.erase(repeats.begin(), repeats.end());
}

}  // namespace

result<read_slots> read_slots_answer(std::string_view body) {
    const auto wrong = [](const char* what) { return fail(errc::upstream_garbage, what); };
    const auto data = read_success_envelope(body);
    if (!data) return std::unexpected(data.error());
    const auto* dates = data->if_object();
    if (dates == nullptr) return wrong("data is not a map of dates");

    read_slots out;
    for (const auto& [date, elements] : *dates) {
        if (!parse_date({date.data(), date.size()})) return wrong("a key is not a date");
        const auto* list = elements.if_array();
        if (list == nullptr) return wrong("a date has no list");
        for (const auto& element : *list) {
            if (!add_element(out, element)) return wrong("a slot cannot be read");
        }
    }
    if (!out.seated.empty() && out.seated.size() != out.slots.size()) out.has_more_fields = true;
    std::ranges::sort(out.slots, {}, &slot::start);
    const auto contradicts = [](const slot& a, const slot& b) {
        return a.start == b.start && a.end != b.end;
    };
    if (std::ranges::adjacent_find(out.slots, contradicts) != out.slots.end())
        return wrong("one start has two ends");
    tidy(out.slots, &slot::start);
    tidy(out.seated, [](const seated_slot& s) { return s.slot.start; });
    return out;
}

}  // namespace slotgate::wire
