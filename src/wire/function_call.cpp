#include "wire/function_call.hpp"

#include <algorithm>
#include <optional>

#include <boost/json.hpp>

namespace slotgate::wire {
namespace {

namespace json = boost::json;

std::optional<json::object> object_in(std::string_view text) {
    boost::system::error_code ec;
    auto read = json::parse({text.data(), text.size()}, ec);
    if (ec || !read.is_object()) return std::nullopt;
    return std::move(read.get_object());
}

const json::value* first_of(const json::object& object,
                            std::initializer_list<std::string_view> names) {
    for (const auto name : names)
        if (const auto* value = object.if_contains(name); value != nullptr && !value->is_null())
            return value;
    return nullptr;
}

/// Agents number the versions of their functions.
std::string without_version(std::string_view name) {
    const auto digits = name.find_last_not_of("0123456789") + 1;
    const auto versioned = name.substr(0, digits);
    const bool has_version = digits < name.size() && versioned.ends_with("_v");
    return std::string(has_version ? versioned.substr(0, versioned.size() - 2) : name);
}

std::optional<std::string> scalar_text(const json::value& value) {
    if (value.is_string()) return std::string(value.get_string());
    if (value.is_number() || value.is_bool()) return json::serialize(value);
    return std::nullopt;
}

std::string text_at(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

std::string our_number_in(const json::object& body) {
    const auto* call = body.if_contains("call");
    if (call == nullptr || !call->is_object()) return {};
    const bool outbound = text_at(call->get_object(), "direction") == "outbound";
    return text_at(call->get_object(), outbound ? "from_number" : "to_number");
}

/// The arguments as an object: none are an empty one; nothing if they are something else.
std::optional<json::object> arguments_in(const json::object& body) {
    const auto* given = first_of(body, {"arguments", "args", "parameters"});
    if (given == nullptr) return json::object{};
    if (given->is_object()) return given->get_object();
    if (given->is_string()) return object_in(std::string_view(given->get_string()));
    return std::nullopt;
}

}  // namespace

std::string_view function_call::argument(std::initializer_list<std::string_view> names) const {
    for (const auto wanted : names)
        for (const auto& [given, value] : arguments)
            if (given == wanted && !value.empty()) return value;
    return {};
}

result<function_call> read_function_call(std::string_view body) {
    const auto object = object_in(body);
    if (!object) return fail(errc::bad_request, "The body is not a JSON object.");
    const auto* name = first_of(*object, {"name", "function_name"});
    if (name == nullptr || !name->is_string() || name->get_string().empty())
        return fail(errc::bad_request, "The body names no function: `name` is missing.");
    const auto arguments = arguments_in(*object);
    if (!arguments) return fail(errc::bad_request, "`args` is not a JSON object.");
    function_call out{.name = without_version(std::string_view(name->get_string())),
                      .our_number = our_number_in(*object),
                      .arguments = {}};
    for (const auto& [key, value] : *arguments)
        if (auto text = scalar_text(value))
            out.arguments.emplace_back(std::string(key), std::move(*text));
    return out;
}

}  // namespace slotgate::wire
