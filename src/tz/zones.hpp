#pragma once

#include <filesystem>
#include <memory>

#include "core/error.hpp"
#include "core/zone.hpp"

namespace slotgate::tz {

/// Where this machine keeps its compiled zones (package tzdata).
inline constexpr const char* zone_folder = "/usr/share/zoneinfo";

/// The zones of the IANA database in `folder`, links included, all read at once (some 20 ms) with
/// their changes from 1972 to 2100, so that later look-ups are pure. Files that are not zones and
/// the variants that count leap seconds are passed over. Errors: io if there is no database. The
/// result is safe to share.
[[nodiscard]] result<std::unique_ptr<zone_database>> load_zones(
    const std::filesystem::path& folder = zone_folder);

}  // namespace slotgate::tz
