#include "wire/webhook_event.hpp"

#include <cstddef>
#include <cstdint>

#include "core/ensure.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace slotgate;
    const auto read = wire::read_webhook_event({reinterpret_cast<const char*>(data), size});
    if (read) ensure(!wire::to_text(read->trigger).empty(), "every trigger has a name");
    return 0;
}
