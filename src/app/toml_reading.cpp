#include "app/toml_reading.hpp"

#include <sstream>

namespace slotgate::app {

std::unexpected<error> wrong(const std::string& source, const toml::node& at, std::string_view key,
                             std::string_view what) {
    return fail(errc::config, fmt::format("{}:{}: {}: {}", source, line_of(at), key, what));
}

std::optional<std::string> text_of(const toml::node& node) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* number = node.as_integer()) return std::to_string(number->get());
    if (const auto* date = node.as_date()) {
        std::ostringstream out;
        out << date->get();
        return out.str();
    }
    if (const auto* time = node.as_date_time()) {
        std::ostringstream out;
        out << time->get();
        return out.str();
    }
    const auto* list = node.as_array();
    if (list == nullptr) return std::nullopt;
    std::string joined;
    for (const auto& element : *list) {
        const auto* text = element.as_string();
        if (text == nullptr) return std::nullopt;
        if (!joined.empty()) joined += ',';
        joined += text->get();
    }
    return joined;
}

}  // namespace slotgate::app
