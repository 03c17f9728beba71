#pragma once

#include "wire/http.hpp"

namespace slotgate::origin {

/// Removes the fields that concern one connection only: `Connection` and whatever it names,
/// `Keep-Alive`, `Proxy-*`, `TE`, `Trailer`, `Transfer-Encoding`, `Upgrade`.
/// Source: RFC 9110, section 7.6.1.
void remove_hop_by_hop(wire::headers& headers);

}  // namespace slotgate::origin
