#pragma once

#include <string>
#include <string_view>

#include "core/error.hpp"
#include "core/id.hpp"

namespace slotgate::wire {

/// A person, as far as it concerns us.
struct profile {
    user_id id;
    std::string username;  ///< empty: none
    std::string address;   ///< digest of the e-mail address (`digest_of_address`); empty: none
};

/// Whose profile the answer of `GET /v2/me` shows. Errors: upstream_garbage, also for the pages of
/// some box on the way that have status 200 too. Source: calcom.md 5.4.
[[nodiscard]] result<profile> read_profile(std::string_view body);

}  // namespace slotgate::wire
