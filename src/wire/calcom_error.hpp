#pragma once

#include <string>
#include <string_view>

#include "core/time.hpp"
#include "wire/http.hpp"

namespace slotgate::wire {

/// Cal.com's error envelope, byte for byte in its order of keys:
/// {"status":"error","timestamp":T,"path":P,"error":{"code":C,"message":M,"details":{"message":M,
/// "error":E,"statusCode":S}}}. `C` and `E` follow from the status (400 BadRequestException / Bad
/// Request, 401, 403, 404, 409, 413, 422, 429 ThrottlerException, 500, 502, 503, 504). Two statuses
/// differ in `details`: of 429 it is the message alone, of 500 (INTERNAL_SERVER_ERROR) it is
/// absent. Source: calcom.md 1.3.
[[nodiscard]] response calcom_error(int status, std::string_view message, std::string_view target,
                                    instant now);

/// The message of an error answer of Cal.com, in whichever of its shapes: error.message, else
/// top-level message, else empty.
[[nodiscard]] std::string calcom_error_message(std::string_view body);

}  // namespace slotgate::wire
