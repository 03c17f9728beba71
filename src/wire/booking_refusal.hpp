#pragma once

#include <string_view>

namespace slotgate::wire {

/// Does Cal.com's answer to `POST /v2/bookings` say that nobody can have that start (B7)? Busy or
/// absent hosts, a lost race, no seat left, outside the window, a limit that is reached; not what
/// is wrong with the request or with who asks, nor a 500, which tells nothing. Source: calcom.md
/// 4.3, calcom-recorded 4.
[[nodiscard]] bool refuses_start(int status, std::string_view body);

}  // namespace slotgate::wire
