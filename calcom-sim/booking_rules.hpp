#pragma once

#include <optional>
#include <string_view>

#include "calcom-sim/booking_request.hpp"
#include "calcom-sim/exchange.hpp"

namespace slotgate::sim {

/// Why `asked` is refused whatever time it names: credentials the event type wants, its lengths,
/// its places, the booker's address, the booker's limit. Nothing if it is not. Order and texts:
/// calcom.md 4.3, recorded group active.
[[nodiscard]] std::optional<wire::response> refuse_booking(const exchange& x,
                                                           const event_type& type,
                                                           const new_booking& asked);

/// Why [start, end) cannot be booked now: past, under notice, host not free, lost race. `moving` is
/// the uid of the booking that is being moved there, or empty.
[[nodiscard]] std::optional<wire::response> refuse_time(const exchange& x, const event_type& type,
                                                        instant start, instant end,
                                                        std::string_view moving);

/// True if the event type lets nobody but the host move `b` any more.
[[nodiscard]] bool too_late_to_move(const event_type& type, const booking& b, instant now);

}  // namespace slotgate::sim
