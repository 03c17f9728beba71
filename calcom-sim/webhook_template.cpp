#include "calcom-sim/webhook_template.hpp"

#include <charconv>

#include "calcom-sim/html.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// The step to take from `at` by `name`: a member, or an element by its number.
const json::value* member(const json::value& at, std::string_view name) {
    if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
    if (at.is_object()) return at.get_object().if_contains(name);
    if (!at.is_array()) return nullptr;
    std::size_t index = 0;
    const auto [end, failed] = std::from_chars(name.data(), name.data() + name.size(), index);
    const bool whole = failed == std::errc{} && end == name.data() + name.size();
    return whole && index < at.get_array().size() ? &at.get_array()[index] : nullptr;
}

const json::value* looked_up(const json::value& data, std::string_view path) {
    const auto* at = &data;
    while (!path.empty() && at != nullptr) {
        const auto step = path.substr(0, path.find('.'));
        path.remove_prefix(std::min(path.size(), step.size() + 1));
        if (step != "this" && !step.empty()) at = member(*at, step);
    }
    return at;
}

/// As JavaScript writes a value into a text.
std::string as_text(const json::value& value) {
    if (value.is_null()) return {};
    if (value.is_string()) return std::string(value.get_string());
    if (value.is_object()) return "[object Object]";
    if (!value.is_array()) return json::serialize(value);
    std::string out;
    for (const auto& element : value.get_array())
        out += (&element == &value.get_array().front() ? "" : ",") + as_text(element);
    return out;
}

/// Handlebars escapes quotes too: Cal.com takes that back.
std::string escaped(std::string_view text) {
    constexpr std::string_view quote = "&quot;";
    auto out = escaped_html(text);
    for (auto at = out.find(quote); at != std::string::npos; at = out.find(quote, at + 1))
        out.replace(at, quote.size(), 1, '"');
    return out;
}

}  // namespace

std::string filled_template(std::string_view text, const json::object& data) {
    const json::value root(data);
    std::string out;
    while (!text.empty()) {
        const auto open = text.find("{{");
        out += text.substr(0, open);
        if (open == std::string_view::npos) break;
        const bool raw = text.substr(open).starts_with("{{{");
        const std::size_t braces = raw ? 3 : 2;
        const auto close = text.find(raw ? "}}}" : "}}", open + braces);
        if (close == std::string_view::npos) {
            out += text.substr(open);
            break;
        }
        const auto path = trimmed(text.substr(open + braces, close - open - braces));
        if (path.starts_with('#') || path.starts_with('/')) {
            out += text.substr(open, close + braces - open);
        } else if (const auto* value = looked_up(root, path)) {
            out += raw ? as_text(*value) : escaped(as_text(*value));
        }
        text.remove_prefix(close + braces);
    }
    return out;
}

bool is_json(std::string_view text) {
    boost::system::error_code failed;
    static_cast<void>(json::parse(text, failed));
    return !failed;
}

std::string rewritten_json(std::string_view text) {
    boost::system::error_code failed;
    const auto value = json::parse(text, failed);
    return failed ? std::string("false") : json::serialize(value);
}

}  // namespace slotgate::sim
