#include <algorithm>
#include <array>
#include <utility>

#include "calcom-sim/world_builder.hpp"

// What takes time: bookings, reservations, absences and busy times.

namespace slotgate::sim {
namespace {

constexpr std::int64_t id_max = 2'147'483'647;

/// Who leads a meeting of this type unless told otherwise: its owner, or the first host.
user_id first_host(const event_type& type) {
    return type.team && !type.hosts.empty() ? type.hosts.front().who : type.owner;
}

}  // namespace

booking_status world_builder::read_booking_status(fields& in) {
    constexpr std::array<std::pair<std::string_view, booking_status>, 4> names{
        {{"accepted", booking_status::accepted},
         {"pending", booking_status::pending},
         {"cancelled", booking_status::cancelled},
         {"rejected", booking_status::rejected}}};
    return named(in, "status", in.text_or("status", "accepted"), names);
}

attendee world_builder::read_attendee(fields in) {
    attendee one;
    one.email = in.text("email");
    one.name = in.text_or("name", one.email);
    one.zone = in.text_or("timeZone", "UTC");
    check_zone(in, "timeZone", one.zone);
    one.language = in.text_or("language", "en");
    if (in.has("phoneNumber")) one.phone = in.text("phoneNumber");
    if (in.has("seatUid")) one.seat_uid = in.text("seatUid");
    in.finish();
    return one;
}

void world_builder::read_organizer(fields& in, booking& one, const event_type& type) {
    one.organizer = first_host(type);
    if (in.has("organizerId"))
        if (const user* who = owner_of(in, "organizerId")) one.organizer = who->id;
    const auto organizer = world_.users.find(one.organizer);
    if (organizer == world_.users.end()) {
        in.complain("organizerId", "must be given for an event type without hosts");
        return;
    }
    if (!one.attendees.empty())
        one.title = type.title + " between " + organizer->second.name + " and " +
                    one.attendees.front().name;
}

/// The booker, further seats, then guests: guests are attendees without a name of their own.
void world_builder::read_people(fields& in, booking& one, const event_type* type) {
    in.each("attendees", [&](const boost::json::value& element, const std::string& at) {
        one.attendees.push_back(read_attendee(fields(element, at, fault_)));
    });
    if (one.attendees.empty()) in.complain("attendees", "must name at least the booker");
    if (type != nullptr && type->seats)
        for (std::size_t i = 0; i < one.attendees.size(); ++i)
            if (auto& seat = one.attendees[i].seat_uid; !seat)
                seat = one.uid + "-seat-" + std::to_string(i + 1);
    one.guests = in.texts("guests");
    for (const auto& email : one.guests) {
        attendee guest;
        guest.email = email;
        if (!one.attendees.empty()) guest.zone = one.attendees.front().zone;
        one.attendees.push_back(std::move(guest));
    }
}

void world_builder::add_booking(fields& in) {
    booking one;
    const event_type* type = type_of(in);
    std::int64_t next = 1;
    for (const auto& [uid, other] : world_.bookings) next = std::max(next, other.id + 1);
    one.id = in.number_if("id", 1, id_max).value_or(next);
    one.uid = in.text_or("uid", "booking-" + std::to_string(one.id));
    one.status = read_booking_status(in);
    one.start = in.time("start");
    const minutes length = type == nullptr ? minutes{30} : type->length;
    one.end = in.time_if("end").value_or(one.start + length);
    if (one.end <= one.start) in.complain("end", "must be after the start");
    if (in.has("recurringBookingUid")) one.recurring_uid = in.text("recurringBookingUid");
    read_people(in, one, type);
    one.created_at = now_.value_or(one.start);
    one.updated_at = one.created_at;
    if (type != nullptr) {
        one.event_type = type->id;
        read_organizer(in, one, *type);
    }
    if (!world_.bookings.try_emplace(one.uid, one).second)
        in.complain("uid", "is taken by another booking");
}

void world_builder::add_reservation(fields& in) {
    reservation one;
    const event_type* type = type_of(in);
    const auto next = world_.reservations.size() + 1;
    one.uid = in.text_or("reservationUid", "reservation-" + std::to_string(next));
    one.start = in.time("slotStart");
    const minutes usual = type == nullptr ? minutes{30} : type->length;
    one.length = in.span_if("slotDuration").value_or(usual);
    one.end = one.start + one.length;
    one.kept_for = in.span_if("reservationDuration").value_or(minutes{5});
    const auto until = in.time_if("reservationUntil");
    if (!until && !now_) in.complain("reservationUntil", "must be given where `now` is not");
    one.release_at = until.value_or(now_.value_or(one.start) + one.kept_for);
    if (type != nullptr) {
        one.event_type = type->id;
        one.who = first_host(*type);
        one.is_seat = type->seats.has_value();
    }
    if (world_.reservations.contains(one.uid))
        in.complain("reservationUid", "is taken by another reservation");
    world_.reservations.emplace(one.uid, one);
}

void world_builder::read_absent_days(fields& in, out_of_office& into) {
    const bool fresh = into.end == instant{};
    if (in.has("toUserId"))
        if (const user* to = owner_of(in, "toUserId")) into.to = to->id;
    if (fresh || in.has("start")) into.start = utc_date{in.date("start")};
    if (fresh || in.has("end")) into.end = utc_date{in.date("end")} + days{1} - milliseconds{1};
    if (into.end < into.start) in.complain("end", "must not be before the start");
    into.notes = in.text_or("notes", into.notes);
    into.reason = in.text_or("reason", into.reason);
}

void world_builder::add_absence(fields& in) {
    out_of_office one;
    std::int64_t next = 1;
    for (const auto& other : world_.away) next = std::max(next, other.id + 1);
    one.id = in.number_if("id", 1, id_max).value_or(next);
    one.uuid = in.text_or("uuid", "out-of-office-" + std::to_string(one.id));
    if (const user* who = owner_of(in, "userId")) one.who = who->id;
    read_absent_days(in, one);
    one.created_at = one.updated_at = now_.value_or(one.start);
    world_.away.push_back(std::move(one));
}

void world_builder::add_busy(fields& in) {
    const user* who = owner_of(in, "userId");
    const instant start = in.time("start");
    const auto when = interval::between(start, in.time("end"));
    if (!when) in.complain("end", "must not be before the start");
    if (who != nullptr && when) world_.busy.push_back({.who = who->id, .when = *when});
}

}  // namespace slotgate::sim
