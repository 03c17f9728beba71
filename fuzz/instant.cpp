#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/ensure.hpp"
#include "core/time.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    if (const auto t = slotgate::parse_instant(text)) {
        slotgate::ensure(slotgate::parse_instant(slotgate::to_text(*t)) == t,
                         "an instant is read back as it was written");
    }
    if (const auto date = slotgate::parse_date(text)) {
        slotgate::ensure(slotgate::to_text(*date) == text, "a date has one spelling");
    }
    return 0;
}
