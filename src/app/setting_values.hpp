#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/secret.hpp"
#include "core/time.hpp"

namespace slotgate::app {

/// Readers and printers of single values, for the rows of the setting tables. Readers leave `into`
/// as it is where the text is not what they read.

template <class Number>
[[nodiscard]] std::optional<Number> number_in(std::string_view text, Number least, Number most) {
    Number value{};
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    if (value < least || value > most) return std::nullopt;
    return value;
}

/// Whole seconds, 1 to a day.
[[nodiscard]] bool read_seconds(milliseconds& into, std::string_view text);
/// The base address of an HTTP server, without path's end, query or fragment.
[[nodiscard]] bool read_address(std::string& into, std::string_view text);
/// One line of 1 to 200 bytes that shows something.
[[nodiscard]] bool read_words(std::string& into, std::string_view text);
/// 1 to 512 printable characters without spaces.
[[nodiscard]] bool read_secret(secret& into, std::string_view text);
/// Secrets separated by commas or line ends.
[[nodiscard]] bool read_secrets(std::vector<secret>& into, std::string_view text);

/// What stands between commas; empty text is an empty list.
[[nodiscard]] std::vector<std::string_view> listed(std::string_view text);

/// 1 to 64 of a-z, 0-9, - and _: names that stand in addresses and variables.
[[nodiscard]] bool is_name(std::string_view name);

/// As TOML.
[[nodiscard]] std::string quoted(std::string_view text);
[[nodiscard]] std::string quoted_list(const std::vector<std::string>& all);
[[nodiscard]] std::string print_seconds(milliseconds value);
/// That it is set; empty if it is not.
[[nodiscard]] std::string print_secret(const secret& s);

}  // namespace slotgate::app
