#include "wire/event_type_reading.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

#include <boost/json/value.hpp>

#include "wire/success_envelope.hpp"

namespace slotgate::wire {
namespace {

namespace json = boost::json;

std::optional<std::int64_t> number_in(const json::object& object, json::string_view name) {
    const auto* value = object.if_contains(name);
    if (value == nullptr || !value->is_int64()) return std::nullopt;
    return value->get_int64();
}

/// Cal.com writes settings that are off as null, `{"disabled":true}`, or not at all.
bool is_set(const json::object& object, json::string_view name) {
    const auto* value = object.if_contains(name);
    if (value == nullptr || value->is_null()) return false;
    const auto* setting = value->if_object();
    if (setting == nullptr) return true;
    const auto* disabled = setting->if_contains("disabled");
    return disabled == nullptr || !disabled->is_bool() || !disabled->get_bool();
}

bool is_true(const json::object& object, json::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_bool() && value->get_bool();
}

/// Adds the person that each element of a list names under `key`.
void add_people(hosts& out, const json::object& object, json::string_view list,
                json::string_view key) {
    const auto* value = object.if_contains(list);
    const auto* people = value == nullptr ? nullptr : value->if_array();
    if (people == nullptr) return;
    for (const auto& person : *people) {
        const auto* fields = person.if_object();
        if (fields == nullptr) continue;
        if (const auto id = number_in(*fields, key)) out.emplace_back(*id);
    }
}

std::string text_in(const json::object& object, json::string_view name) {
    const auto* value = object.if_contains(name);
    if (value == nullptr || !value->is_string()) return {};
    return {value->get_string().data(), value->get_string().size()};
}

std::string sole_username(const json::object& object) {
    const auto* value = object.if_contains("users");
    const auto* people = value == nullptr ? nullptr : value->if_array();
    if (people == nullptr || people->size() != 1 || !people->front().is_object()) return {};
    return text_in(people->front().get_object(), "username");
}

hosts read_hosts(const json::object& object) {
    hosts out;
    add_people(out, object, "hosts", "userId");
    add_people(out, object, "users", "id");
    if (out.empty())
        if (const auto owner = number_in(object, "ownerId")) out.emplace_back(*owner);
    std::ranges::sort(out);
    const auto repeats = std::ranges::unique(out);
    out.erase(repeats.begin(), repeats.end());
    return out;
}

std::optional<event_type> read_one(const json::value& value) {
    constexpr std::int64_t minutes_max = 10 * 366 * 24 * 60;
    const auto* object = value.if_object();
    if (object == nullptr) return std::nullopt;
    const auto id = number_in(*object, "id");
    const auto length = number_in(*object, "lengthInMinutes");
    if (!id || *id <= 0 || !length || *length <= 0 || *length > minutes_max) return std::nullopt;
    const auto notice = number_in(*object, "minimumBookingNotice").value_or(0);
    if (notice < 0 || notice > minutes_max) return std::nullopt;
    const auto interval = number_in(*object, "slotInterval").value_or(0);
    if (interval < 0 || interval > minutes_max) return std::nullopt;

    event_type out{.id = event_type_id{*id},
                   .slug = text_in(*object, "slug"),
                   .username = sole_username(*object),
                   .hosts = read_hosts(*object),
                   .length = minutes{*length},
                   .notice = minutes{notice},
                   .slot_interval = minutes{interval},
                   .shifting = number_in(*object, "offsetStart").value_or(0) != 0 ||
                               is_true(*object, "showOptimizedSlots"),
                   .per_zone = is_true(*object, "onlyShowFirstAvailableSlot") ||
                               is_set(*object, "bookingWindow"),
                   .seated = is_set(*object, "seats")};
    return out;
}

std::unexpected<error> unbelievable() {
    return fail(errc::upstream_garbage, "an event type cannot be read");
}

}  // namespace

result<event_type> read_event_type(std::string_view body) {
    const auto data = read_success_envelope(body);
    if (!data) return std::unexpected(data.error());
    auto one = read_one(*data);
    if (!one) return unbelievable();
    return std::move(*one);
}

result<std::vector<event_type>> read_event_types(std::string_view body) {
    const auto data = read_success_envelope(body);
    if (!data) return std::unexpected(data.error());
    const auto* list = data->if_array();
    if (list == nullptr) return fail(errc::upstream_garbage, "data is not a list");
    std::vector<event_type> out;
    out.reserve(list->size());
    for (const auto& element : *list) {
        auto one = read_one(element);
        if (!one) return unbelievable();
        out.push_back(std::move(*one));
    }
    return out;
}

}  // namespace slotgate::wire
