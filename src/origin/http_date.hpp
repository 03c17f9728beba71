#pragma once

#include <optional>
#include <string_view>

#include "core/time.hpp"

namespace slotgate::origin {

/// Reads the date of HTTP headers in the one form that may be sent: `Sun, 06 Nov 1994 08:49:37
/// GMT`. The name of the weekday is not checked. Source: RFC 9110, section 5.6.7.
[[nodiscard]] std::optional<instant> parse_http_date(std::string_view text);

}  // namespace slotgate::origin
