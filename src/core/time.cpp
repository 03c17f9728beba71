#include "core/time.hpp"

#include <array>

namespace slotgate {
namespace {

/// Eats so many digits from the front of `text`.
template <std::size_t Digits>
std::optional<int> take_number(std::string_view& text) {
    if (text.size() < Digits) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < Digits; ++i) {
        const char c = text[i];
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    text.remove_prefix(Digits);
    return value;
}

bool take(std::string_view& text, char expected) {
    if (text.empty() || text.front() != expected) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<std::chrono::year_month_day> take_date(std::string_view& text) {
    const auto year = take_number<4>(text);
    if (!year || !take(text, '-')) return std::nullopt;
    const auto month = take_number<2>(text);
    if (!month || !take(text, '-')) return std::nullopt;
    const auto day = take_number<2>(text);
    if (!day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return std::nullopt;
    return date;
}

/// A fraction of any length, cut to milliseconds.
std::optional<milliseconds> take_fraction(std::string_view& text) {
    int value = 0;
    std::size_t digits = 0;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        if (digits < 3) value = value * 10 + (text.front() - '0');
        ++digits;
        text.remove_prefix(1);
    }
    if (digits == 0 || digits > 9) return std::nullopt;
    for (; digits < 3; ++digits) value *= 10;
    return milliseconds{value};
}

std::optional<milliseconds> take_time_of_day(std::string_view& text) {
    const auto hour = take_number<2>(text);
    if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
    const auto minute = take_number<2>(text);
    if (!minute || *minute > 59) return std::nullopt;
    milliseconds total = hours{*hour} + minutes{*minute};
    if (!take(text, ':')) return total;
    const auto second = take_number<2>(text);
    if (!second || *second > 59) return std::nullopt;
    total += seconds{*second};
    if (!take(text, '.')) return total;
    const auto fraction = take_fraction(text);
    if (!fraction) return std::nullopt;
    return total + *fraction;
}

std::optional<minutes> take_offset(std::string_view& text) {
    if (take(text, 'Z')) return minutes{0};
    const bool negative = take(text, '-');
    if (!negative && !take(text, '+')) return std::nullopt;
    const auto hour = take_number<2>(text);
    if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
    const auto minute = take_number<2>(text);
    if (!minute || *minute > 59) return std::nullopt;
    const minutes offset = hours{*hour} + minutes{*minute};
    return negative ? -offset : offset;
}

char* put_number(char* out, int value, int digits) {
    for (int i = digits - 1; i >= 0; --i, value /= 10) out[i] = static_cast<char>('0' + value % 10);
    return out + digits;
}

char* put_date(char* out, std::chrono::year_month_day date) {
    out = put_number(out, static_cast<int>(date.year()), 4);
    *out++ = '-';
    out = put_number(out, static_cast<int>(static_cast<unsigned>(date.month())), 2);
    *out++ = '-';
    return put_number(out, static_cast<int>(static_cast<unsigned>(date.day())), 2);
}

}  // namespace

std::string to_text(std::chrono::year_month_day date) {
    std::array<char, 10> text{};
    put_date(text.data(), date);
    return {text.data(), text.size()};
}

std::string to_text(instant t) {
    const auto date = date_of(t);
    const auto of_day = std::chrono::hh_mm_ss<milliseconds>{t - date};
    std::array<char, 24> text{};
    char* out = put_date(text.data(), std::chrono::year_month_day{date});
    *out++ = 'T';
    out = put_number(out, static_cast<int>(of_day.hours().count()), 2);
    *out++ = ':';
    out = put_number(out, static_cast<int>(of_day.minutes().count()), 2);
    *out++ = ':';
    out = put_number(out, static_cast<int>(of_day.seconds().count()), 2);
    *out++ = '.';
    out = put_number(out, static_cast<int>(of_day.subseconds().count()), 3);
    *out = 'Z';
    return {text.data(), text.size()};
}

std::optional<std::chrono::year_month_day> parse_date(std::string_view text) {
    const auto date = take_date(text);
    if (!date || !text.empty()) return std::nullopt;
    return date;
}

std::optional<instant> parse_instant(std::string_view text) {
    const auto date = take_date(text);
    if (!date || !take(text, 'T')) return std::nullopt;
    const auto of_day = take_time_of_day(text);
    if (!of_day) return std::nullopt;
    const auto offset = take_offset(text);
    if (!offset || !text.empty()) return std::nullopt;
    return instant{std::chrono::sys_days{*date}} + *of_day - *offset;
}

}  // namespace slotgate
