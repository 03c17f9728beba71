#pragma once

#include <string>

#include "wire/http.hpp"

namespace slotgate::net {

/// Adds what Cal.com sends with every answer of its API, errors too, and so we do with ours under
/// `/v2`: `Access-Control-Allow-Origin: *`, without which a page in a browser cannot read the
/// answer, and a fresh `X-Request-Id`. Safe to call on any thread.
void add_calcom_headers(wire::response& response);

/// Appends a random UUID (RFC 9562, version 4). Safe to call on any thread.
void append_request_id(std::string& out);

}  // namespace slotgate::net
