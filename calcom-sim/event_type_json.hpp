#pragma once

#include <cstdint>

#include <boost/json.hpp>

#include "calcom-sim/world.hpp"

namespace slotgate::sim {

/// The list leaves the form's hidden field `title` out, the single event type shows it (recorded
/// config/event-type, config/event-types-own).
enum class form_view : std::uint8_t { without_hidden, whole };

/// An event type as /v2/event-types (2024-06-14) shows it, keys in the order recorded; one of a
/// team with its hosts and team. Source: calcom.md 5.1; recorded groups config, norules.
[[nodiscard]] boost::json::object event_type_object(const world& w, const event_type& type,
                                                    form_view view);

/// Everything that was set on an event type, by hand or by default, in the form it is set in: what
/// a change is merged into.
[[nodiscard]] boost::json::object settings_of(const event_type& type);

}  // namespace slotgate::sim
