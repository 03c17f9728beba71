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

template <class T>
void keep_each_once(std::vector<T>& out) {
    std::ranges::sort(out);
    const auto repeats = std::ranges::unique(out);
    out.erase(repeats.begin(), repeats.end());
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
    keep_each_once(out);
    return out;
}

/// Of a pool that does not tell, anybody may be fixed.
hosts read_fixed_hosts(const json::object& object, serving how) {
    const auto* value = object.if_contains("hosts");
    const auto* people = value == nullptr ? nullptr : value->if_array();
    if (how == serving::all_of_them) return {};
    if (people == nullptr) return read_hosts(object);
    hosts out;
    for (const auto& person : *people) {
        const auto* fields = person.if_object();
        if (fields == nullptr) continue;
        const auto* mandatory = fields->if_contains("mandatory");
        if (mandatory == nullptr || *mandatory == false) continue;
        if (const auto id = number_in(*fields, "userId")) out.emplace_back(*id);
    }
    keep_each_once(out);
    return out;
}

serving read_serving(const json::object& object) {
    const auto* value = object.if_contains("schedulingType");
    if (value == nullptr || value->is_null()) return serving::all_of_them;
    const auto name = text_in(object, "schedulingType");
    if (name == "collective" || name == "managed") return serving::all_of_them;
    return name == "roundRobin" ? serving::one_of_them : serving::unknown;
}

/// A limit of a unit nobody knows may close a year.
void add_limits(limited_units& out, const json::object& object, json::string_view name) {
    if (!is_set(object, name)) return;
    const auto* limits = object.at(name).if_object();
    if (limits == nullptr) {
        out.year = true;
        return;
    }
    for (const auto& limit : *limits) {
        if (limit.value().is_null() || limit.key() == "disabled") continue;
        out.day = out.day || limit.key() == "day";
        out.week = out.week || limit.key() == "week";
        out.month = out.month || limit.key() == "month";
        const bool shorter =
            limit.key() == "day" || limit.key() == "week" || limit.key() == "month";
        out.year = out.year || !shorter;
    }
}

limited_units read_limits(const json::object& object) {
    limited_units out;
    add_limits(out, object, "bookingLimitsCount");
    add_limits(out, object, "bookingLimitsDuration");
    return out;
}

/// Of windows only those known to end at some date, whatever is booked, are not called rolling.
bool read_rolling(const json::object& object) {
    if (!is_set(object, "bookingWindow")) return false;
    const auto* window = object.at("bookingWindow").if_object();
    if (window == nullptr) return true;
    const auto type = text_in(*window, "type");
    if (type == "range") return false;
    if (type != "calendarDays" && type != "businessDays") return true;
    const auto* rolling = window->if_contains("rolling");
    return rolling != nullptr && !rolling->is_null() && *rolling != false;
}

constexpr std::int64_t minutes_max = 10 * 366 * 24 * 60;

/// Absent or null: none. Nothing if it is no time that could be meant.
std::optional<minutes> read_minutes(const json::object& object, json::string_view name) {
    const auto* value = object.if_contains(name);
    if (value == nullptr || value->is_null()) return minutes{0};
    const auto number = number_in(object, name);
    if (!number || *number < 0 || *number > minutes_max) return std::nullopt;
    return minutes{*number};
}

/// Nothing if one of them is no length.
std::optional<std::vector<minutes>> read_lengths(const json::object& object, minutes own) {
    std::vector<minutes> out{own};
    const auto* value = object.if_contains("lengthInMinutesOptions");
    if (value != nullptr && !value->is_null()) {
        const auto* options = value->if_array();
        if (options == nullptr) return std::nullopt;
        for (const auto& option : *options) {
            const auto* number = option.if_int64();
            if (number == nullptr || *number <= 0 || *number > minutes_max) return std::nullopt;
            out.emplace_back(*number);
        }
    }
    keep_each_once(out);
    return out;
}

std::optional<event_type> read_one(const json::value& value) {
    const auto* object = value.if_object();
    if (object == nullptr) return std::nullopt;
    const auto id = number_in(*object, "id");
    const auto length = read_minutes(*object, "lengthInMinutes");
    if (!id || *id <= 0 || !length || *length <= minutes{0}) return std::nullopt;
    auto lengths = read_lengths(*object, *length);
    const auto notice = read_minutes(*object, "minimumBookingNotice");
    const auto interval = read_minutes(*object, "slotInterval");
    const auto before = read_minutes(*object, "beforeEventBuffer");
    const auto after = read_minutes(*object, "afterEventBuffer");
    const auto offset = read_minutes(*object, "offsetStart");
    if (!lengths || !notice || !interval || !before || !after || !offset) return std::nullopt;

    const auto how = read_serving(*object);
    const bool only_first = is_true(*object, "onlyShowFirstAvailableSlot");
    event_type out{.id = event_type_id{*id},
                   .slug = text_in(*object, "slug"),
                   .username = sole_username(*object),
                   .hosts = read_hosts(*object),
                   .serving = how,
                   .fixed_hosts = read_fixed_hosts(*object, how),
                   .length = *length,
                   .lengths = std::move(*lengths),
                   .notice = *notice,
                   .slot_interval = *interval,
                   .offset_start = *offset,
                   .buffer_before = *before,
                   .buffer_after = *after,
                   .limits = read_limits(*object),
                   .recurring = is_set(*object, "recurrence"),
                   .rolling = read_rolling(*object),
                   .shifting = *offset != minutes{0} || is_true(*object, "showOptimizedSlots"),
                   .per_zone = only_first || is_set(*object, "bookingWindow"),
                   .only_first = only_first,
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
