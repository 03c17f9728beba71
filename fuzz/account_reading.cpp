#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/ensure.hpp"
#include "wire/profile_reading.hpp"
#include "wire/subscription_reading.hpp"
#include "wire/team_reading.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace slotgate;
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    const bool is_list = wire::read_teams(body) || wire::read_subscriptions(body);
    ensure(!(is_list && wire::read_profile(body)), "a list is no profile");
    return 0;
}
