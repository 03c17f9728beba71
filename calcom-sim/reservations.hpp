#pragma once

#include "calcom-sim/exchange.hpp"

namespace slotgate::sim {

/// POST, GET, PATCH and DELETE of /v2/slots/reservations (2024-09-04): a time kept for a while for
/// whoever knows its uid. Checks bookings and reservations of the same event type, nothing else.
/// Source: calcom.md 3; calcom-recorded F; recorded groups resflow, team.
[[nodiscard]] reaction make_reservation(exchange& x);
[[nodiscard]] reaction show_reservation(exchange& x);
[[nodiscard]] reaction move_reservation(exchange& x);
[[nodiscard]] reaction drop_reservation(exchange& x);

/// POST /v2/slots/reserve and DELETE /v2/slots/selected-slot of the versions before: a browser's
/// cookie `uid` names everything it keeps; nothing is checked. Source: calcom.md 2.2, E8.
[[nodiscard]] reaction make_old_reservation(exchange& x);
[[nodiscard]] reaction drop_old_reservation(exchange& x);

/// The cookie `uid` of a request; empty if there is none.
[[nodiscard]] std::string uid_cookie(const wire::request& request);

}  // namespace slotgate::sim
