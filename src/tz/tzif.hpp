#pragma once

#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/zone.hpp"

namespace slotgate::tz {

/// First and one past last year whose clock changes are read. Earlier offsets can have odd seconds.
inline constexpr std::chrono::year first_year{1972};
inline constexpr std::chrono::year past_last_year{2100};

/// True for the first bytes of a TZif file.
[[nodiscard]] bool is_tzif(std::string_view bytes);

/// What the clocks of one compiled zone file said and will say from `first_year` to
/// `past_last_year`: its listed changes, then those that follow from its footer's rule (without the
/// footer a file built to the present standard ends in 2007, and an older one in 2037). Offsets are
/// cut to whole minutes. Errors: io for bytes that are not a whole TZif file of version 2 or later.
/// Pure. Source: RFC 9636, sections 3.1 to 3.3.1; POSIX 1003.1, 8.3 (TZ).
[[nodiscard]] result<std::vector<zone::period>> read_tzif(std::string_view bytes);

}  // namespace slotgate::tz
