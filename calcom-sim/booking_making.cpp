#include "calcom-sim/booking_making.hpp"

#include <algorithm>

#include "calcom-sim/booking_facts.hpp"
#include "calcom-sim/booking_rules.hpp"
#include "calcom-sim/installation.hpp"
#include "calcom-sim/seats.hpp"
#include "calcom-sim/uid.hpp"
#include "calcom-sim/webhooks.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

std::string_view moving_uid(const booking_move& move) {
    return move.from != nullptr ? std::string_view(move.from->uid) : std::string_view{};
}

bool is_confirmed(const exchange& x, const booking_wish& wish, const booking_move& move) {
    return move.by_host || !needs_confirmation(*wish.type, wish.start, x.now);
}

/// The booking that stands for a second one of the same person at the same start.
const booking* same_again(const world& w, const booking_wish& wish, bool confirmed) {
    if (confirmed && wish.type->kind != scheduling::round_robin) return nullptr;
    const auto status = confirmed ? booking_status::accepted : booking_status::pending;
    for (const auto& [uid, b] : w.bookings)
        if (b.event_type == wish.type->id && b.start == wish.start && b.status == status &&
            std::ranges::find(b.attendees, wish.booker.email, &attendee::email) !=
                b.attendees.end())
            return &b;
    return nullptr;
}

/// Everybody else who comes, hosts last. An address of one of the hosts is no guest's.
std::vector<attendee> everybody(exchange& x, const booking_wish& wish, const chosen_hosts& hosts) {
    std::vector<attendee> out{wish.booker};
    const auto is_host = [&](const std::string& email) {
        return std::ranges::any_of(wish.type->hosts, [&](const host& h) {
            const auto who = x.w.users.find(h.who);
            return who != x.w.users.end() && who->second.email == email;
        });
    };
    for (const auto& guest : wish.guests) {
        if (is_host(guest)) continue;
        attendee person;
        person.email = guest;
        person.zone = wish.booker.zone;
        out.push_back(std::move(person));
    }
    for (const auto id : hosts.others) {
        const auto who = x.w.users.find(id);
        if (who == x.w.users.end()) continue;
        attendee person;
        person.name = who->second.name;
        person.email = who->second.email;
        person.zone = who->second.zone;
        out.push_back(std::move(person));
    }
    for (auto& person : out) person.id = x.ids.attendee++;
    return out;
}

booking& store(exchange& x, booking b) {
    b.id = x.next_booking_id++;
    do b.uid = make_uid(x.random);
    while (x.w.bookings.contains(b.uid));
    if (b.status == booking_status::pending) b.one_time_password = make_uuid(x.random);
    b.created_at = x.now;
    b.updated_at = x.now;
    const auto uid = b.uid;
    return x.w.bookings[uid] = std::move(b);
}

/// The database lets no two accepted bookings of one organizer share start and end; with one
/// request at a time the look at the hosts has seen the other one.
bool is_lost_race(const world& w, const booking& b, std::string_view moving) {
    return b.status == booking_status::accepted &&
           std::ranges::any_of(w.bookings, [&](const auto& entry) {
               const booking& other = entry.second;
               return other.status == booking_status::accepted && other.organizer == b.organizer &&
                      other.start == b.start && other.end == b.end && other.uid != moving;
           });
}

std::expected<chosen_hosts, wire::response> hosts_for_wish(const exchange& x,
                                                           const booking_wish& wish,
                                                           const booking_move& move) {
    if (wish.hosts) return *wish.hosts;
    const auto when = interval::between(wish.start, wish.end);
    if (!when) return std::unexpected(bare_failure(400, "Invalid event length"));
    return choose_hosts(
        x, {.type = wish.type, .when = *when, .moving = moving_uid(move), .now = x.now},
        wish.wishes);
}

