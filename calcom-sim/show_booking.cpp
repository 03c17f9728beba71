#include <algorithm>

#include "calcom-sim/booking_facts.hpp"
#include "calcom-sim/booking_json.hpp"
#include "calcom-sim/bookings.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

json::value shown(const exchange& x, const booking& b) {
    const bool current = x.request.headers.find("cal-api-version") == "2024-08-13";
    return current ? booking_object(x.w, b, seats_for(x.w, b, x.caller))
                   : old_booking_object(x.w, b);
}

}  // namespace

std::expected<booking*, wire::response> find_booking(exchange& x, std::string_view not_found) {
    const auto& uid = x.path_values.front();
    const auto found = x.w.bookings.find(uid);
    if (found != x.w.bookings.end()) return &found->second;
    return std::unexpected(
        failure(x, 404, "Booking with uid=" + uid + ' ' + std::string(not_found)));
}

std::expected<booking*, wire::response> find_own_booking(exchange& x) {
    const auto& uid = x.path_values.front();
    const auto found = x.w.bookings.find(uid);
    const bool own = found != x.w.bookings.end() && x.caller.who &&
                     may_access(x.w, found->second, *x.caller.who);
    if (own) return &found->second;
    return std::unexpected(failure(x, 403,
                                   "BookingPbacGuard - user with id=" +
                                       std::to_string(x.caller.who.value_or(user_id{0}).value) +
                                       " does not have access to booking with uid=" + uid));
}

std::vector<booking*> series_of(world& w, std::string_view series_uid) {
    std::vector<booking*> out;
    for (auto& [uid, b] : w.bookings)
        if (b.recurring_uid == series_uid) out.push_back(&b);
    std::ranges::sort(out, {}, [](const booking* b) { return std::pair{b->start, b->id}; });
    return out;
}

std::optional<json::value> shown_booking(const exchange& x, const std::string& uid) {
    const auto found = x.w.bookings.find(uid);
    if (found != x.w.bookings.end()) return shown(x, found->second);
    json::array all;
    for (const auto* b : series_of(x.w, uid)) all.push_back(shown(x, *b));
    if (all.empty()) return std::nullopt;
    return all;
}

reaction show_booking(exchange& x) {
    const auto& uid = x.path_values.front();
    auto data = shown_booking(x, uid);
    if (!data)
        return just(failure(x, 404, "Booking with uid=" + uid + " was not found in the database"));
    return just(success(200, std::move(*data)));
}

}  // namespace slotgate::sim
