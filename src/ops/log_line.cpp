#include "ops/log_line.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>

namespace slotgate::ops {
namespace {

constexpr std::size_t text_bytes_max = 2000;

std::string_view name_of(level at) {
    switch (at) {
        case level::debug:
            return "DEBUG";
        case level::info:
            return "INFO";
        case level::warning:
            return "WARNING";
        case level::error:
            break;
    }
    return "ERROR";
}

/// Length of the well-formed UTF-8 sequence at the front, 0 if there is none: no overlong forms, no
/// surrogates, nothing beyond U+10FFFF (RFC 3629, section 4).
std::size_t sequence_bytes(std::string_view text) {
    const auto byte = [&](std::size_t i) -> unsigned {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const auto continues = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return continues(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const bool overlong = first == 0xE0 && byte(1) < 0xA0;
        const bool surrogate = first == 0xED && byte(1) > 0x9F;
        return continues(1) && continues(2) && !overlong && !surrogate ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool overlong = first == 0xF0 && byte(1) < 0x90;
        const bool too_large = first == 0xF4 && byte(1) > 0x8F;
        return continues(1) && continues(2) && continues(3) && !overlong && !too_large ? 4 : 0;
    }
    return 0;
}

void put_escaped(std::string& out, char c) {
    constexpr std::string_view digits = "0123456789abcdef";
    switch (c) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            break;
    }
    const auto byte = static_cast<unsigned char>(c);
    // DEL is legal JSON, but terminals act on it.
    if (byte >= 0x20 && byte != 0x7F) {
        out += c;
        return;
    }
    out += "\\u00";
    out += digits[byte >> 4U];
    out += digits[byte & 15U];
}

void put_text(std::string& out, std::string_view text) {
    const bool cut = text.size() > text_bytes_max;
    if (cut) text = text.substr(0, text_bytes_max);
    out += '"';
    while (!text.empty()) {
        const std::size_t length = sequence_bytes(text);
        if (length == 1) {
            put_escaped(out, text.front());
        } else if (length > 1) {
            out += text.substr(0, length);
        } else {
            out += "\xEF\xBF\xBD";
        }
        text.remove_prefix(length == 0 ? 1 : length);
    }
    if (cut) out += "...";
    out += '"';
}

template <class Number>
void put_number(std::string& out, Number value) {
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    out.append(text.data(), end);
}

struct put_value {
    std::string& out;
    void operator()(bool value) const { out += value ? "true" : "false"; }
    void operator()(std::int64_t value) const { put_number(out, value); }
    void operator()(double value) const {
        // JSON has no name for these.
        if (std::isfinite(value)) {
            put_number(out, value);
        } else {
            out += "null";
        }
    }
    void operator()(std::string_view value) const { put_text(out, value); }
    void operator()(const personal&) const { out += "\"[redacted]\""; }
};

}  // namespace

std::string log_line(instant now, level at, std::string_view message,
                     std::initializer_list<field> fields) {
    std::string out = "{\"time\":\"" + to_text(now) + "\",\"level\":\"";
    out += name_of(at);
    out += "\",\"message\":";
    put_text(out, message);
    for (const auto& [key, value] : fields) {
        out += ',';
        put_text(out, key);
        out += ':';
        std::visit(put_value{out}, value);
    }
    out += "}\n";
    return out;
}

}  // namespace slotgate::ops
