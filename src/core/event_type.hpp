#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/id.hpp"
#include "core/time.hpp"

namespace slotgate {

/// The people who can serve an event type, as Cal.com numbers them; ascending, each once.
using hosts = std::vector<user_id>;

/// The units of the calendar in which an event type counts its bookings, or their minutes, against
/// a limit. The booking that reaches it closes the rest of the unit.
struct limited_units {
    bool day = false;
    bool week = false;
    bool month = false;
    bool year = false;

    [[nodiscard]] bool any() const { return day || week || month || year; }
    friend bool operator==(const limited_units&, const limited_units&) = default;
};

/// Who of the hosts must be there.
enum class serving : std::uint8_t {
    all_of_them,  ///< one person, or several together
    one_of_them,  ///< a pool: whoever is free, and those who are fixed
    unknown       ///< Cal.com calls it something else
};

/// What the gateway has to know of one event type to answer for it. Read from Cal.com, never
/// guessed. Source: GET /v2/event-types, version 2024-06-14. A value.
struct event_type {
    event_type_id id;
    std::string slug;
    /// Of its only person; empty if it has several or they are not named.
    std::string username;
    /// Of the team that offers it; empty if a person does.
    std::string team_slug;
    slotgate::hosts hosts;
    slotgate::serving serving = serving::all_of_them;
    /// Of a pool: those who are there whoever else is chosen.
    slotgate::hosts fixed_hosts;
    minutes length{};
    /// Every length it is offered in, `length` among them; ascending, each once.
    std::vector<minutes> lengths;
    /// Nothing starts earlier than now + this (S9); Cal.com itself reads 0 as one minute.
    minutes notice{};
    /// Between starts; 0: the length asked for.
    minutes slot_interval{};
    /// Added to each step from one start to the next, and before the first.
    minutes offset_start{};
    /// Kept free around its bookings; both types' add up where two meet.
    minutes buffer_before{};
    minutes buffer_after{};
    limited_units limits;
    /// One request books, or cancels, several of it.
    bool recurring = false;
    /// The window counts days that have starts, so that its end moves with any booking.
    bool rolling = false;
    /// Starts do not stay on one grid while the clock moves on: they are shifted by an offset, or
    /// placed so that little time is left over. Cal.com then begins today's grid anew all the time.
    bool shifting = false;
    /// The answer depends on the zone in which days are told apart, not only on its minutes (S2):
    /// only the first start of each day is shown, or the booking window counts from today.
    bool per_zone = false;
    /// Only the first start of each date is shown: what is behind it is not to be seen.
    bool only_first = false;
    /// Starts carry counts of seats, which this cache does not keep: such questions go upstream.
    bool seated = false;

    /// Which starts a date has depends on which other dates are asked for with it (S2): bookings
    /// are limited, the window rolls, some of a pool must be there, or it cannot be seen whether.
    [[nodiscard]] bool dates_decide_together() const {
        const bool nobody_fixed =
            serving == slotgate::serving::all_of_them ||
            (serving == slotgate::serving::one_of_them && !hosts.empty() && fixed_hosts.empty());
        return limits.any() || rolling || only_first || !nobody_fixed;
    }

    friend bool operator==(const event_type&, const event_type&) = default;
};

}  // namespace slotgate
