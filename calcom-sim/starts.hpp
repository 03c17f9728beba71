#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "calcom-sim/hosts.hpp"
#include "calcom-sim/world.hpp"
#include "core/slot.hpp"
#include "core/zone.hpp"
#include "wire/slots_question.hpp"

namespace slotgate::sim {

/// A start as Cal.com finds it, before an answer is written.
struct found_start {
    seated_slot seats;                ///< without seats: all zero but the slot
    bool seat_taken = false;          ///< somebody booked or reserved a seat there
    std::optional<std::size_t> away;  ///< the first host is away: which of `absences` says so
};

struct found_starts {
    std::vector<found_start> all;  ///< ascending
    std::vector<out_of_office> absences;
};

/// Cal.com reached a start in the past and gave up (400): one of an override, which no notice cuts.
struct past_start {};

/// The question put to an event type.
struct starts_question {
    const wire::slots_question* asked = nullptr;
    const event_type* type = nullptr;
    std::span<const serving_host> hosts;
    std::string_view own_uid;  ///< of the asker's reservations (the old endpoint's cookie)
    instant now;
};

/// Every step from hours to starts, in Cal.com's order: availability, grid, reservations, the first
/// of each date, the booking window, notice, the dates asked for. Ascending. Source: calcom.md 7;
/// calcom-recorded A to D. Pure.
[[nodiscard]] std::expected<found_starts, past_start> starts_for(const world& w,
                                                                 const zone_database& zones,
                                                                 const starts_question& q);

}  // namespace slotgate::sim
