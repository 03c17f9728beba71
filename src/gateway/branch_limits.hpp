#pragma once

#include <boost/asio/awaitable.hpp>

#include "core/error.hpp"
#include "gateway/caller.hpp"
#include "wire/http.hpp"

namespace slotgate::gateway {

/// May a caller whose credential is for one branch only send this request on (T2)? It must be about
/// event types of that branch and say so in its query, body or path; a booking named by its uid is
/// read for it first, with the account's key. Callers without such a limit may. Errors: forbidden;
/// those of origin::port::event_types_of_booking. Confined to the loop of the tenants' ports; `who`
/// and `request` must outlive the call.
[[nodiscard]] boost::asio::awaitable<result<void>> permit_branch(const caller& who,
                                                                 const operation& what,
                                                                 const wire::request& request);

}  // namespace slotgate::gateway
