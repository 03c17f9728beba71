#pragma once

#include <string>

#include "app/settings.hpp"
#include "core/error.hpp"
#include "core/zone.hpp"

namespace slotgate::app {

/// What no single value can show to be wrong: what is lacking, what stands there twice, what names
/// something that is not there. Errors: config; the detail names file, line and thing.
[[nodiscard]] result<void> check_whole(const settings& s, const std::string& source,
                                       const zone_database& zones);

}  // namespace slotgate::app
