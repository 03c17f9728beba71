#pragma once

#include <string>
#include <string_view>

#include "core/error.hpp"
#include "origin/origin.hpp"

namespace slotgate::origin {

/// The target of a question for slots, with the given milliseconds (1 to 999) in its `end`. Pure.
/// Source: calcom.md 2.1.
[[nodiscard]] std::string slots_target(const slots_question& q, unsigned milliseconds);

/// Reads the body of the answer to `q` into its dates. Errors: upstream_garbage. Pure.
[[nodiscard]] result<slots_answer> dated_answer(const slots_question& q, std::string_view body);

}  // namespace slotgate::origin
