#include "calcom-sim/booking_change_request.hpp"
#include "calcom-sim/booking_facts.hpp"
#include "calcom-sim/booking_json.hpp"
#include "calcom-sim/booking_making.hpp"
#include "calcom-sim/booking_rules.hpp"
#include "calcom-sim/bookings.hpp"
#include "calcom-sim/seats.hpp"

namespace slotgate::sim {
namespace {

std::optional<wire::response> refuse_gone(const exchange& x, const booking& b) {
    const auto start =
        "Can't reschedule booking with uid=" + b.uid + " because it has been cancelled";
    if (b.rescheduled_to)
        return failure(x, 400,
                       start + " and rescheduled already to booking with uid=" + *b.rescheduled_to +
                           ". You probably want to reschedule " + *b.rescheduled_to +
                           " instead by passing it within the request URL.");
    if (b.status == booking_status::cancelled)
        return failure(x, 400, start + ". Please provide uid of a booking that is not cancelled.");
    return std::nullopt;
}

/// Who moves it, as far as Cal.com knows: the user of the address given, else the caller. An
/// attendee's own address names nobody.
std::optional<user_id> mover(const exchange& x, const booking& b, const new_time& asked) {
    const bool by_booker =
        asked.by && !b.attendees.empty() && *asked.by == b.attendees.front().email;
    if (asked.by && !by_booker)
        for (const auto& [id, person] : x.w.users)
            if (person.email == *asked.by) return id;
    return x.caller.who;
}

/// Seats move one by one. Cal.com asks who calls before it asks for the seat, and fails at nobody.
std::optional<wire::response> refuse_without_seat(const exchange& x, const booking& b,
                                                  const event_type& type, const new_time& asked) {
    if (!type.seats || asked.seat_uid) return std::nullopt;
    if (!x.caller.who) return internal_failure();
    return failure(
        x, 400,
        "Booking with uid=" + b.uid +
            " is a seated booking which means you have to provide seatUid in the request body to "
            "specify which seat specifically you want to reschedule. First, fetch the booking "
            "using the GET /v2/bookings/{uid} endpoint and then within the attendees array you "
            "will find the seatUid of the booking you want to reschedule. Second, provide the "
            "seatUid in the request body to specify which seat specifically you want to "
            "reschedule using the POST /v2/bookings/{uid}/reschedule endpoint.");
}

booking_wish same_at(const booking& b, const event_type& type, const new_time& asked) {
    booking_wish out{.type = &type,
                     .start = asked.start,
                     .end = asked.start + (b.end - b.start),
                     .guests = b.guests,
                     .metadata = in_stored_order(b.metadata),
                     .responses = b.responses,
                     .location = b.location,
                     .rescheduling_reason = asked.reason,
                     .series = b.recurring_uid,
                     .wishes = asked.hosts};
    if (!b.attendees.empty()) out.booker = b.attendees.front();
    out.booker.absent = false;
    return out;
}

reaction move_whole(exchange& x, booking& old, const event_type& type, const new_time& asked) {
    const auto by = mover(x, old, asked);
    const bool by_host = by && *by == old.organizer;
    if (!by_host && too_late_to_move(type, old, x.now))
        return just(bare_failure(
            403, "Rescheduling is not allowed within the minimum notice period before the event"));
    auto made = make_booking(x, same_at(old, type, asked),
                             {.from = &old, .by = asked.by, .by_host = by_host});
    if (!made) return just(std::move(made.error()));
    if (made->uid != old.uid) {
        old.status = booking_status::cancelled;
        old.rescheduled_to = made->uid;
        old.rescheduled_by = asked.by;
        old.updated_at = x.now;
    }
    return after(std::move(made->deliveries),
                 success(201, made_booking_object(x.w, x.w.bookings.at(made->uid), x.caller, {})));
}

}  // namespace

reaction move_booking(exchange& x) {
    const auto asked = read_new_time(x);
    if (!asked) return just(asked.error());
    const auto found = find_booking(x, "was not found in the database");
    if (!found) return just(found.error());
    auto& old = **found;
    const auto* const type = type_of(x.w, old);
    if (type == nullptr)
        return just(failure(
            x, 404, "Event type with id=" + std::to_string(old.event_type.value) + " not found"));
    if (auto refusal = refuse_without_seat(x, old, *type, *asked)) return just(std::move(*refusal));
    if (auto refusal = refuse_gone(x, old)) return just(std::move(*refusal));
    if (type->seats && asked->seat_uid)
        return move_seat(x, old, *type, *asked->seat_uid, asked->start, asked->by);
    return move_whole(x, old, *type, *asked);
}

}  // namespace slotgate::sim
