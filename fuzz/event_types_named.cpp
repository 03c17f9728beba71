#include "wire/event_types_named.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "core/ensure.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace slotgate;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    for (const auto& named : {wire::event_types_of_query(text), wire::event_types_of_body(text),
                              wire::event_types_of_booking(text)})
        ensure(std::ranges::all_of(named, [](event_type_id type) { return type.value > 0; }),
               "an event type has a positive number");
    return 0;
}
