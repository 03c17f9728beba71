#pragma once

#include <optional>
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

/// What Cal.com says to whoever exceeds its rate limit (calcom.md 8).
inline constexpr std::string_view throttler_message =
    "CustomThrottlerGuard - Too many requests. Please try again later.";

/// An error in one of Cal.com's own shapes.
struct calcom_failure {
    std::string code;     ///< `NotFoundException`, `TRPCError`, `P2002`'s `CONFLICT`; may be empty
    std::string message;  ///< may be empty; several texts are joined by ", "
};

/// Reads the body of an error answer: the envelope with or without `details` (NestJS's own
/// exceptions; Prisma's, Zod's and tRPC's), or bare `{"statusCode":S,"message":M}` as Cal.com's
/// inner errors and plain exceptions show. Nothing for anything else: something between Cal.com and
/// us has answered. Source: calcom.md 1.3, calcom-recorded G1 and G10.
[[nodiscard]] std::optional<calcom_failure> read_calcom_error(std::string_view body);

/// The message of `read_calcom_error`; empty if there is none.
[[nodiscard]] std::string calcom_error_message(std::string_view body);

}  // namespace slotgate::wire
