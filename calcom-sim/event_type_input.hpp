#pragma once

#include <expected>

#include <boost/json.hpp>

#include "calcom-sim/exchange.hpp"

namespace slotgate::sim {

/// Whose event type a body describes: one of a team may have hosts and a scheduling type.
enum class ownership : std::uint8_t { person, team };

/// The body of POST (`required`) or PATCH (`optional`: every property may be left out) of an event
/// type, checked as Cal.com does (2024-06-14); what is not known is dropped. Errors: the 400 that
/// echoes the body.
[[nodiscard]] std::expected<boost::json::object, wire::response> read_event_type_body(
    const exchange& x, ownership whose, presence wanted);

/// `type` with `settings` read into it anew: what decides about availability as values, the whole
/// kept for showing. Errors: the 400 for what goes together badly (seats with several places or
/// confirmation, recurrence with a booker's limit).
[[nodiscard]] std::expected<event_type, wire::response> with_settings(const exchange& x,
                                                                      event_type type,
                                                                      boost::json::object settings);

}  // namespace slotgate::sim
