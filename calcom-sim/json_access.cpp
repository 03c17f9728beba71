#include "calcom-sim/json_access.hpp"

#include <charconv>

namespace slotgate::sim {

namespace json = boost::json;

std::string text_at(const json::object& from, std::string_view key) {
    const auto* found = from.if_contains(key);
    const auto* text = found == nullptr ? nullptr : found->if_string();
    return text == nullptr ? std::string{} : std::string(*text);
}

std::optional<std::int64_t> number_at(const json::object& from, std::string_view key) {
    const auto* found = from.if_contains(key);
    const auto* number = found == nullptr ? nullptr : found->if_int64();
    return number == nullptr ? std::nullopt : std::optional{*number};
}

const json::object& object_at(const json::object& from, std::string_view key) {
    static const json::object none;
    const auto* found = from.if_contains(key);
    const auto* object = found == nullptr ? nullptr : found->if_object();
    return object == nullptr ? none : *object;
}

const json::array& array_at(const json::object& from, std::string_view key) {
    static const json::array none;
    const auto* found = from.if_contains(key);
    const auto* array = found == nullptr ? nullptr : found->if_array();
    return array == nullptr ? none : *array;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t value = 0;
    const auto [stop, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    return ec == std::errc{} && stop == text.data() + text.size() ? std::optional{value}
                                                                  : std::nullopt;
}

}  // namespace slotgate::sim
