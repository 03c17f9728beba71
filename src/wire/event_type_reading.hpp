#pragma once

#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/event_type.hpp"

namespace slotgate::wire {

/// Reads the answer of `GET /v2/event-types/{id}`, version 2024-06-14.
/// An event type without a positive id and length is not believed (upstream_garbage). What concerns
/// the cache and has an unknown shape is read the careful way: as seated, as dependent on the zone,
/// as a limit of the year, as a window that rolls; a time that is none is not believed.
/// Hosts are those named under `hosts` and `users`, else the owner; none at all means they are not
/// known. Source: calcom.md 5.1; calcom-recorded group `config`.
[[nodiscard]] result<event_type> read_event_type(std::string_view body);

/// Reads the answer of `GET /v2/event-types`, version 2024-06-14. One that cannot be believed makes
/// the whole list an error: a missing event type would silently make a blast radius too small (S4).
[[nodiscard]] result<std::vector<event_type>> read_event_types(std::string_view body);

}  // namespace slotgate::wire