booking drafted(exchange& x, const booking_wish& wish, const booking_move& move,
                const chosen_hosts& hosts) {
    booking b;
    b.event_type = wish.type->id;
    b.organizer = hosts.organizer;
    b.start = wish.start;
    b.end = wish.end;
    b.guests = wish.guests;
    b.attendees = everybody(x, wish, hosts);
    b.metadata = wish.metadata;
    b.responses = wish.responses;
    b.location = wish.location;
    b.rescheduling_reason = wish.rescheduling_reason;
    b.recurring_uid = wish.series;
    b.status = is_confirmed(x, wish, move) ? booking_status::accepted : booking_status::pending;
    if (move.from != nullptr && !move.seat_only) {
        b.rescheduled_from = move.from->uid;
        b.rescheduled_by = move.by;
        if (move.from->organizer == b.organizer) b.title = move.from->title;
    }
    if (b.title.empty()) b.title = title_of(x.w, b);
    return b;
}

/// The first seat of a booking: it carries the answers, the booking itself has none.
void seat_the_booker(exchange& x, booking& b, const booking_wish& wish) {
    auto& first = b.attendees.front();
    first.seat_uid = make_uuid(x.random);
    first.seat_responses = seat_answers(wish.responses);
    first.seat_metadata = wish.metadata;
    b.responses.clear();
    b.calendar_uid = make_uid(x.random) + '@' + std::string(ics_domain);
}

/// Cal.com keeps the address of a call twice, and shows it once.
void keep_call_address(const world& w, booking& b) {
    if (b.status != booking_status::accepted) return;
    if (auto address = call_address_of(w, b); !address.empty())
        b.metadata["videoCallUrl"] = address;
}

delivery_round announcement(const exchange& x, const booking& b, const booking_move& move,
                            const std::string& seat_uid) {
    if (b.status == booking_status::pending) return announce_requested(x, b);
    made_facts facts{.seat_uid = seat_uid, .moved_by = move.by};
    if (move.seat_only)
        facts.left_uid = move.from->uid;
    else
        facts.moved_from = move.from;
    return announce_made(x, b, facts);
}

}  // namespace

booking* booking_at(world& w, event_type_id type, instant start) {
    for (auto& [uid, b] : w.bookings)
        if (b.event_type == type && b.start == start && b.status == booking_status::accepted)
            return &b;
    return nullptr;
}

std::expected<made_booking, wire::response> make_booking(exchange& x, booking_wish wish,
                                                         const booking_move& move) {
    const auto& type = *wish.type;
    if (const auto* same = same_again(x.w, wish, is_confirmed(x, wish, move)))
        return made_booking{.uid = same->uid,
                            .seat_uid = same->attendees.front().seat_uid.value_or(""),
                            .hosts = {.organizer = same->organizer, .others = {}},
                            .deliveries = {}};
    if (auto refusal = refuse_bounds(x, type, wish.start, wish.booker.zone))
        return std::unexpected(std::move(*refusal));
    if (auto refusal = refuse_limits(x, type, wish.start, moving_uid(move)))
        return std::unexpected(std::move(*refusal));
    if (type.seats)
        if (auto* there = booking_at(x.w, type.id, wish.start))
            return take_seat(x, *there, wish, move);
    const auto hosts = hosts_for_wish(x, wish, move);
    if (!hosts) return std::unexpected(hosts.error());
    auto b = drafted(x, wish, move, *hosts);
    if (is_lost_race(x.w, b, moving_uid(move)))
        return std::unexpected(bare_failure(409, "booking_conflict_error"));
    if (type.seats) seat_the_booker(x, b, wish);
    auto& stored = store(x, std::move(b));
    made_booking out{.uid = stored.uid,
                     .seat_uid = stored.attendees.front().seat_uid.value_or(""),
                     .hosts = *hosts,
                     .deliveries = {}};
    out.deliveries = announcement(x, stored, move, out.seat_uid);
    keep_call_address(x.w, stored);
    return out;
}

}  // namespace slotgate::sim
