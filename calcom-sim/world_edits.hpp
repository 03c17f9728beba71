#pragma once

#include <string_view>

#include "calcom-sim/world.hpp"
#include "core/error.hpp"
#include "core/zone.hpp"

namespace slotgate::sim {

/// A world after edits that nothing announces (calcom.md 6.7), and how many there were.
struct edited_world {
    world after;
    std::size_t edits = 0;
};

/// Makes the edits of a body of POST /_sim/edit, all or none: one object or a list of them, each
/// with `add`, `set` or `remove` and the name of a thing, then its members in the spelling of
/// scenario files: {"set":"schedule","id":3,"timeZone":"Europe/Rome"}. Pure. Errors: bad_request;
/// the detail names the place (`edits[2].timeZone`).
[[nodiscard]] result<edited_world> edit_world(world before, std::string_view body,
                                              const zone_database& zones, instant now);

}  // namespace slotgate::sim
