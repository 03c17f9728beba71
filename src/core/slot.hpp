#pragma once

#include "core/time.hpp"

namespace slotgate {

/// A bookable start and where it ends. A value.
struct slot {
    instant start;
    instant end;
    friend constexpr bool operator==(const slot&, const slot&) = default;
};

}  // namespace slotgate
