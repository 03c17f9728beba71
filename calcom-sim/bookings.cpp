#include "calcom-sim/bookings.hpp"

#include <algorithm>

#include "calcom-sim/booking_json.hpp"
#include "calcom-sim/booking_request.hpp"
#include "calcom-sim/booking_rules.hpp"
#include "calcom-sim/uid.hpp"
#include "calcom-sim/webhooks.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

/// The event type a booking names, or the 404 that says there is none.
std::expected<const event_type*, wire::response> find_type(const exchange& x,
                                                           const booking_selector& s) {
    if (s.id) {
        const auto found = x.w.event_types.find(*s.id);
        if (found != x.w.event_types.end()) return &found->second;
        return std::unexpected(
            failure(x, 404, "Event type with id " + std::to_string(s.id->value) + " not found."));
    }
    for (const auto& [id, type] : x.w.event_types) {
        const auto owner = x.w.users.find(type.owner);
        const bool is_it = type.slug == s.slug && owner != x.w.users.end() &&
                           owner->second.username == s.username && s.organization.empty();
        if (is_it) return &type;
    }
    const auto whose =
        s.username.empty() ? " belonging to team " + s.team : " belonging to user " + s.username;
    const auto within = s.organization.empty() ? "" : " within organization " + s.organization;
    return std::unexpected(
        failure(x, 404, "Event type with slug " + s.slug + whose + within + " not found."));
}

/// The booking of the path, or the 404 that says there is none.
std::expected<booking*, wire::response> find_booking(exchange& x, std::string_view not_found) {
    const auto& uid = x.path_values.front();
    const auto found = x.w.bookings.find(uid);
    if (found != x.w.bookings.end()) return &found->second;
    return std::unexpected(
        failure(x, 404, "Booking with uid=" + uid + ' ' + std::string(not_found)));
}

std::vector<attendee> everybody(const attendee& booker, const std::vector<std::string>& guests) {
    std::vector<attendee> out{booker};
    for (const auto& guest : guests) {
        attendee person;
        person.email = guest;
        person.zone = booker.zone;
        out.push_back(std::move(person));
    }
    return out;
}

/// What the form's answers look like once they are stored.
json::object stored_responses(const new_booking& asked) {
    json::object out = asked.field_responses;
    for (auto& member : out)
        if (member.value().is_null()) member.value() = "";
    out["email"] = asked.booker.email;
    out["name"] = asked.booker.name;
    return out;
}

booking& store(exchange& x, booking b) {
    b.id = x.next_booking_id++;
    do b.uid = make_uid(x.random);
    while (x.w.bookings.contains(b.uid));
    b.created_at = x.now;
    b.updated_at = x.now;
    b.status = booking_status::accepted;
    const auto uid = b.uid;
    return x.w.bookings[uid] = std::move(b);
}

wire::response made(const exchange& x, const booking& b) {
    auto object = booking_object(x.w, b);
    object["isPlatformManagedUserBooking"] = false;
    return success(201, std::move(object));
}

std::optional<wire::response> refuse_move(const exchange& x, const booking& b,
                                          const event_type& type, const new_time& asked) {
    const auto refuse = [&](const std::string& why) { return failure(x, 400, why); };
    const auto start =
        "Can't reschedule booking with uid=" + b.uid + " because it has been cancelled";
    if (b.rescheduled_to)
        return refuse(start + " and rescheduled already to booking with uid=" + *b.rescheduled_to +
                      ". You probably want to reschedule " + *b.rescheduled_to +
                      " instead by passing it within the request URL.");
    if (b.status == booking_status::cancelled)
        return refuse(start + ". Please provide uid of a booking that is not cancelled.");
    const auto host = x.w.users.find(b.organizer);
    const bool by_host = (x.caller.who && *x.caller.who == b.organizer) ||
                         (host != x.w.users.end() && asked.by == host->second.email);
    if (!by_host && too_late_to_move(type, b, x.now))
        return bare_failure(
            403, "Rescheduling is not allowed within the minimum notice period before the event");
    return std::nullopt;
}

