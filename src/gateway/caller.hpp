#pragma once

#include <cstdint>
#include <string_view>

#include "core/error.hpp"
#include "gateway/operation.hpp"
#include "gateway/tenant.hpp"
#include "wire/http.hpp"

namespace slotgate::gateway {

/// How a request says who sent it. Source: calcom.md 1.4.
enum class credential_kind : std::uint8_t {
    none,         ///< nobody in particular
    api_key,      ///< a key of Cal.com's: the account's own, or anybody's
    other_token,  ///< any other bearer of Cal.com's
    client,       ///< `x-cal-client-id` with `x-cal-secret-key`: they win over a bearer
    issued        ///< one of ours
};

/// Who asks, and of which account (T2). A value that points into `tenants` and the request.
struct caller {
    credential_kind kind = credential_kind::none;
    const tenant* of = nullptr;                 ///< never null in what `identify` gives
    const issued_credential* issued = nullptr;  ///< of kind `issued`
    std::string_view token;                     ///< without `Bearer `; of a client: empty
};

/// The token of an `Authorization` value as Cal.com reads it: `Bearer ` is taken away if it is
/// there and not missed.
[[nodiscard]] std::string_view bearer_token(std::string_view authorization);

/// The tenant of a request follows from its credential (the account's own key, or one we issued),
/// else from its host name, else there is but one. Errors: unauthorized (a credential of ours that
/// nobody was given, that has expired, or of another tenant than the host name's), misdirected
/// (nobody's; or the account's key at another tenant's host name).
[[nodiscard]] result<caller> identify(const tenants& all, const wire::request& request,
                                      instant now);

/// May this caller do this? Errors: forbidden (a credential of ours that does not grant it).
[[nodiscard]] result<void> permit(const caller& who, const operation& what);

/// True if Cal.com refuses this credential on such a route when it is wrong: an answer that does
/// not come from there has to wait until it was accepted.
[[nodiscard]] bool has_to_be_accepted(const caller& who, const operation& what);

/// Makes the headers of a request that is sent on carry the credentials that Cal.com may see: the
/// caller's own as they are; in place of one of ours the account's key, or nothing where the route
/// is public. Only for callers whom `permit` lets through.
void set_outgoing_credentials(wire::headers& headers, const caller& who, const operation& what);

}  // namespace slotgate::gateway
