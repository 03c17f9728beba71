#pragma once

#include <string>
#include <vector>

#include "core/id.hpp"
#include "core/time.hpp"

namespace slotgate {

/// The people who can serve an event type, as Cal.com numbers them; ascending, each once.
using hosts = std::vector<user_id>;

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
    minutes length{};
    /// Nothing starts earlier than now + this (S9); Cal.com itself reads 0 as one minute.
    minutes notice{};
    /// Between starts; 0: the length asked for.
    minutes slot_interval{};
    /// Starts do not stay on one grid while the clock moves on: they are shifted by an offset, or
    /// placed so that little time is left over. Cal.com then begins today's grid anew all the time.
    bool shifting = false;
    /// The answer depends on the zone in which days are told apart, not only on its minutes (S2):
    /// only the first start of each day is shown, or the booking window counts from today.
    bool per_zone = false;
    /// Starts carry counts of seats, which this cache does not keep: such questions go upstream.
    bool seated = false;

    friend bool operator==(const event_type&, const event_type&) = default;
};

}  // namespace slotgate
