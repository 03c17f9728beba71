#include "tz/posix_rule.hpp"

namespace slotgate::tz {
namespace {

bool take(std::string_view& text, char expected) {
    if (text.empty() || text.front() != expected) return false;
    text.remove_prefix(1);
    return true;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/// Eats one to three digits, at most `most` in value.
std::optional<int> take_number(std::string_view& text, int most) {
    int value = 0;
    std::size_t digits = 0;
    while (digits < text.size() && digits < 3 && is_digit(text[digits]))
        value = value * 10 + (text[digits++] - '0');
    if (digits == 0 || value > most) return std::nullopt;
    text.remove_prefix(digits);
    return value;
}

/// The abbreviation: letters, or anything between angle brackets. Its text is of no use here.
bool take_name(std::string_view& text) {
    if (take(text, '<')) {
        const auto close = text.find('>');
        if (close == std::string_view::npos) return false;
        text.remove_prefix(close + 1);
        return true;
    }
    std::size_t letters = 0;
    while (letters < text.size() && is_letter(text[letters])) ++letters;
    text.remove_prefix(letters);
    return letters >= 3;
}

/// `[+-]hh[:mm[:ss]]`, up to a week as zone files have it.
std::optional<seconds> take_time(std::string_view& text) {
    const bool negative = take(text, '-');
    if (!negative) take(text, '+');
    const auto hour = take_number(text, 167);
    if (!hour) return std::nullopt;
    seconds total = hours{*hour};
    if (take(text, ':')) {
        const auto minute = take_number(text, 59);
        if (!minute) return std::nullopt;
        total += minutes{*minute};
        if (take(text, ':')) {
            const auto second = take_number(text, 59);
            if (!second) return std::nullopt;
            total += seconds{*second};
        }
    }
    return negative ? -total : total;
}

std::optional<yearly_change> take_day(std::string_view& text) {
    using enum yearly_change::form;
    yearly_change change;
    if (take(text, 'M')) {
        const auto month = take_number(text, 12);
        if (!month || *month < 1 || !take(text, '.')) return std::nullopt;
        const auto week = take_number(text, 5);
        if (!week || *week < 1 || !take(text, '.')) return std::nullopt;
        const auto weekday = take_number(text, 6);
        if (!weekday) return std::nullopt;
        change.kind = month_week_day;
        change.month = static_cast<unsigned>(*month);
        change.week = static_cast<unsigned>(*week);
        change.weekday = static_cast<unsigned>(*weekday);
        return change;
    }
    change.kind = take(text, 'J') ? julian : day_of_year;
    const auto day = take_number(text, 365);
    if (!day || (change.kind == julian && *day < 1)) return std::nullopt;
    change.day = *day;
    return change;
}

std::optional<yearly_change> take_change(std::string_view& text) {
    if (!take(text, ',')) return std::nullopt;
    auto change = take_day(text);
    if (!change) return std::nullopt;
    change->at = hours{2};
    if (!take(text, '/')) return change;
    const auto at = take_time(text);
    if (!at) return std::nullopt;
    change->at = *at;
    return change;
}

}  // namespace

std::chrono::sys_seconds yearly_change::in(std::chrono::year year) const {
    using namespace std::chrono;
    const sys_days january{year / std::chrono::January / 1};
    if (kind == form::day_of_year) return january + days{day} + at;
    if (kind == form::julian) {
        const bool after_leap_day = year.is_leap() && day >= 60;
        return january + days{day - 1 + (after_leap_day ? 1 : 0)} + at;
    }
    const auto in_month = year / std::chrono::month{month};
    const std::chrono::weekday wanted{weekday};
    const sys_days date =
        week == 5 ? sys_days{in_month / wanted[last]} : sys_days{in_month / wanted[week]};
    return date + at;
}

std::optional<posix_rule> read_posix_rule(std::string_view text) {
    if (!take_name(text)) return std::nullopt;
    // The text counts westwards: UTC minus local time.
    const auto west = take_time(text);
    if (!west) return std::nullopt;
    posix_rule rule{.standard = -*west, .summer = -*west, .yearly = {}};
    if (text.empty()) return rule;

    if (!take_name(text)) return std::nullopt;
    rule.summer = rule.standard + hours{1};
    if (!text.empty() && text.front() != ',') {
        const auto summer_west = take_time(text);
        if (!summer_west) return std::nullopt;
        rule.summer = -*summer_west;
    }
    const auto to_summer = take_change(text);
    if (!to_summer) return std::nullopt;
    const auto to_standard = take_change(text);
    if (!to_standard || !text.empty()) return std::nullopt;
    rule.yearly = posix_rule::changes{*to_summer, *to_standard};
    return rule;
}

}  // namespace slotgate::tz
