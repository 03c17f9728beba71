#include "wire/http.hpp"

#include <algorithm>
#include <array>

namespace slotgate::wire {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c = lower(c);
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

std::string decode(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+') {
            out += ' ';
        } else if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 &&
                   hex_value(text[i + 2]) >= 0) {
            out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

}  // namespace

bool same_header_name(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

void headers::add(std::string name, std::string value) {
    fields_.emplace_back(std::move(name), std::move(value));
}

void headers::set(std::string_view name, std::string value) {
    const auto is_named = [&](const field& f) { return same_header_name(f.first, name); };
    const auto first = std::ranges::find_if(fields_, is_named);
    if (first == fields_.end()) return add(std::string(name), std::move(value));
    first->second = std::move(value);
    fields_.erase(std::remove_if(first + 1, fields_.end(), is_named), fields_.end());
}

void headers::remove(std::string_view name) {
    std::erase_if(fields_, [&](const field& f) { return same_header_name(f.first, name); });
}

std::optional<std::string_view> headers::find(std::string_view name) const {
    for (const auto& [key, value] : fields_)
        if (same_header_name(key, name)) return std::string_view(value);
    return std::nullopt;
}

std::string_view request::path() const {
    return std::string_view(target).substr(0, target.find('?'));
}

std::string_view request::query() const {
    const auto mark = target.find('?');
    return mark == std::string::npos ? std::string_view{}
                                     : std::string_view(target).substr(mark + 1);
}

response json_response(int status, std::string body) {
    return {.status = status,
            .headers = {{"Content-Type", "application/json; charset=utf-8"}},
            .body = std::move(body)};
}

std::vector<query_parameter> parse_query(std::string_view query) {
    std::vector<query_parameter> out;
    while (!query.empty()) {
        const auto piece = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), piece.size() + 1));
        if (piece.empty()) continue;
        const auto mark = piece.find('=');
        const auto value =
            mark == std::string_view::npos ? std::string_view{} : piece.substr(mark + 1);
        out.push_back({decode(piece.substr(0, mark)), decode(value)});
    }
    return out;
}

std::string encode_component(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const bool unreserved = (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') ||
                                c == '-' || c == '.' || c == '_' || c == '~';
        if (unreserved) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
    return out;
}

}  // namespace slotgate::wire
