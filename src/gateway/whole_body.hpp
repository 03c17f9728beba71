#pragma once

#include <string>

#include <boost/asio/awaitable.hpp>

#include "core/error.hpp"
#include "stream/conduit.hpp"

namespace slotgate::gateway {

/// A copy of a request's body, when all of it is there; the conduit keeps it for who sends it on.
/// Errors: client_left (it broke off), body_too_large (more than half of what a conduit holds),
/// timeout_request.
[[nodiscard]] boost::asio::awaitable<result<std::string>> whole_body(stream::conduit& bodies);

}  // namespace slotgate::gateway
