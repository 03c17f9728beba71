#include "calcom-sim/booking_change_request.hpp"
#include "calcom-sim/booking_facts.hpp"
#include "calcom-sim/bookings.hpp"
#include "calcom-sim/webhooks.hpp"

namespace slotgate::sim {
namespace {

std::expected<booking*, wire::response> find_undecided(exchange& x) {
    const auto found = find_booking(x, "was not found in the database");
    if (!found) return std::unexpected(found.error());
    if (!x.caller.who || !may_access(x.w, **found, *x.caller.who))
        return std::unexpected(
            trpc_failure(x, 401, "User is not authorized to confirm this booking"));
    if ((*found)->status == booking_status::accepted)
        return std::unexpected(trpc_failure(x, 400, "Booking already confirmed"));
    return *found;
}

/// What the decision concerns: of a series everything that still waits.
std::vector<booking*> concerned(exchange& x, booking& b) {
    if (!b.recurring_uid) return {&b};
    auto all = series_of(x.w, *b.recurring_uid);
    std::erase_if(all, [](const booking* one) { return one->status != booking_status::pending; });
    return all;
}

std::optional<std::int64_t> count_of(exchange& x, const booking& b) {
    const auto* const type = type_of(x.w, b);
    if (!b.recurring_uid || type == nullptr || !type->recurrence) return std::nullopt;
    return static_cast<std::int64_t>(series_of(x.w, *b.recurring_uid).size());
}

wire::response shown(const exchange& x, const booking& b) {
    return success(200, shown_booking(x, b.uid).value_or(nullptr));
}

}  // namespace

reaction confirm_booking(exchange& x) {
    const auto found = find_undecided(x);
    if (!found) return just(found.error());
    auto& b = **found;
    for (auto* one : concerned(x, b)) {
        one->status = booking_status::accepted;
        // Cal.com notes the address of the call, or that there is none, and never shows it.
        one->metadata["videoCallUrl"] = call_address_of(x.w, *one);
        one->updated_at = x.now;
    }
    auto deliveries = announce_confirmed(x, b, count_of(x, b));
    return after(std::move(deliveries), shown(x, b));
}

reaction decline_booking(exchange& x) {
    const auto reason = read_reason(x);
    if (!reason) return just(reason.error());
    const auto found = find_undecided(x);
    if (!found) return just(found.error());
    auto& b = **found;
    for (auto* one : concerned(x, b)) {
        one->status = booking_status::rejected;
        one->rejection_reason = *reason;
        one->updated_at = x.now;
    }
    auto deliveries = announce_rejected(x, b, count_of(x, b));
    return after(std::move(deliveries), shown(x, b));
}

}  // namespace slotgate::sim
