#pragma once

#include <exception>
#include <functional>
#include <optional>

#include "core/time.hpp"
#include "net/server.hpp"

namespace slotgate::net {

/// Asks the guard, then `at_once`. Nothing means that `handle` or `pass` has to be run, which then
/// is there.
/// An exception of either becomes a 500 and a line in the log. `now` is asked only for a failure.
[[nodiscard]] std::optional<wire::response> answer_at_once(const route& to,
                                                           const wire::request& request,
                                                           const std::function<instant()>& now);

/// Asks the guard alone, before a body has come. Nothing means that it admits the request.
[[nodiscard]] std::optional<wire::response> refuse_at_once(const route& to,
                                                           const wire::request& request,
                                                           const std::function<instant()>& now);

/// The 500 for a handler that threw, or (null) ended without an answer. Logs the row and the
/// exception's type; not its text, which may quote what a person sent (T3).
[[nodiscard]] wire::response answer_to_exception(const route& to, const wire::request& request,
                                                 const std::exception_ptr& thrown, instant now);

}  // namespace slotgate::net
