#pragma once

#include <cstdint>
#include <expected>
#include <string_view>

#include "core/time.hpp"

namespace slotgate::wire {

/// Cal.com reads a time twice: a validator looks at its form, a date library at its meaning, and
/// they disagree about a few texts. Which of them refused decides the answer's message.
enum class iso_fault : std::uint8_t {
    not_iso,    ///< the validator: no ISO 8601 date, or one that does not exist
    unreadable  ///< passed the validator, but the date library makes nothing of it (`2031-05-06 `)
};

/// Reads an ISO 8601 date or time as Cal.com's slots questions do: calendar, week and ordinal
/// dates, basic or extended, year or month alone (its first day), hours on; a text without offset
/// is UTC. Fractions are cut to milliseconds. Source: calcom-recorded E2, E3. Pure.
[[nodiscard]] std::expected<instant, iso_fault> read_iso_time(std::string_view text);

}  // namespace slotgate::wire
