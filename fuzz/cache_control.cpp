#include "wire/cache_control.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

#include "core/ensure.hpp"
#include "wire/http.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace slotgate;
    const std::string field(reinterpret_cast<const char*>(data), size);
    const auto read = wire::read_cache_control({{"Cache-Control", field}});
    if (read.max_age) ensure(*read.max_age >= seconds{0}, "no age is below nothing");
    return 0;
}
