#pragma once

#include <string>

namespace slotgate::net {

/// A fresh value for `X-Request-Id`, which Cal.com sends with every answer: a random UUID (RFC
/// 9562, version 4). Safe to call on any thread.
[[nodiscard]] std::string request_id();

}  // namespace slotgate::net
