#include "wire/booking_reading.hpp"

#include <cstddef>
#include <cstdint>

#include "core/ensure.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace slotgate;
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    for (const auto& asked : {wire::read_booking_request(body), wire::read_hold_request(body)})
        if (asked && asked->length) ensure(*asked->length > minutes{0}, "what is booked lasts");
    const auto moved = wire::read_move_request(body);
    const auto is_whole = wire::cancels_one_booking(body);
    ensure(size > 0 || (is_whole && !moved), "nothing cancels one booking and moves none");
    return 0;
}
