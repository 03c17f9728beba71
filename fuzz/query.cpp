#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/ensure.hpp"
#include "wire/http.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace slotgate::wire;
    for (const auto& [name, value] : parse_query({reinterpret_cast<const char*>(data), size})) {
        const auto again = parse_query(encode_component(name) + "=" + encode_component(value));
        slotgate::ensure(
            name.empty() || (again.size() == 1 && again[0].name == name && again[0].value == value),
            "a parameter is read back as it was encoded");
    }
    return 0;
}
