#include "app/setting_values.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace slotgate::app {

bool read_seconds(milliseconds& into, std::string_view text) {
    const auto value = number_in<std::int64_t>(text, 1, 86'400);
    if (value) into = seconds{*value};
    return value.has_value();
}

bool read_address(std::string& into, std::string_view text) {
    const bool known = text.starts_with("http://") || text.starts_with("https://");
    if (!known || text.find_first_of("?# ") != std::string_view::npos) return false;
    while (text.ends_with('/')) text.remove_suffix(1);
    if (text.ends_with(':')) return false;  // nothing was there but the scheme
    into = text;
    return true;
}

bool read_words(std::string& into, std::string_view text) {
    const bool one_line = std::ranges::none_of(
        text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
    if (text.size() > 200 || !one_line || text.find_first_not_of(' ') == std::string_view::npos)
        return false;
    into = text;
    return true;
}

bool read_secret(secret& into, std::string_view text) {
    const bool printable = std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
    if (text.empty() || text.size() > 512 || !printable) return false;
    into = secret{std::string(text)};
    return true;
}

bool read_secrets(std::vector<secret>& into, std::string_view text) {
    std::vector<secret> all;
    while (!text.empty()) {
        const auto one = text.substr(0, text.find_first_of(",\n"));
        text.remove_prefix(std::min(text.size(), one.size() + 1));
        if (!read_secret(all.emplace_back(), one)) return false;
    }
    into = std::move(all);
    return true;
}

std::vector<std::string_view> listed(std::string_view text) {
    std::vector<std::string_view> out;
    while (!text.empty()) {
        out.push_back(text.substr(0, text.find(',')));
        text.remove_prefix(std::min(text.size(), out.back().size() + 1));
    }
    return out;
}

bool is_name(std::string_view name) {
    return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

std::string quoted_list(const std::vector<std::string>& all) {
    if (all.empty()) return "";
    std::vector<std::string> texts;
    for (const auto& one : all) texts.push_back(quoted(one));
    return fmt::format("[{}]", fmt::join(texts, ", "));
}

std::string print_seconds(milliseconds value) {
    return std::to_string(std::chrono::floor<seconds>(value).count());
}

std::string print_secret(const secret& s) {
    return s.empty() ? "" : "\"(set)\"";
}

}  // namespace slotgate::app
