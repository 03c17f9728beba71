#pragma once

#include <boost/asio/awaitable.hpp>

#include "core/error.hpp"
#include "gateway/caller.hpp"
#include "stream/conduit.hpp"
#include "wire/http.hpp"

namespace slotgate::gateway {

/// May a caller whose credential is for one branch only send this request on (T2)? It must be about
/// event types of that branch and say so in its query, body or path; a body is looked at when it
/// is whole, and stays in `bodies`; a booking named by its uid is read first, with the account's
/// key. Callers without such a limit may. Errors: forbidden; body_too_large (above 128 KiB),
/// timeout_request, client_left, where the body has to be looked at; those of
/// origin::port::event_types_of_booking. Confined to the loop of the tenants' ports; `who`,
/// `request` and `bodies` must outlive the call.
[[nodiscard]] boost::asio::awaitable<result<void>> permit_branch(const caller& who,
                                                                 const operation& what,
                                                                 const wire::request& request,
                                                                 stream::conduit& bodies);

}  // namespace slotgate::gateway
