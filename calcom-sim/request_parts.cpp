#include "calcom-sim/request_parts.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "calcom-sim/validation.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || failed != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::optional<std::size_t> bounded(validation& check, std::string_view name, std::int64_t least,
                                   std::int64_t most) {
    const auto* const given = check.find(name);
    if (given == nullptr) return std::nullopt;
    const auto value = whole_number(given->get_string());
    const std::string label{name};
    if (!value)
        check.complain(name, "isNumber",
                       label + " must be a number conforming to the specified constraints");
    else if (*value > most)
        check.complain(name, "max", label + " must not be greater than " + std::to_string(most));
    else if (*value < least)
        check.complain(name, "min", label + " must not be less than " + std::to_string(least));
    else
        return static_cast<std::size_t>(*value);
    return std::nullopt;
}

}  // namespace

std::expected<std::int64_t, wire::response> path_number(const exchange& x, std::size_t index) {
    if (const auto value = whole_number(x.path_values.at(index))) return *value;
    return std::unexpected(failure(x, 400, "Validation failed (numeric string is expected)"));
}

std::string parameter(const exchange& x, std::string_view name) {
    for (auto& [key, value] : wire::parse_query(x.request.query()))
        if (key == name) return value;
    return {};
}

json::array list_part::of(const json::array& all) const {
    const auto first = std::min(skip, all.size());
    const auto last = first + std::min(take, all.size() - first);
    json::array out;
    for (auto i = first; i < last; ++i) out.push_back(all[i]);
    return out;
}

std::expected<list_part, wire::response> read_list_part(const exchange& x) {
    constexpr std::int64_t take_max = 250;
    constexpr std::int64_t skip_max = 1'000'000'000;
    json::object query;
    for (auto& [name, value] : wire::parse_query(x.request.query())) query[name] = value;
    validation check(std::move(query));
    const list_part usual;
    const list_part out{.skip = bounded(check, "skip", 0, skip_max).value_or(usual.skip),
                        .take = bounded(check, "take", 1, take_max).value_or(usual.take)};
    if (!check.passed()) return std::unexpected(validation_failure(x, check));
    return out;
}

}  // namespace slotgate::sim
