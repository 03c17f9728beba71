#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/id.hpp"

namespace slotgate::wire {

/// The event types that a text names, all of them; empty: none, or in a way that is not plain
/// enough to rely on.
using event_types_named = std::vector<event_type_id>;

/// A positive number and nothing else.
[[nodiscard]] std::optional<event_type_id> read_event_type_number(std::string_view text);

/// `eventTypeId=1`, `eventTypeIds=1,2`; both and repeated ones count together.
[[nodiscard]] event_types_named event_types_of_query(std::string_view query);

/// `{"eventTypeId":1,...}`: what a new booking or reservation is for.
[[nodiscard]] event_types_named event_types_of_body(std::string_view body);

/// The event types of the booking, or of every booking of a series, in Cal.com's answer (version
/// 2024-08-13).
[[nodiscard]] event_types_named event_types_of_booking(std::string_view answer);

}  // namespace slotgate::wire
