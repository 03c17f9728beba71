#pragma once

#include <cstdint>
#include <string>

#include "core/time.hpp"

namespace slotgate {

/// A bookable start and where it ends. A value.
struct slot {
    instant start;
    instant end;
    friend constexpr bool operator==(const slot&, const slot&) = default;
};

/// A start that several people may book, and how its seats are taken. A full one is still listed;
/// `remaining` falls below zero when holds come on top (calcom-recorded C1). A value.
struct seated_slot {
    slotgate::slot slot;
    std::int64_t booked = 0;
    std::int64_t remaining = 0;
    std::int64_t total = 0;
    std::string booking_uid;  ///< of the booking there; empty: none
    friend bool operator==(const seated_slot&, const seated_slot&) = default;
};

}  // namespace slotgate
