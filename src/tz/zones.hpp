#pragma once

#include <memory>

#include "core/error.hpp"
#include "core/zone.hpp"

namespace slotgate::tz {

/// The zones of this machine's IANA database (package tzdata), read through Howard Hinnant's date
/// library: all of them at once, with their changes from 1972 to 2100, so that later look-ups are pure.
/// Errors: io if there is no database. The result is safe to share.
[[nodiscard]] result<std::unique_ptr<zone_database>> load_zones();

}  // namespace slotgate::tz
