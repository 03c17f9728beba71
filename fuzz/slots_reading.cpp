#include "wire/slots_reading.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "core/ensure.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace slotgate;
    const auto read = wire::read_slots_answer({reinterpret_cast<const char*>(data), size});
    if (!read) return 0;
    ensure(std::ranges::all_of(read->slots, [](const auto& s) { return s.start < s.end; }),
           "a slot ends after its start");
    ensure(std::ranges::is_sorted(read->slots, {}, [](const auto& s) { return s.start; }),
           "slots ascend");
    return 0;
}
