#pragma once

#include <string>

#include <boost/json.hpp>

#include "calcom-sim/world.hpp"

namespace slotgate::sim {

/// A booking as GET /v2/bookings (2024-08-13) shows it, keys in Cal.com's order.
/// Source: calcom.md 4.2; calcom-recorded G6; recorded groups active, conf, norules.
[[nodiscard]] boost::json::object booking_object(const world& w, const booking& b);

/// The same booking as the contract before it (2024-04-15) shows it: upper-case status,
/// `startTime`.
[[nodiscard]] boost::json::object old_booking_object(const world& w, const booking& b);

/// The identity of the calendar entry, kept through every move: that of the first uid of the chain.
[[nodiscard]] std::string ics_uid(const world& w, const booking& b);
/// How often the booking was moved.
[[nodiscard]] int moves_before(const world& w, const booking& b);

/// `Checkup between Anna Berg and Bo Guest`; what the scenario said if it said something.
[[nodiscard]] std::string title_of(const world& w, const booking& b);
/// Where it takes place: the booking's own location, else the event type's first.
[[nodiscard]] std::string location_of(const world& w, const booking& b);

/// The answers to the booking form in Cal.com's order, without its display copies.
[[nodiscard]] boost::json::object responses_of(const booking& b);

/// Members in the order PostgreSQL keeps them: shorter keys first, then by bytes.
[[nodiscard]] boost::json::object in_stored_order(const boost::json::object& object);

/// `accepted`, `pending`, `cancelled`, `rejected`.
[[nodiscard]] std::string_view name_of(booking_status status);
/// The same in capitals, as webhooks and the older contract write it.
[[nodiscard]] std::string capital_name_of(booking_status status);

}  // namespace slotgate::sim
