#include "wire/cache_control.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <system_error>

namespace slotgate::wire {
namespace {

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// `60`, or `"60"`, which older clients send.
std::optional<seconds> read_age(std::string_view text) {
    if (text.size() >= 2 && text.starts_with('"') && text.ends_with('"'))
        text = text.substr(1, text.size() - 2);
    std::uint32_t out{};
    const auto read = std::from_chars(text.begin(), text.end(), out);
    if (text.empty() || read.ec != std::errc{} || read.ptr != text.end()) return std::nullopt;
    return seconds{out};
}

void add_directive(cache_control& out, std::string_view directive) {
    const auto equals = directive.find('=');
    const auto name = trimmed(directive.substr(0, equals));
    if (same_header_name(name, "no-cache")) out.no_cache = true;
    if (same_header_name(name, "only-if-cached")) out.only_if_cached = true;
    if (!same_header_name(name, "max-age") || equals == std::string_view::npos) return;
    const auto age = read_age(trimmed(directive.substr(equals + 1)));
    if (age) out.max_age = std::min(out.max_age.value_or(*age), *age);
}

}  // namespace

cache_control read_cache_control(const headers& given) {
    cache_control out;
    for (const auto& [name, value] : given.fields()) {
        if (!same_header_name(name, "Cache-Control")) continue;
        std::string_view rest = value;
        while (!rest.empty()) {
            const auto comma = std::min(rest.find(','), rest.size());
            add_directive(out, rest.substr(0, comma));
            rest.remove_prefix(std::min(comma + 1, rest.size()));
        }
    }
    return out;
}

}  // namespace slotgate::wire
