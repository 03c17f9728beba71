#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include "calcom-sim/world.hpp"

namespace slotgate::sim {

/// What follows from a booking and its world. Pure; what is returned by pointer belongs to `w`.

/// Null if it is gone.
[[nodiscard]] const event_type* type_of(const world& w, const booking& b);
[[nodiscard]] const user* organizer_of(const world& w, const booking& b);

/// The other hosts of an event type of a team who are part of the booking: Cal.com keeps them among
/// its attendees, and knows them by their addresses (calcom.md 4.2).
[[nodiscard]] std::vector<const user*> co_hosts_of(const world& w, const booking& b);
[[nodiscard]] bool is_co_host(const world& w, const booking& b, const attendee& a);

/// Who may book a guarded event type, see the attendees of its seats and give its bookings to other
/// hosts: its owner, a host, a member of its team.
[[nodiscard]] bool may_manage(const world& w, const event_type& type, user_id who);
/// Who may confirm a booking and read what is kept about it: its organizer, a host who is part of
/// it, a member of the team it was booked with.
[[nodiscard]] bool may_access(const world& w, const booking& b, user_id who);

/// The identity of the calendar entry, kept through every move.
[[nodiscard]] std::string ics_uid(const world& w, const booking& b);
/// How often the booking was moved.
[[nodiscard]] int moves_before(const world& w, const booking& b);

/// `Checkup between Anna Berg and Bo Guest`; what the scenario said if it said something.
[[nodiscard]] std::string title_of(const world& w, const booking& b);
/// The same for a host, or a team that several people stand for.
[[nodiscard]] std::string title_between(std::string_view what, std::string_view host,
                                        std::string_view booker);
/// Where it takes place: the booking's own location, else the event type's first.
[[nodiscard]] std::string location_of(const world& w, const booking& b);
/// The location if it is the address of a call; empty otherwise.
[[nodiscard]] std::string call_address_of(const world& w, const booking& b);
/// A place as the API's objects write it (`{"type":"address","address":"Room 1"}`), as bookings
/// carry it; of those `offered` by the event type if the object only names a kind.
[[nodiscard]] std::string place_text(const boost::json::object& place,
                                     const boost::json::value* offered);

/// The answers to the booking form in Cal.com's order, without its display copies.
[[nodiscard]] boost::json::object responses_of(const booking& b);
/// The same for one seat; Cal.com does not show its address.
[[nodiscard]] boost::json::object seat_responses_of(const attendee& a);
/// What the booker wrote for the host.
[[nodiscard]] std::string notes_of(const booking& b);

/// Members in the order PostgreSQL keeps them: shorter keys first, then by bytes.
[[nodiscard]] boost::json::object in_stored_order(const boost::json::object& object);

/// `accepted`, `pending`, `cancelled`, `rejected`.
[[nodiscard]] std::string_view name_of(booking_status status);
/// The same in capitals, as webhooks and the older contract write it.
[[nodiscard]] std::string capital_name_of(booking_status status);

}  // namespace slotgate::sim
