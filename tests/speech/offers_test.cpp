#include "speech/offers.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::speech;

namespace {

using std::chrono::local_days;
using std::chrono::year;
using enum language;

constexpr local_date monday{local_days{year{2031} / 5 / 5}};

/// Said on this Monday to who asked for a Tuesday three weeks on, which no test names.
std::string said(local_time start, language in = german) {
    return say_start(start, {.today = monday, .wished = monday + days{22}, .language = in});
}

}  // namespace

TEST_CASE("V5: a start is worded from its date, as seen from today") {
    CHECK(said(monday + hours{14}) == "heute um 14:00 Uhr");
    CHECK(said(monday + days{1} + hours{8} + minutes{5}) == "morgen um 08:05 Uhr");
    CHECK(said(monday + days{2} + hours{8}) == "übermorgen um 08:00 Uhr");
    CHECK(said(monday + days{3} + hours{8}) == "am Donnerstag um 08:00 Uhr");
    CHECK(said(monday + days{6} + hours{8}) == "am Sonntag um 08:00 Uhr");
    CHECK(said(monday + days{7} + hours{8}) == "nächste Woche Montag um 08:00 Uhr");
    CHECK(said(monday + days{13} + hours{8}) == "nächste Woche Sonntag um 08:00 Uhr");
    CHECK(said(monday + days{14} + hours{8}) == "am Montag, 19.05. um 08:00 Uhr");
}

TEST_CASE("V5: a start is worded from its date, in English too") {
    CHECK(said(monday + hours{14}, english) == "today at 14:00");
    CHECK(said(monday + days{1} + hours{8}, english) == "tomorrow at 08:00");
    CHECK(said(monday + days{2} + hours{8}, english) == "the day after tomorrow at 08:00");
    CHECK(said(monday + days{6} + hours{8}, english) == "on Sunday at 08:00");
    CHECK(said(monday + days{7} + hours{8}, english) == "next week on Monday at 08:00");
    CHECK(said(monday + days{14} + hours{8}, english) == "on Monday, 19 May at 08:00");
}

TEST_CASE("V5: next week is the calendar's: from a Friday on it has begun after two days") {
    const auto friday = monday + days{4};
    const point_of_view from{.today = friday, .wished = friday - days{1}, .language = german};
    CHECK(say_start(friday + days{9} + hours{8}, from) == "nächste Woche Sonntag um 08:00 Uhr");
    CHECK(say_start(friday + days{10} + hours{8}, from) == "am Montag, 19.05. um 08:00 Uhr");
}

TEST_CASE("V6: an offer is one paragraph that ends with one question") {
    const auto wish = monday + days{3} + hours{10};
    const point_of_view from{.today = monday, .wished = wish, .language = german};
    const std::vector<local_time> two{wish + hours{1}, wish + days{7}};
    using enum wished_start;
    CHECK(say_offer(two, taken, from) ==
          "Zu Ihrer Wunschzeit ist leider nichts frei. Ich kann Ihnen folgende Alternativen "
          "anbieten: am gleichen Tag um 11:00 Uhr oder nächste Woche Donnerstag um 10:00 Uhr. "
          "Was passt Ihnen besser?");
    CHECK(say_offer(std::span(two).first(1), taken, from) ==
          "Zu Ihrer Wunschzeit ist leider nichts frei. Ich kann Ihnen am gleichen Tag um 11:00 "
          "Uhr anbieten. Passt Ihnen das?");
    CHECK(say_offer(std::span(two).first(1), free_to_book, from)
              .starts_with("Ihre Wunschzeit ist frei. "));
    for (const auto in : {german, english})
        for (const auto wished : {taken, free_to_book})
            for (std::size_t count = 0; count <= two.size(); ++count) {
                auto view = from;
                view.language = in;
                const auto text = say_offer(std::span(two).first(count), wished, view);
                CHECK(text.ends_with('?'));
                CHECK(std::ranges::count(text, '?') == 1);
                CHECK(text.find('\n') == std::string::npos);
            }
}

TEST_CASE("S13: that nothing is free is said in other words than that nobody could tell") {
    for (const auto in : {german, english}) {
        const point_of_view from{.today = monday, .wished = monday + hours{10}, .language = in};
        CHECK(say_offer({}, wished_start::taken, from) != say(reply::could_not_check, in));
    }
}

TEST_CASE("V2: every reply exists in both languages, and ends with a question") {
    using enum reply;
    for (const auto what :
         {which_day, which_time, time_is_past, unknown_number, unknown_function, could_not_check}) {
        CHECK(say(what, german).ends_with('?'));
        CHECK(say(what, english).ends_with('?'));
        CHECK(say(what, german) != say(what, english));
    }
}

TEST_CASE("V6: of many services five are named") {
    const std::array<std::string, 6> names{"A", "B", "C", "D", "E", "F"};
    CHECK(ask_for_service(names, german) ==
          "Welche Leistung möchten Sie buchen: A oder B oder C oder D oder E?");
    CHECK(ask_for_service(std::span(names).first(1), english) ==
          "Which appointment would you like: A?");
}
