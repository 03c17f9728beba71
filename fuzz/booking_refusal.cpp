#include "wire/booking_refusal.hpp"

#include <cstddef>
#include <cstdint>

#include "core/ensure.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace slotgate;
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    for (const int status : {400, 401, 409})
        ensure(!wire::refuses_start(status, body) || size > 0, "nothing refuses nothing");
    ensure(!wire::refuses_start(201, body), "what was booked was not refused");
    return 0;
}
