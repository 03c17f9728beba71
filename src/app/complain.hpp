#pragma once

#include "core/error.hpp"

namespace slotgate::app {

/// Tells a failure to whoever started the program, on standard error, and returns the exit code for
/// it: 2 for a wrong configuration, 1 for anything else.
[[nodiscard]] int complain(const error& e);

}  // namespace slotgate::app