std::optional<wire::response> refuse_cancellation(const exchange& x, const booking& b,
                                                  std::string_view reason) {
    if (b.status == booking_status::cancelled)
        return failure(
            x, 400,
            "Can't cancel booking with uid=" + b.uid +
                " because it has been cancelled already. Please provide uid of a booking "
                "that is not cancelled.");
    const auto type = x.w.event_types.find(b.event_type);
    if (type != x.w.event_types.end() &&
        setting_is_on(type->second, "disableCancelling", "disabled"))
        return bare_failure(400, "This event type does not allow cancellations");
    const bool by_host = x.caller.who && *x.caller.who == b.organizer;
    if (by_host && reason.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return bare_failure(400, "Cancellation reason is required");
    if (x.now > b.end) return bare_failure(400, "Cannot cancel a booking that has already ended");
    return std::nullopt;
}

}  // namespace

reaction create_booking(exchange& x) {
    auto asked = read_new_booking(x);
    if (!asked) return just(std::move(asked.error()));
    const auto type = find_type(x, asked->selector);
    if (!type) return just(type.error());
    if (auto refusal = refuse_booking(x, **type, *asked)) return just(std::move(*refusal));
    booking b;
    b.event_type = (*type)->id;
    b.organizer = (*type)->owner;
    b.start = asked->start;
    b.end = asked->start + asked->length.value_or((*type)->length);
    if (auto refusal = refuse_time(x, **type, b.start, b.end, {})) return just(std::move(*refusal));
    b.guests = asked->guests;
    b.attendees = everybody(asked->booker, asked->guests);
    b.metadata = std::move(asked->metadata);
    b.responses = stored_responses(*asked);
    b.location = std::move(asked->location);
    b.title = title_of(x.w, b);
    const auto& stored = store(x, std::move(b));
    return {.deliveries = announce_made(x.w, x.zones, stored, nullptr, x.now),
            .commit = {},
            .answer = made(x, stored)};
}

reaction show_booking(exchange& x) {
    const auto b = find_booking(x, "was not found in the database");
    if (!b) return just(b.error());
    const auto version = x.request.headers.find("cal-api-version").value_or("");
    return just(success(
        200, version == "2024-08-13" ? booking_object(x.w, **b) : old_booking_object(x.w, **b)));
}

reaction move_booking(exchange& x) {
    const auto asked = read_new_time(x);
    if (!asked) return just(asked.error());
    const auto found = find_booking(x, "not found");
    if (!found) return just(found.error());
    auto& old = **found;
    const auto type = x.w.event_types.find(old.event_type);
    if (type == x.w.event_types.end())
        return just(failure(
            x, 404, "Event type with id=" + std::to_string(old.event_type.value) + " not found"));
    if (auto refusal = refuse_move(x, old, type->second, *asked)) return just(std::move(*refusal));
    const auto end = asked->start + (old.end - old.start);
    if (auto refusal = refuse_time(x, type->second, asked->start, end, old.uid))
        return just(std::move(*refusal));

    booking b = old;
    b.start = asked->start;
    b.end = end;
    b.rescheduled_from = old.uid;
    b.rescheduling_reason = asked->reason;
    b.rescheduled_by = asked->by.empty() ? std::optional<std::string>{} : asked->by;
    const auto& stored = store(x, std::move(b));
    old.status = booking_status::cancelled;
    old.rescheduled_to = stored.uid;
    old.rescheduled_by = stored.rescheduled_by;
    old.updated_at = x.now;
    return {.deliveries = announce_made(x.w, x.zones, stored, &old, x.now),
            .commit = {},
            .answer = made(x, stored)};
}

reaction cancel_booking(exchange& x) {
    const auto reason = read_cancellation(x);
    if (!reason) return just(reason.error());
    const auto b = find_booking(x, "not found");
    if (!b) return just(b.error());
    if (auto refusal = refuse_cancellation(x, **b, *reason)) return just(std::move(*refusal));
    pending_commit change{.uid = (*b)->uid, .reason = *reason, .cancelled_by = {}};
    if (x.caller.who) {
        const auto who = x.w.users.find(*x.caller.who);
        if (who != x.w.users.end()) change.cancelled_by = who->second.email;
    }
    auto deliveries = announce_cancelled(x.w, x.zones, **b, change, x.now);
    return {.deliveries = std::move(deliveries), .commit = std::move(change), .answer = {}};
}

wire::response commit_cancellation(exchange& x, const pending_commit& change) {
    const auto found = x.w.bookings.find(change.uid);
    if (found == x.w.bookings.end())
        return failure(x, 404, "Booking with uid=" + change.uid + " not found");
    auto& b = found->second;
    b.status = booking_status::cancelled;
    b.cancellation_reason = change.reason;
    b.cancelled_by = change.cancelled_by;
    b.updated_at = x.now;
    return success(200, booking_object(x.w, b));
}

}  // namespace slotgate::sim
