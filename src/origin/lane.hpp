#pragma once

#include <array>
#include <cstdint>

namespace slotgate::origin {

/// Who goes first when Cal.com's rate limit is short (docs/protocol.md, S14).
enum class lane : std::uint8_t {
    booking,  ///< what may change something
    live,     ///< somebody waits for the answer
    refresh,  ///< known things read again before anybody asks
    audit     ///< nobody waits
};

inline constexpr std::array all_lanes{lane::booking, lane::live, lane::refresh, lane::audit};

}  // namespace slotgate::origin
