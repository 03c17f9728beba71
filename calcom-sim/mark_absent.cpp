#include <algorithm>

#include "calcom-sim/booking_change_request.hpp"
#include "calcom-sim/booking_facts.hpp"
#include "calcom-sim/booking_json.hpp"
#include "calcom-sim/bookings.hpp"
#include "calcom-sim/webhooks.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

/// Marks those who attend; others are passed over.
json::array marked(booking& b, const std::vector<absence>& absences) {
    json::array out;
    for (const auto& asked : absences) {
        const auto at = std::ranges::find(b.attendees, asked.email, &attendee::email);
        if (at == b.attendees.end()) continue;
        at->absent = asked.absent;
        out.emplace_back(json::object{{"email", asked.email}, {"noShow", asked.absent}});
    }
    return out;
}

}  // namespace

reaction mark_absent(exchange& x) {
    const auto asked = read_absences(x);
    if (!asked) return just(asked.error());
    const auto found = find_booking(x, "not found.");
    if (!found) return just(found.error());
    auto& b = **found;
    if (x.now < b.start)
        return just(
            failure(x, 400,
                    "Bookings can only be marked as absent after their scheduled start time. "
                    "Current time in UTC+0: " +
                        to_text(x.now) + ", Booking start time in UTC+0: " + to_text(b.start)));
    const bool nothing = asked->attendees.empty() && !asked->host;
    const bool stranger = !x.caller.who || !may_access(x.w, b, *x.caller.who);
    if (nothing || (!asked->attendees.empty() && stranger))
        return just(bare_failure(500, "Failed to update no-show status"));
    delivery_round deliveries;
    if (!asked->attendees.empty()) deliveries = announce_absent(x, b, marked(b, asked->attendees));
    if (asked->host) {
        b.absent_host = *asked->host;
        b.updated_at = x.now;
    }
    return after(std::move(deliveries), success(200, booking_object(x.w, b)));
}

}  // namespace slotgate::sim
