#include <algorithm>

#include "calcom-sim/booking_change_request.hpp"
#include "calcom-sim/booking_facts.hpp"
#include "calcom-sim/bookings.hpp"
#include "calcom-sim/seats.hpp"
#include "calcom-sim/webhooks.hpp"

namespace slotgate::sim {
namespace {

std::optional<wire::response> refuse_seat(exchange& x, const cancellation& asked) {
    if (!asked.seat_uid) return std::nullopt;
    const auto* const b = booking_with_seat(x.w, *asked.seat_uid);
    if (b == nullptr)
        return failure(x, 400,
                       "Invalid seatUid: this seat does not exist or has already been cancelled.");
    if (b->uid != x.path_values.front())
        return failure(x, 400, "Invalid seatUid: this seat does not belong to this booking.");
    return std::nullopt;
}

/// The booking that is meant: of a series, the first.
struct target {
    booking* b = nullptr;
    bool whole_series = false;
};

std::expected<target, wire::response> find_target(exchange& x, const cancellation& asked) {
    const auto& uid = x.path_values.front();
    if (const auto series = series_of(x.w, uid); !series.empty()) {
        if (asked.and_later_ones)
            return std::unexpected(
                failure(x, 400,
                        "Cannot cancel subsequent bookings for recurring event - you have to "
                        "provide uid of one of the individual bookings of a recurring booking."));
        return target{.b = series.front(), .whole_series = true};
    }
    const auto found = find_booking(x, "not found");
    if (!found) return std::unexpected(found.error());
    return target{.b = *found};
}

bool serves(const event_type& type, user_id who) {
    return type.owner == who || std::ranges::find(type.hosts, who, &host::who) != type.hosts.end();
}

std::optional<wire::response> refuse(const exchange& x, const booking& b,
                                     const cancellation& asked) {
    if (b.status == booking_status::cancelled)
        return failure(
            x, 400,
            "Can't cancel booking with uid=" + x.path_values.front() +
                " because it has been cancelled already. Please provide uid of a booking "
                "that is not cancelled.");
    const auto* const type = type_of(x.w, b);
    if (type != nullptr && setting_is_on(*type, "disableCancelling", "disabled"))
        return bare_failure(400, "This event type does not allow cancellations");
    const bool by_host = x.caller.who && *x.caller.who == b.organizer;
    if (by_host && asked.reason.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return bare_failure(400, "Cancellation reason is required");
    if (x.now > b.end) return bare_failure(400, "Cannot cancel a booking that has already ended");
    const bool by_server = type != nullptr && x.caller.who && serves(*type, *x.caller.who);
    if (type != nullptr && type->seats && !asked.seat_uid && !by_server)
        return bare_failure(401, "User not a host of this event");
    return std::nullopt;
}

/// Of a series everything from `from` on goes, also what had gone before.
std::vector<std::string> uids_that_go(exchange& x, const target& t, const cancellation& asked) {
    const auto* const type = type_of(x.w, *t.b);
    const bool series = t.b->recurring_uid && type != nullptr && type->recurrence &&
                        (t.whole_series || asked.and_later_ones);
    if (!series) return {t.b->uid};
    const auto from = asked.and_later_ones ? t.b->start : x.now;
    std::vector<std::string> out;
    for (const auto* b : series_of(x.w, *t.b->recurring_uid))
        if (b->start >= from) out.push_back(b->uid);
    return out;
}

std::string shown_afterwards(const exchange& x, const booking& b, const cancellation& asked) {
    return asked.and_later_ones ? b.recurring_uid.value_or("") : x.path_values.front();
}

wire::response shown(const exchange& x, const std::string& uid) {
    auto data = shown_booking(x, uid);
    if (data) return success(200, std::move(*data));
    return failure(x, 400,
                   "Booking with bookingUid=" + x.path_values.front() +
                       " is not part of a recurring booking.");
}

}  // namespace

reaction cancel_booking(exchange& x) {
    const auto asked = read_cancellation(x);
    if (!asked) return just(asked.error());
    if (auto refusal = refuse_seat(x, *asked)) return just(std::move(*refusal));
    const auto found = find_target(x, *asked);
    if (!found) return just(found.error());
    auto& b = *found->b;
    if (auto refusal = refuse(x, b, *asked)) return just(std::move(*refusal));
    if (asked->seat_uid && b.attendees.size() >= 2) {
        auto deliveries = leave_seat(x, b, *asked->seat_uid, asked->reason);
        return after(std::move(deliveries), shown(x, b.uid));
    }
    reaction out;
    out.commit = {.uids = uids_that_go(x, *found, *asked),
                  .reason = asked->reason,
                  .shown_uid = shown_afterwards(x, b, *asked)};
    auto deliveries = announce_cancelled(
        x, b, {.reason = asked->reason, .whole_series = found->whole_series, .seat = nullptr});
    if (!deliveries.empty()) out.deliveries.push_back(std::move(deliveries));
    return out;
}

wire::response commit_cancellation(exchange& x, const pending_commit& change) {
    for (const auto& uid : change.uids) {
        const auto found = x.w.bookings.find(uid);
        if (found == x.w.bookings.end()) continue;
        auto& b = found->second;
        const auto* const type = type_of(x.w, b);
        if (type != nullptr && type->seats && change.uids.size() == 1) b.attendees.clear();
        b.status = booking_status::cancelled;
        b.cancellation_reason = change.reason;
        b.updated_at = x.now;
    }
    return shown(x, change.shown_uid);
}

}  // namespace slotgate::sim
