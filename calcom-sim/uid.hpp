#pragma once

#include <random>
#include <string>

namespace slotgate::sim {

/// A booking's uid as Cal.com makes them: 128 bits written with 22 digits of base 58
/// (calcom.md 4.2).
[[nodiscard]] std::string make_uid(std::mt19937_64& random);

/// A version 4 UUID, lower case, as `X-Request-Id` carries it.
[[nodiscard]] std::string make_uuid(std::mt19937_64& random);

}  // namespace slotgate::sim
