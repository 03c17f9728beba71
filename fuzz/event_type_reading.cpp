#include "wire/event_type_reading.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/ensure.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace slotgate;
    const std::string_view body{reinterpret_cast<const char*>(data), size};
    const auto believable = [](const event_type& type) {
        return type.id.value > 0 && type.length > minutes{0} && std::ranges::is_sorted(type.hosts);
    };
    if (const auto one = wire::read_event_type(body)) {
        ensure(believable(*one), "an event type has an id, a length and hosts in order");
    }
    if (const auto all = wire::read_event_types(body)) {
        ensure(std::ranges::all_of(*all, believable), "the same for each of a list");
    }
    return 0;
}
