#include "calcom-sim/booking_facts.hpp"
#include "calcom-sim/bookings.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

/// Cal Video keeps what belongs to its own calls; of others there is nothing to keep.
reaction kept_of_call(exchange& x) {
    const auto b = find_own_booking(x);
    if (!b) return just(b.error());
    if (location_of(x.w, **b) != "integrations:daily")
        return just(failure(x, 404, "No Cal Video reference found with booking uid " + (*b)->uid));
    return just(success(200, json::array{}));
}

}  // namespace

reaction show_references(exchange& x) {
    const auto b = find_own_booking(x);
    if (!b) return just(b.error());
    return just(success(200, json::array{}));
}

reaction show_recordings(exchange& x) {
    return kept_of_call(x);
}

reaction show_transcripts(exchange& x) {
    return kept_of_call(x);
}

reaction show_sessions(exchange& x) {
    return kept_of_call(x);
}

}  // namespace slotgate::sim
