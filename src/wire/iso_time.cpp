#include "wire/iso_time.hpp"

#include <optional>

namespace slotgate::wire {
namespace {

/// Longer than any time with a sensible fraction.
constexpr std::size_t text_bytes_max = 64;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// What is left to read, and whether what was read so far means something to the date library.
struct cursor {
    std::string_view rest;
    bool readable = true;

    bool take(char expected) {
        if (rest.empty() || rest.front() != expected) return false;
        rest.remove_prefix(1);
        return true;
    }
    /// Exactly `count` digits whose value lies in [low, high]; else nothing is eaten.
    std::optional<int> number(std::size_t count, int low, int high) {
        if (rest.size() < count) return std::nullopt;
        int value = 0;
        for (const char c : rest.substr(0, count)) {
            if (!is_digit(c)) return std::nullopt;
            value = value * 10 + (c - '0');
        }
        if (value < low || value > high) return std::nullopt;
        rest.remove_prefix(count);
        return value;
    }
    [[nodiscard]] std::size_t digits_ahead() const {
        std::size_t count = 0;
        while (count < rest.size() && is_digit(rest[count])) ++count;
        return count;
    }
};

/// Monday of the first ISO week: the week in which 4 January lies.
std::chrono::sys_days first_week(std::chrono::year year) {
    const std::chrono::sys_days fourth{year / std::chrono::January / 4};
    return fourth - (std::chrono::weekday{fourth} - std::chrono::Monday);
}

std::optional<utc_date> take_week_date(cursor& at, std::chrono::year year) {
    const auto week = at.number(2, 0, 53);
    if (!week) return std::nullopt;
    const bool dashed = at.take('-');
    const auto day = at.number(1, 1, 7);
    if (dashed && !day) return std::nullopt;
    const utc_date monday = first_week(year) + days{7 * (*week - 1)};
    if (*week == 0 || monday >= first_week(year + std::chrono::years{1})) at.readable = false;
    return monday + days{day.value_or(1) - 1};
}

std::optional<utc_date> take_calendar_date(cursor& at, std::chrono::year year, bool dashed) {
    const auto month = at.number(2, 1, 12);
    if (!month) return std::nullopt;
    int day = 1;
    if (dashed ? at.take('-') : at.digits_ahead() > 0) {
        const auto given = at.number(2, 1, 31);
        if (!given) return std::nullopt;
        day = *given;
    }
    const std::chrono::year_month_day date{year, std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok()) return std::nullopt;
    return utc_date{date};
}

std::optional<utc_date> take_date(cursor& at) {
    // The validator lets a sign before four digits pass; the date library wants six after a sign.
    if (at.take('+') || at.take('-')) at.readable = false;
    const auto number = at.number(4, 0, 9999);
    if (!number) return std::nullopt;
    const std::chrono::year year{*number};
    const utc_date new_year{year / std::chrono::January / 1};
    if (at.rest.empty()) return new_year;
    const bool dashed = at.take('-');
    if (at.take('W')) return take_week_date(at, year);
    const std::size_t digits = at.digits_ahead();
    if (digits == 3) {
        const auto day = at.number(3, 1, year.is_leap() ? 366 : 365);
        if (!day) return std::nullopt;
        return new_year + days{*day - 1};
    }
    // `203105` could as well be a short form of a date: only with a time behind it is it a month.
    if (!dashed && digits == 2 && at.rest.size() == 2) return std::nullopt;
    if (digits != 2 && (dashed || digits != 4)) return std::nullopt;
    return take_calendar_date(at, year, dashed);
}

/// A fraction after `.` or `,`; absent is zero.
std::optional<milliseconds> take_fraction(cursor& at) {
    if (!at.take('.') && !at.take(',')) return milliseconds{0};
    const std::size_t digits = at.digits_ahead();
    if (digits == 0) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < 3; ++i) value = value * 10 + (i < digits ? at.rest[i] - '0' : 0);
    at.rest.remove_prefix(digits);
    return milliseconds{value};
}

std::optional<milliseconds> take_clock(cursor& at) {
    if (!is_digit(at.rest.empty() ? 'x' : at.rest.front())) {
        at.readable = false;  // `2031-05-06T`: the form allows it
        return milliseconds{0};
    }
    const auto hour = at.number(2, 0, 24);
    if (!hour) return std::nullopt;
    milliseconds total = hours{*hour};
    const bool colon = at.take(':');
    const auto minute = at.number(2, 0, *hour == 24 ? 0 : 59);
    if (!minute) {
        if (colon || *hour == 24) return std::nullopt;
    } else {
        total += minutes{*minute};
    }
    if (minute && *hour != 24 && (colon ? at.take(':') : at.digits_ahead() > 0)) {
        const auto second = at.number(2, 0, 59);
        if (!second) return std::nullopt;
        const auto fraction = take_fraction(at);
        if (!fraction) return std::nullopt;
        return total + seconds{*second} + *fraction;
    }
    const std::size_t before = at.rest.size();
    if (!take_fraction(at)) return std::nullopt;
    if (at.rest.size() != before) at.readable = false;  // fractions of hours and minutes
    return total;
}

std::optional<minutes> take_offset(cursor& at) {
    if (at.rest.empty() || at.take('Z') || at.take('z')) return minutes{0};
    const bool west = at.take('-');
    if (!west && !at.take('+')) return std::nullopt;
    const auto hour = at.number(2, 0, 23);
    if (!hour) return std::nullopt;
    const bool colon = at.take(':');
    const auto minute = at.number(2, 0, 59);
    if (colon && !minute) at.readable = false;
    const minutes offset = hours{*hour} + minutes{minute.value_or(0)};
    return west ? -offset : offset;
}

/// After the date: `T` or, by the validator's leave only, a space; then clock and offset.
std::optional<milliseconds> take_time(cursor& at) {
    if (at.rest.empty()) return milliseconds{0};
    if (!at.take('T')) {
        if (!at.take(' ')) return std::nullopt;
        at.readable = false;
    }
    const auto clock = take_clock(at);
    if (!clock) return std::nullopt;
    const auto offset = take_offset(at);
    if (!offset) return std::nullopt;
    return *clock - *offset;
}

}  // namespace

std::expected<instant, iso_fault> read_iso_time(std::string_view text) {
    if (text.size() > text_bytes_max) return std::unexpected(iso_fault::not_iso);
    cursor at{.rest = text};
    const auto date = take_date(at);
    if (!date) return std::unexpected(iso_fault::not_iso);
    const auto time = take_time(at);
    if (!time || !at.rest.empty()) return std::unexpected(iso_fault::not_iso);
    if (!at.readable) return std::unexpected(iso_fault::unreadable);
    return instant{*date} + *time;
}

}  // namespace slotgate::wire
