#include <algorithm>
#include <charconv>

#include "calcom-sim/booking_change_request.hpp"
#include "calcom-sim/booking_facts.hpp"
#include "calcom-sim/booking_json.hpp"
#include "calcom-sim/bookings.hpp"
#include "calcom-sim/host_choice.hpp"

/// A booking of a round robin gets another host. It keeps its uid, and nobody is told (calcom.md
/// 4.7, 6.7).

namespace slotgate::sim {
namespace {

std::expected<booking*, wire::response> find_managed(exchange& x) {
    const auto found = find_booking(x, "was not found in the database");
    if (!found) return std::unexpected(found.error());
    const auto* const type = type_of(x.w, **found);
    if (type == nullptr)
        return std::unexpected(
            failure(x, 400,
                    "Event type with id=" + std::to_string((*found)->event_type.value) +
                        " was not found in the database"));
    if (!x.caller.who || !may_manage(x.w, *type, *x.caller.who))
        return std::unexpected(
            failure(x, 403, "You do not have permission to reassign this booking"));
    return *found;
}

const host* host_entry(const event_type& type, user_id who) {
    const auto at = std::ranges::find(type.hosts, who, &host::who);
    return at == type.hosts.end() ? nullptr : &*at;
}

/// The host whose place is taken, among the attendees: where a fixed host organizes.
attendee* attending_host(const world& w, const event_type& type, booking& b) {
    for (auto& a : b.attendees)
        for (const auto& h : type.hosts) {
            const auto who = w.users.find(h.who);
            if (!h.fixed && who != w.users.end() && who->second.email == a.email) return &a;
        }
    return nullptr;
}

void give_to(exchange& x, booking& b, const event_type& type, const user& to) {
    const auto* const organizer = host_entry(type, b.organizer);
    auto* const attending = attending_host(x.w, type, b);
    if ((organizer == nullptr || organizer->fixed) && attending != nullptr) {
        attending->name = to.name;
        attending->email = to.email;
        attending->zone = to.zone;
    } else {
        b.organizer = to.id;
        b.title.clear();
        b.title = title_of(x.w, b);
    }
    b.updated_at = x.now;
}

reaction reassigned(const exchange& x, const booking& b) {
    const auto* const host = organizer_of(x.w, b);
    boost::json::object to;
    if (host != nullptr)
        to = {{"id", host->id.value},
              {"name", host->name},
              {"email", host->email},
              {"displayEmail", display_email(host->email)}};
    return just(
        success(200, boost::json::object{{"bookingUid", b.uid}, {"reassignedTo", std::move(to)}}));
}

}  // namespace

reaction reassign_booking(exchange& x) {
    const auto found = find_managed(x);
    if (!found) return just(found.error());
    auto& b = **found;
    const auto& type = *type_of(x.w, b);
    const auto next = another_host(x, type, b);
    if (!next)
        return just(failure(
            x, 400, "Can't reassign the booking because no other host is available at that time."));
    give_to(x, b, type, x.w.users.at(*next));
    return reassigned(x, b);
}

reaction reassign_booking_to(exchange& x) {
    const auto reason = read_reason(x);
    if (!reason) return just(reason.error());
    const auto found = find_managed(x);
    if (!found) return just(found.error());
    auto& b = **found;
    const auto& type = *type_of(x.w, b);
    const auto& id = x.path_values.at(1);
    std::int64_t number = 0;
    const auto [end, failed] = std::from_chars(id.data(), id.data() + id.size(), number);
    if (failed != std::errc{} || end != id.data() + id.size())
        return just(failure(x, 400, "Validation failed (numeric string is expected)"));
    const auto to = x.w.users.find(user_id{number});
    if (to == x.w.users.end())
        return just(failure(x, 404, "User with id=" + id + " was not found in the database"));
    const auto* const entry = host_entry(type, to->first);
    if (entry == nullptr)
        return just(
            failure(x, 400,
                    "User with id=" + id +
                        " is not a valid Round Robin host - the user to which you reassign this "
                        "booking must be one of the booking hosts. Fetch the booking using the "
                        "GET /v2/bookings/{uid} endpoint and select id of one of the hosts."));
    if (entry->fixed) return just(internal_failure());
    give_to(x, b, type, to->second);
    return reassigned(x, b);
}

}  // namespace slotgate::sim
