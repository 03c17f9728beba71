#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "core/time.hpp"
#include "ops/log.hpp"

namespace slotgate::ops {

/// The line `log` writes, with its line end: one JSON object in valid UTF-8, whatever the bytes
/// given (what is not UTF-8 becomes U+FFFD). Texts beyond 2,000 bytes are cut. Pure.
[[nodiscard]] std::string log_line(instant now, level at, std::string_view message,
                                   std::initializer_list<field> fields);

}  // namespace slotgate::ops
