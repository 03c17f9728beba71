#pragma once

#include <optional>
#include <string_view>

#include "core/time.hpp"

/// Dates and times as agents pass on what a caller said (V4). Only what leaves no doubt is read:
/// nothing is guessed, and who cannot be understood is asked back. Pure.
namespace slotgate::speech {

/// `2031-05-06`, `6.5.2031`, heute, morgen, übermorgen, today, tomorrow, in any case; `today` is
/// the date where the branch is. Nothing for anything else, or a date that does not exist.
[[nodiscard]] std::optional<local_date> read_day(std::string_view text, local_date today);

/// `08:00`, `8:00`, `8.00`, `8 Uhr`, `8 Uhr 30`, `8`: since midnight. Nothing for anything else.
[[nodiscard]] std::optional<minutes> read_time_of_day(std::string_view text);

}  // namespace slotgate::speech
