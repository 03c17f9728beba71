#pragma once

#include <optional>
#include <string_view>

#include "gateway/tenant.hpp"
#include "net/server.hpp"
#include "wire/http.hpp"
#include "wire/slots_question.hpp"

namespace slotgate::net {

/// The bearer token a request carries; empty if none.
[[nodiscard]] std::string_view token_of(const wire::request& request);

/// Whose `/v2` the request means; null: nobody's (T2).
[[nodiscard]] const gateway::tenant* tenant_of(const gateway::tenants& all,
                                               const wire::request& request);

/// Lets requests through that belong to an account served here; the rest is misdirected (421).
/// `all` must outlive the guard.
[[nodiscard]] guard known_tenant(const gateway::tenants& all);

/// Which contract a slots request follows by its path and `cal-api-version`; nothing: Cal.com has
/// no such route (calcom-recorded E1).
[[nodiscard]] std::optional<wire::generation> contract_of(const wire::request& request);

}  // namespace slotgate::net
