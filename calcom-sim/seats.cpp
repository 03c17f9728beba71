#include "calcom-sim/seats.hpp"

#include <algorithm>

#include "calcom-sim/booking_facts.hpp"
#include "calcom-sim/booking_json.hpp"
#include "calcom-sim/installation.hpp"
#include "calcom-sim/uid.hpp"
#include "calcom-sim/webhooks.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

std::int64_t seats_taken(const booking& b) {
    return std::ranges::count_if(b.attendees,
                                 [](const attendee& a) { return a.seat_uid.has_value(); });
}

std::string made_up_calendar_uid(exchange& x) {
    return make_uid(x.random) + '@' + std::string(ics_domain);
}

/// Takes the attendee out; who is the last to go takes the booking along.
attendee taken_out(exchange& x, booking& b, std::string_view seat_uid) {
    const auto at = std::ranges::find_if(b.attendees,
                                         [&](const attendee& a) { return a.seat_uid == seat_uid; });
    attendee out = *at;
    b.attendees.erase(at);
    if (b.attendees.empty()) b.status = booking_status::cancelled;
    b.updated_at = x.now;
    return out;
}

wire::response moved(const exchange& x, const std::string& uid, const std::string& seat_uid) {
    const auto& b = x.w.bookings.at(uid);
    return success(201, made_booking_object(x.w, b, x.caller, seat_uid));
}

/// To a booking that is there: Cal.com moves the seat as it is and does not count.
reaction join(exchange& x, booking& from, booking& there, std::string_view seat_uid,
              const std::optional<std::string>& by) {
    const booking before = from;
    there.attendees.push_back(taken_out(x, from, seat_uid));
    there.updated_at = x.now;
    const auto& seat = there.attendees.back();
    auto deliveries = announce_seat(x, there,
                                    {.seat = &seat,
                                     .calendar_uid = made_up_calendar_uid(x),
                                     .moved_from = &before,
                                     .booking_id = before.id,
                                     .moved_by = by});
    return after(std::move(deliveries), moved(x, there.uid, seat.seat_uid.value_or("")));
}

}  // namespace

json::object seat_answers(json::object responses) {
    responses["guests"] = json::array{};
    return responses;
}

std::expected<made_booking, wire::response> take_seat(exchange& x, booking& there,
                                                      const booking_wish& wish,
                                                      const booking_move& move) {
    if (std::ranges::find(there.attendees, wish.booker.email, &attendee::email) !=
        there.attendees.end())
        return std::unexpected(bare_failure(409, "already_signed_up_for_this_booking_error"));
    if (wish.type->seats->per_slot <= seats_taken(there))
        return std::unexpected(failure(x, 409, "No more seats left at this seated booking."));
    attendee seat = wish.booker;
    seat.id = x.ids.attendee++;
    seat.seat_uid = make_uuid(x.random);
    seat.seat_responses = seat_answers(wish.responses);
    seat.seat_metadata = wish.metadata;
    there.attendees.push_back(seat);
    there.updated_at = x.now;
    made_booking out{.uid = there.uid,
                     .seat_uid = *seat.seat_uid,
                     .hosts = {.organizer = there.organizer, .others = {}},
                     .deliveries = {}};
    out.deliveries = announce_seat(x, there,
                                   {.seat = &there.attendees.back(),
                                    .calendar_uid = made_up_calendar_uid(x),
                                    .moved_from = nullptr,
                                    .booking_id = there.id,
                                    .moved_by = move.by});
    return out;
}

attendee* seated_at(booking& b, std::string_view seat_uid) {
    const auto found = std::ranges::find_if(
        b.attendees, [&](const attendee& a) { return a.seat_uid == seat_uid; });
    return found == b.attendees.end() ? nullptr : &*found;
}

booking* booking_with_seat(world& w, std::string_view seat_uid) {
    for (auto& [uid, b] : w.bookings)
        if (seated_at(b, seat_uid) != nullptr) return &b;
    return nullptr;
}

reaction move_seat(exchange& x, booking& from, const event_type& type, std::string_view seat_uid,
                   instant start, const std::optional<std::string>& by) {
    const auto* const seat = seated_at(from, seat_uid);
    if (seat == nullptr)
        return just(failure(x, 404, "Seat with uid=" + std::string(seat_uid) + " does not exist."));
    if (from.start == start)
        return just(bare_failure(409, "already_signed_up_for_this_booking_error"));
    if (auto* there = booking_at(x.w, type.id, start)) return join(x, from, *there, seat_uid, by);
    booking_wish wish{.type = &type,
                      .start = start,
                      .end = start + (from.end - from.start),
                      .booker = *seat,
                      .metadata = seat->seat_metadata,
                      .responses = seat->seat_responses,
                      .location = from.location,
                      .series = from.recurring_uid};
    const booking before = from;
    auto made = make_booking(x, std::move(wish), {.from = &before, .by = by, .seat_only = true});
    if (!made) return just(std::move(made.error()));
    static_cast<void>(taken_out(x, from, seat_uid));
    return after(std::move(made->deliveries), moved(x, made->uid, made->seat_uid));
}

delivery_round leave_seat(exchange& x, booking& b, std::string_view seat_uid,
                          const std::string& reason) {
    const booking before = b;
    const auto seat = taken_out(x, b, seat_uid);
    return announce_cancelled(x, before, {.reason = reason, .whole_series = false, .seat = &seat});
}

reaction show_seat(exchange& x) {
    const auto& seat_uid = x.path_values.front();
    const auto* const b = booking_with_seat(x.w, seat_uid);
    if (b == nullptr)
        return just(
            failure(x, 404, "Booking with seatUid=" + seat_uid + " was not found in the database"));
    if (seats_for(x.w, *b, x.caller) == seats_shown::all)
        return just(success(200, booking_object(x.w, *b)));
    // Whoever knows a seat may see who sits there, and nobody else.
    booking own = *b;
    std::erase_if(own.attendees, [&](const attendee& a) { return a.seat_uid != seat_uid; });
    return just(success(200, booking_object(x.w, own)));
}

}  // namespace slotgate::sim
