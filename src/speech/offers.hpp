#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/time.hpp"

/// What an agent says aloud (V6): one paragraph, no line breaks, numbers or lists, which ends with
/// one question. Pure.
namespace slotgate::speech {

enum class language : std::uint8_t { german, english };

/// `en` and whatever begins with it is English; everything else is German.
[[nodiscard]] language language_named(std::string_view name);

/// Where dates are told from: the day it is where the branch is, and the time asked for.
struct point_of_view {
    local_date today;
    local_time wished;
    speech::language language{};
};

/// "am gleichen Tag um 10:00 Uhr", "morgen um ...", "am Freitag um ...", "nächste Woche Freitag
/// um ...", "am Freitag, 23.05. um ...": worded from the dates alone (V5). A weekday by itself is
/// one of the next six days; "next week" is the next week of the calendar, which begins on Monday.
[[nodiscard]] std::string say_start(local_time start, const point_of_view& from);

enum class wished_start : std::uint8_t { taken, free_to_book };

/// Offers `starts`, the best first, to who asked for `from.wished`; tells that nothing is free if
/// there are none.
[[nodiscard]] std::string say_offer(std::span<const local_time> starts, wished_start wish,
                                    const point_of_view& from);

/// What has to be asked back, or cannot be said.
enum class reply : std::uint8_t {
    which_day,         ///< no date, or none that can be read
    which_time,        ///< likewise
    time_is_past,      ///< the time asked for is over
    unknown_number,    ///< no branch follows from the call
    unknown_function,  ///< there is no such function
    could_not_check    ///< Cal.com did not tell, or not in time (S13, V8)
};
[[nodiscard]] std::string say(reply what, language in);

/// Asks which of these services is meant; names five at most.
[[nodiscard]] std::string ask_for_service(std::span<const std::string> names, language in);

}  // namespace slotgate::speech
