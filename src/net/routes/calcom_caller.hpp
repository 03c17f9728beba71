#pragma once

#include <optional>

#include "gateway/caller.hpp"
#include "net/server.hpp"
#include "wire/http.hpp"
#include "wire/slots_question.hpp"

namespace slotgate::net {

/// Lets requests through whose tenant and caller are known and whose credential, if it is one of
/// ours, grants what is asked (T2): else 421, 401 or 403. `all` must outlive the guard.
[[nodiscard]] guard known_caller(const gateway::tenants& all, gateway::clock now);

/// Which contract a slots request follows by its path and `cal-api-version`; nothing: Cal.com has
/// no such route (calcom-recorded E1).
[[nodiscard]] std::optional<wire::generation> contract_of(const wire::request& request);

}  // namespace slotgate::net
