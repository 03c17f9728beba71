#include "speech/offers.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace slotgate::speech {
namespace {

constexpr std::array<std::string_view, 7> german_days{
    "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"};
constexpr std::array<std::string_view, 7> english_days{
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
constexpr std::array<std::string_view, 12> english_months{
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr std::size_t services_said_max = 5;

std::string two_digits(std::int64_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
}

std::string clock_of(local_time t) {
    const auto since_midnight = std::chrono::floor<minutes>(t - std::chrono::floor<days>(t));
    return two_digits(since_midnight / hours{1}) + ":" +
           two_digits((since_midnight % hours{1}).count());
}

std::size_t weekday_of(local_date date) {
    return std::chrono::weekday{date}.iso_encoding() - 1;
}

local_date monday_of(local_date date) {
    return date - days{static_cast<int>(weekday_of(date))};
}

std::string day_in_german(local_date date, const point_of_view& from) {
    const std::string name(german_days.at(weekday_of(date)));
    const auto away = date - from.today;
    if (away == days{0}) return "heute";
    if (date == std::chrono::floor<days>(from.wished)) return "am gleichen Tag";
    if (away == days{1}) return "morgen";
    if (away == days{2}) return "übermorgen";
    if (away > days{0} && away <= days{6}) return "am " + name;
    if (monday_of(date) == monday_of(from.today) + days{7}) return "nächste Woche " + name;
    const std::chrono::year_month_day d{date};
    return "am " + name + ", " + two_digits(static_cast<unsigned>(d.day())) + "." +
           two_digits(static_cast<unsigned>(d.month())) + ".";
}

std::string day_in_english(local_date date, const point_of_view& from) {
    const std::string name(english_days.at(weekday_of(date)));
    const auto away = date - from.today;
    if (away == days{0}) return "today";
    if (date == std::chrono::floor<days>(from.wished)) return "on the same day";
    if (away == days{1}) return "tomorrow";
    if (away == days{2}) return "the day after tomorrow";
    if (away > days{0} && away <= days{6}) return "on " + name;
    if (monday_of(date) == monday_of(from.today) + days{7}) return "next week on " + name;
    const std::chrono::year_month_day d{date};
    return "on " + name + ", " + std::to_string(static_cast<unsigned>(d.day())) + " " +
           std::string(english_months.at(static_cast<unsigned>(d.month()) - 1));
}

std::string joined(std::span<const std::string> texts, std::string_view between) {
    std::string out;
    for (const auto& text : texts) {
        if (!out.empty()) out += between;
        out += text;
    }
    return out;
}

std::string offer_in_german(std::span<const std::string> said, wished_start wish) {
    const bool one = said.size() == 1;
    const auto question = one ? " Passt Ihnen das?" : " Was passt Ihnen besser?";
    const auto list = joined(said, " oder ");
    if (wish == wished_start::free_to_book) {
        if (said.empty())
            return "Ihre Wunschzeit ist frei, sonst aber nichts in den zwei Wochen ab dann. "
                   "Passt Ihnen die Wunschzeit?";
        return "Ihre Wunschzeit ist frei. Es ginge auch " + list + ". Was passt Ihnen besser?";
    }
    if (said.empty())
        return "In den zwei Wochen ab Ihrer Wunschzeit ist leider alles ausgebucht. Möchten Sie "
               "einen späteren Termin oder einen Rückruf?";
    return "Zu Ihrer Wunschzeit ist leider nichts frei. Ich kann Ihnen " +
           std::string(one ? "" : "folgende Alternativen anbieten: ") + list +
           (one ? " anbieten." : ".") + question;
}

std::string offer_in_english(std::span<const std::string> said, wished_start wish) {
    const bool one = said.size() == 1;
    const auto list = joined(said, " or ");
    if (wish == wished_start::free_to_book) {
        if (said.empty())
            return "The time you asked for is free, but nothing else is in the two weeks from "
                   "then. Does that time suit you?";
        return "The time you asked for is free. You could also come " + list +
               ". Which suits you best?";
    }
    if (said.empty())
        return "I am sorry, everything is booked in the two weeks from the time you asked for. "
               "Would you like a later appointment or a call back?";
    return "I am sorry, the time you asked for is not free. I can offer an appointment " + list +
           "." + (one ? " Does that suit you?" : " Which suits you best?");
}

struct wording {
    reply what;
    std::string_view german;
    std::string_view english;
};
constexpr std::array wordings{
    wording{reply::which_day, "Für welchen Tag darf ich nachsehen?",
            "For which day shall I have a look?"},
    wording{reply::which_time, "Um wie viel Uhr hätten Sie den Termin gern?",
            "At what time would you like the appointment?"},
    wording{reply::time_is_past, "Dieser Zeitpunkt ist schon vorbei. Wann passt es Ihnen sonst?",
            "That time is over already. When else would suit you?"},
    wording{reply::unknown_number,
            "Zu dieser Rufnummer kann ich leider keine Termine nachsehen. Kann ich sonst etwas "
            "für Sie tun?",
            "I am sorry, I cannot look up appointments for this number. Is there anything else I "
            "can do?"},
    wording{reply::unknown_function, "Das kann ich leider nicht. Kann ich sonst etwas für Sie tun?",
            "I am sorry, I cannot do that. Is there anything else I can do?"},
    wording{reply::could_not_check,
            "Ich kann die freien Zeiten gerade nicht nachsehen. Darf ich es gleich noch einmal "
            "versuchen?",
            "I cannot look up the free times just now. May I try again in a moment?"},
};

}  // namespace

language language_named(std::string_view name) {
    return name.starts_with("en") || name.starts_with("En") || name.starts_with("EN")
               ? language::english
               : language::german;
}

std::string say_start(local_time start, const point_of_view& from) {
    const auto date = std::chrono::floor<days>(start);
    if (from.language == language::english)
        return day_in_english(date, from) + " at " + clock_of(start);
    return day_in_german(date, from) + " um " + clock_of(start) + " Uhr";
}

std::string say_offer(std::span<const local_time> starts, wished_start wish,
                      const point_of_view& from) {
    std::vector<std::string> said;
    for (const auto start : starts) said.push_back(say_start(start, from));
    return from.language == language::english ? offer_in_english(said, wish)
                                              : offer_in_german(said, wish);
}

std::string say(reply what, language in) {
    const auto* const row = std::ranges::find(wordings, what, &wording::what);
    return std::string(in == language::english ? row->english : row->german);
}

std::string ask_for_service(std::span<const std::string> names, language in) {
    const auto some = names.first(std::min(names.size(), services_said_max));
    if (in == language::english)
        return "Which appointment would you like: " + joined(some, " or ") + "?";
    return "Welche Leistung möchten Sie buchen: " + joined(some, " oder ") + "?";
}

}  // namespace slotgate::speech
