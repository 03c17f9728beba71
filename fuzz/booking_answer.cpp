#include "wire/booking_answer.hpp"

#include <cstddef>
#include <cstdint>

#include "core/ensure.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace slotgate;
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    const auto booking = wire::read_booking_answer(body);
    if (booking) ensure(!booking->uid.empty(), "a booking has a uid");
    const auto hold = wire::read_hold_answer(body);
    if (hold) ensure(!hold->uid.empty() && hold->event_type.value > 0, "a hold is of something");
    return 0;
}
