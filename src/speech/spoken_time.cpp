#include "speech/spoken_time.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace slotgate::speech {
namespace {

struct day_word {
    std::string_view word;
    days from_today;
};
constexpr std::array day_words{day_word{"heute", days{0}},      day_word{"today", days{0}},
                               day_word{"morgen", days{1}},     day_word{"tomorrow", days{1}},
                               day_word{"übermorgen", days{2}}, day_word{"Übermorgen", days{2}},
                               day_word{"uebermorgen", days{2}}};

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return out;
}

/// A number of `least` to `most` digits at the front of `text`, which it is taken from.
std::optional<int> take_number(std::string_view& text, std::size_t least, std::size_t most) {
    std::size_t digits = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
    if (digits < least || digits > most) return std::nullopt;
    const auto number = text.substr(0, digits);
    int value = 0;
    std::from_chars(number.data(), number.data() + number.size(), value);
    text.remove_prefix(digits);
    return value;
}

bool take(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

/// `6.5.2031`.
std::optional<std::chrono::year_month_day> read_german_date(std::string_view text) {
    const auto day = take_number(text, 1, 2);
    if (!day || !take(text, ".")) return std::nullopt;
    const auto month = take_number(text, 1, 2);
    if (!month || !take(text, ".")) return std::nullopt;
    const auto year = take_number(text, 4, 4);
    if (!year || !text.empty()) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return std::nullopt;
    return date;
}

}  // namespace

std::optional<local_date> read_day(std::string_view text, local_date today) {
    const auto said = trimmed(text);
    const auto small = lower(said);
    const auto* const word = std::ranges::find(day_words, small, &day_word::word);
    if (word != day_words.end()) return today + word->from_today;
    auto date = parse_date(said);
    if (!date) date = read_german_date(said);
    if (!date) return std::nullopt;
    return local_date{*date};
}

std::optional<minutes> read_time_of_day(std::string_view text) {
    const auto said = lower(trimmed(text));
    std::string_view rest = said;
    const auto hour = take_number(rest, 1, 2);
    if (!hour || *hour > 23) return std::nullopt;
    const bool by_clock = take(rest, ":") || take(rest, ".");
    if (!by_clock) {
        if (!rest.empty() && !take(rest, " uhr") && !take(rest, "uhr")) return std::nullopt;
        if (rest.empty()) return hours{*hour};
        if (!take(rest, " ")) return std::nullopt;
    }
    const auto minute = take_number(rest, by_clock ? 2 : 1, 2);
    if (!minute || *minute > 59) return std::nullopt;
    if (by_clock) take(rest, " uhr");
    if (!rest.empty()) return std::nullopt;
    return hours{*hour} + minutes{*minute};
}

}  // namespace slotgate::speech
