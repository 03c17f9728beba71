#include "wire/function_call.hpp"

#include <cstddef>
#include <cstdint>

#include "core/ensure.hpp"
#include "speech/spoken_time.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace slotgate;
    const auto call = wire::read_function_call({reinterpret_cast<const char*>(data), size});
    if (!call) return 0;
    const auto time = speech::read_time_of_day(call->argument({"uhrzeit"}));
    if (time) ensure(*time >= minutes{0} && *time < hours{24}, "a time of day lies in its day");
    (void)speech::read_day(call->argument({"datum"}), local_date{});
    return 0;
}
