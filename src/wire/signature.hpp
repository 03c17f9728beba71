#pragma once

#include <string>
#include <string_view>

namespace slotgate::wire {

/// Lower-case hex HMAC-SHA256 of the exact bytes, as `X-Cal-Signature-256` carries it
/// (calcom.md 6.3).
[[nodiscard]] std::string calcom_signature(std::string_view secret, std::string_view body);

/// Compares in constant time (W1); a signature of another length is wrong.
[[nodiscard]] bool signature_matches(std::string_view secret, std::string_view body,
                                     std::string_view signature);

}  // namespace slotgate::wire
