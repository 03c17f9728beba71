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

std::optional<slot> read_slot(const json::value& element) {
    const auto* object = element.if_object();
    if (object == nullptr) return std::nullopt;
    const auto start = read_time(*object, "start");
    const auto end = read_time(*object, "end");
    if (!start || !end || *end <= *start) return std::nullopt;
    return slot{*start, *end};
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
            const auto read = read_slot(element);
            if (!read) return wrong("a slot cannot be read");
            out.slots.push_back(*read);
            if (element.get_object().size() > 2) out.has_more_fields = true;
        }
    }
    std::ranges::sort(out.slots, {}, &slot::start);
    const auto contradicts = [](const slot& a, const slot& b) {
        return a.start == b.start && a.end != b.end;
    };
    if (std::ranges::adjacent_find(out.slots, contradicts) != out.slots.end())
        return wrong("one start has two ends");
    const auto repeats = std::ranges::unique(out.slots, {}, &slot::start);
    out.slots.erase(repeats.begin(), repeats.end());
    return out;
}

}  // namespace slotgate::wire
