#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.hpp"

namespace slotgate::wire {

/// What a voice agent asks to be done. A value.
struct function_call {
    /// Without a version at its end: `get_alternatives` for `get_alternatives_v17`.
    std::string name;
    /// The number of ours in the call: `call.to_number`, or `call.from_number` of an outbound call;
    /// empty: not told.
    std::string our_number;
    /// Texts, numbers and truth values, as text; others are left out.
    std::vector<std::pair<std::string, std::string>> arguments;

    /// The first of these names that was given and is not empty; else empty.
    [[nodiscard]] std::string_view argument(std::initializer_list<std::string_view> names) const;
};

/// Reads the body of a function call: `{"name", "call", "args"}` as Retell sends it, with
/// `function_name` for `name`, and `arguments` or `parameters` for `args`, which may be an object
/// or its JSON as a text. Errors: bad_request, saying what is missing.
[[nodiscard]] result<function_call> read_function_call(std::string_view body);

}  // namespace slotgate::wire
