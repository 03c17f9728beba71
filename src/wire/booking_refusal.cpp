#include "wire/booking_refusal.hpp"

#include <algorithm>
#include <array>

#include "wire/calcom_error.hpp"

namespace slotgate::wire {
namespace {

struct refusal {
    int status;
    std::string_view begins;  ///< its message
};

constexpr std::array refusals{
    refusal{400, "User either already has booking at this time or is not available"},
    refusal{400, "One of the hosts either already has booking at this time or is not available"},
    refusal{400, "The event type can't be booked at the \"start\" time provided."},
    refusal{409, "booking_conflict_error"},
    refusal{409, "No more seats left at this seated booking."},
    refusal{401, "booking_limit_reached"},
    refusal{401, "duration_limit_reached"},
};

}  // namespace

bool refuses_start(int status, std::string_view body) {
    const bool may_be =
        std::ranges::any_of(refusals, [&](const refusal& r) { return r.status == status; });
    if (!may_be) return false;
    const auto message = calcom_error_message(body);
    return std::ranges::any_of(refusals, [&](const refusal& r) {
        return r.status == status && message.starts_with(r.begins);
    });
}

}  // namespace slotgate::wire
