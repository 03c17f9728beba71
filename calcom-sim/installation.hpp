#pragma once

#include <string_view>

namespace slotgate::sim {

/// What differs from one Cal.com installation to the next. These are the values of the installation
/// whose answers were recorded; the hosted one says `https://cal.com` and `Cal.com`.
inline constexpr std::string_view web_address = "http://localhost:3000";
inline constexpr std::string_view ics_domain = "Cal.diy";

}  // namespace slotgate::sim
