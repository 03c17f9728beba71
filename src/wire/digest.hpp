#pragma once

#include <string>
#include <string_view>

namespace slotgate::wire {

/// SHA-256 of the bytes, as 32 raw bytes: how credentials are remembered without being kept.
[[nodiscard]] std::string sha256(std::string_view bytes);

}  // namespace slotgate::wire
