#include "calcom-sim/validation.hpp"

#include <algorithm>
#include <cmath>

namespace slotgate::sim {
namespace {

namespace json = boost::json;

/// 30.0 is the integer 30 in JSON as JavaScript reads it.
std::optional<std::int64_t> whole(const json::value& value) {
    if (value.is_int64()) return value.get_int64();
    constexpr double exact_max = 9'007'199'254'740'991.0;
    if (value.is_double() && std::abs(value.get_double()) <= exact_max &&
        std::trunc(value.get_double()) == value.get_double())
        return static_cast<std::int64_t>(value.get_double());
    return std::nullopt;
}

bool is_less(const json::value* value, std::int64_t least) {
    if (value == nullptr || !value->is_number()) return true;
    return value->to_number<double>() < static_cast<double>(least);
}

}  // namespace

void validation::keep_only(std::initializer_list<std::string_view> names) {
    for (auto member = target_.begin(); member != target_.end();)
        member = std::ranges::find(names, std::string_view(member->key())) == names.end()
                     ? target_.stable_erase(member)
                     : std::next(member);
}

const json::value* validation::find(std::string_view name) const {
    const auto* const value = target_.if_contains(name);
    return value == nullptr || value->is_null() ? nullptr : value;
}

bool validation::is_absent(std::string_view name, presence wanted) const {
    return wanted == presence::optional && find(name) == nullptr;
}

std::optional<std::int64_t> validation::integer(std::string_view name, presence wanted,
                                                std::optional<std::int64_t> least) {
    if (is_absent(name, wanted)) return std::nullopt;
    const auto* const value = find(name);
    const std::string label{name};
    if (least && is_less(value, *least))
        complain(name, "min", label + " must not be less than " + std::to_string(*least));
    const auto number = value == nullptr ? std::nullopt : whole(*value);
    if (!number) complain(name, "isInt", label + " must be an integer number");
    return number;
}

std::optional<std::string> validation::text(std::string_view name, presence wanted) {
    if (is_absent(name, wanted)) return std::nullopt;
    const auto* const value = find(name);
    if (value != nullptr && value->is_string()) return std::string(value->get_string());
    complain(name, "isString", std::string(name) + " must be a string");
    return std::nullopt;
}

std::optional<bool> validation::flag(std::string_view name, presence wanted) {
    if (is_absent(name, wanted)) return std::nullopt;
    const auto* const value = find(name);
    if (value != nullptr && value->is_bool()) return value->get_bool();
    complain(name, "isBoolean", std::string(name) + " must be a boolean value");
    return std::nullopt;
}

std::optional<std::string> validation::one_of(std::string_view name, presence wanted,
                                              std::initializer_list<std::string_view> values) {
    if (is_absent(name, wanted)) return std::nullopt;
    const auto* const value = find(name);
    if (value != nullptr && value->is_string() &&
        std::ranges::find(values, std::string_view(value->get_string())) != values.end())
        return std::string(value->get_string());
    std::string known;
    for (const auto v : values) known += (known.empty() ? "" : ", ") + std::string(v);
    complain(name, "isEnum", std::string(name) + " must be one of the following values: " + known);
    return std::nullopt;
}

const json::array* validation::list(std::string_view name, presence wanted) {
    if (is_absent(name, wanted)) return nullptr;
    const auto* const value = find(name);
    if (value != nullptr && value->is_array()) return &value->get_array();
    complain(name, "isArray", std::string(name) + " must be an array");
    return nullptr;
}

validation::complaint& validation::about(std::string_view property) {
    const auto found = std::ranges::find(complaints_, property, &complaint::property);
    if (found != complaints_.end()) return *found;
    return complaints_.emplace_back(
        complaint{.property = std::string(property), .constraints = {}, .children = {}});
}

void validation::complain(std::string_view property, std::string_view constraint,
                          std::string message) {
    about(property).constraints.emplace_back(constraint, std::move(message));
}

void validation::nest(std::string_view property, const validation& inner) {
    if (inner.passed()) return;
    for (auto& error : inner.errors()) about(property).children.push_back(std::move(error));
}

void validation::nest(std::string_view property, std::size_t index, const validation& inner) {
    if (inner.passed()) return;
    about(property).children.push_back(json::object{{"target", target_.at(property)},
                                                    {"value", inner.target_},
                                                    {"property", std::to_string(index)},
                                                    {"children", inner.errors()}});
}

json::array validation::errors() const {
    json::array out;
    for (const auto& c : complaints_) {
        json::object error{{"target", target_}};
        if (const auto* const value = target_.if_contains(c.property)) error["value"] = *value;
        error["property"] = c.property;
        error["children"] = c.children;
        json::object constraints;
        for (const auto& [name, message] : c.constraints) constraints[name] = message;
        if (!constraints.empty()) error["constraints"] = std::move(constraints);
        out.emplace_back(std::move(error));
    }
    return out;
}

}  // namespace slotgate::sim
