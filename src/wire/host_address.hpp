#pragma once

#include <string>
#include <string_view>

#include "core/id.hpp"

namespace slotgate::wire {

/// How an e-mail address is remembered without being kept. Cal.com compares addresses by their
/// exact text (calcom-recorded C5), and so do digests.
[[nodiscard]] std::string digest_of_address(std::string_view address);

/// A host and the e-mail address Cal.com gave, as a digest: by it a host is known among attendees.
struct host_address {
    user_id who;
    std::string digest;
    friend bool operator==(const host_address&, const host_address&) = default;
};

}  // namespace slotgate::wire
