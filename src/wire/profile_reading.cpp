#include "wire/profile_reading.hpp"

#include <boost/json/value.hpp>

#include "wire/host_address.hpp"
#include "wire/success_envelope.hpp"

namespace slotgate::wire {

result<profile> read_profile(std::string_view body) {
    const auto data = read_success_envelope(body);
    if (!data) return std::unexpected(data.error());
    const auto* shown = data->if_object();
    const auto* id = shown == nullptr ? nullptr : shown->if_contains("id");
    if (id == nullptr || !id->is_int64())
        return fail(errc::upstream_garbage, "a profile has an id");
    profile out{.id = user_id{id->get_int64()}, .username = {}, .address = {}};
    const auto* name = shown->if_contains("username");
    if (name != nullptr && name->is_string())
        out.username = {name->get_string().data(), name->get_string().size()};
    const auto* address = shown->if_contains("email");
    if (address != nullptr && address->is_string())
        out.address = digest_of_address(address->get_string());
    return out;
}

}  // namespace slotgate::wire
