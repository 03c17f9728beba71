#include "calcom-sim/body_check.hpp"

#include <algorithm>

namespace slotgate::sim {

namespace json = boost::json;

void body_check::only(std::initializer_list<std::string_view> names) {
    for (const auto& member : body_) {
        const std::string_view key = member.key();
        if (std::ranges::find(names, key) == names.end())
            complain(key, "property " + std::string(key) + " should not exist");
    }
}

void body_check::complain(std::string_view property, std::string_view message) {
    complaints_.push_back(std::string(property) + " property is wrong," + std::string(message) +
                          ' ');
}

void body_check::nest(std::string_view property, const body_check& inner) {
    if (!inner.passed())
        complaints_.push_back(std::string(property) + " property is wrong, " + inner.message());
}

const json::value* body_check::find(std::string_view name) const {
    const auto* const value = body_.if_contains(name);
    return value == nullptr || value->is_null() ? nullptr : value;
}

std::string body_check::text(std::string_view name) {
    const auto* const value = find(name);
    if (value == nullptr) return {};
    if (value->is_string()) return std::string(value->get_string());
    complain(name, std::string(name) + " must be a string");
    return {};
}

json::object body_check::object(std::string_view name) {
    const auto* const value = find(name);
    if (value == nullptr) return {};
    if (value->is_object()) return value->get_object();
    complain(name, std::string(name) + " must be an object");
    return {};
}

std::vector<std::string> body_check::texts(std::string_view name) {
    std::vector<std::string> out;
    const auto* const value = find(name);
    if (value == nullptr) return out;
    const bool is_list = value->is_array() && std::ranges::all_of(value->get_array(), [](auto& v) {
                             return v.is_string();
                         });
    if (!is_list) {
        complain(name,
                 "each value in " + std::string(name) + " must be a string" +
                     (value->is_array() ? "" : ", " + std::string(name) + " must be an array"));
        return out;
    }
    for (const auto& item : value->get_array()) out.emplace_back(item.get_string());
    return out;
}

std::string body_check::message() const {
    std::string all;
    for (const auto& complaint : complaints_) {
        if (!all.empty()) all += ", ";
        all += complaint;
    }
    return all;
}

}  // namespace slotgate::sim
