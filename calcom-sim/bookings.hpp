#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "calcom-sim/exchange.hpp"

namespace slotgate::sim {

/// The routes of bookings (2024-08-13), one file for each use. Each answers one request; what they
/// refuse, in which order and shape: calcom.md 4.3 to 4.7, calcom-recorded G. `{uid}` may name a
/// series (`recurringBookingUid`) where that is said.

[[nodiscard]] reaction create_booking(exchange& x);  ///< create_booking.cpp; also series
[[nodiscard]] reaction show_booking(exchange& x);    ///< show_booking.cpp; also series
[[nodiscard]] reaction move_booking(exchange& x);    ///< move_booking.cpp

/// Announces a cancellation; `commit_cancellation` makes it (calcom.md 6.5). Also series.
[[nodiscard]] reaction cancel_booking(exchange& x);  ///< cancel_booking.cpp
[[nodiscard]] wire::response commit_cancellation(exchange& x, const pending_commit& change);

[[nodiscard]] reaction confirm_booking(exchange& x);  ///< confirm_booking.cpp
[[nodiscard]] reaction decline_booking(exchange& x);
[[nodiscard]] reaction mark_absent(exchange& x);       ///< mark_absent.cpp
[[nodiscard]] reaction reassign_booking(exchange& x);  ///< reassign_booking.cpp
[[nodiscard]] reaction reassign_booking_to(exchange& x);

[[nodiscard]] reaction list_attendees(exchange& x);  ///< booking_attendees.cpp
[[nodiscard]] reaction show_attendee(exchange& x);
[[nodiscard]] reaction add_attendee(exchange& x);
[[nodiscard]] reaction add_guests(exchange& x);
[[nodiscard]] reaction change_location(exchange& x);  ///< booking_location.cpp

[[nodiscard]] reaction show_calendar_links(exchange& x);  ///< calendar_links.cpp
/// What an installation without calendars and calls of its own keeps of a booking: nothing.
[[nodiscard]] reaction show_references(exchange& x);  ///< booking_calls.cpp
[[nodiscard]] reaction show_recordings(exchange& x);
[[nodiscard]] reaction show_transcripts(exchange& x);
[[nodiscard]] reaction show_sessions(exchange& x);

/// The booking the path names, or a 404: `Booking with uid=X` and `not_found`.
[[nodiscard]] std::expected<booking*, wire::response> find_booking(exchange& x,
                                                                   std::string_view not_found);
/// The same for routes that only its hosts may use: 403, also where there is none.
[[nodiscard]] std::expected<booking*, wire::response> find_own_booking(exchange& x);
/// The body of GET /v2/bookings/{uid}: a booking, or a series in order of start; nothing if there
/// is neither.
[[nodiscard]] std::optional<boost::json::value> shown_booking(const exchange& x,
                                                              const std::string& uid);
/// The bookings of a series in order of start.
[[nodiscard]] std::vector<booking*> series_of(world& w, std::string_view series_uid);

}  // namespace slotgate::sim
