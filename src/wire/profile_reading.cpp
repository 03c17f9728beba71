#include "wire/profile_reading.hpp"

#include <boost/json/value.hpp>

#include "wire/success_envelope.hpp"

namespace slotgate::wire {

result<user_id> read_profile(std::string_view body) {
    const auto data = read_success_envelope(body);
    if (!data) return std::unexpected(data.error());
    const auto* profile = data->if_object();
    const auto* id = profile == nullptr ? nullptr : profile->if_contains("id");
    if (id == nullptr || !id->is_int64())
        return fail(errc::upstream_garbage, "a profile has an id");
    return user_id{id->get_int64()};
}

}  // namespace slotgate::wire
