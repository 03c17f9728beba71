#pragma once

#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/time.hpp"
#include "wire/slots_answer.hpp"

namespace slotgate::wire {

/// What a slots answer of Cal.com (2024-09-04, format=range) says.
struct read_slots {
    std::vector<slot> slots;  ///< ascending, each start once
    /// The same starts with their seats, if every element tells them; else empty.
    std::vector<seated_slot> seated;
    /// Elements carried more than start, end and seats: that is lost here, so no answer can be made
    /// of this.
    bool has_more_fields = false;
};

/// Reads it, believing nothing: a missing `data` map, a status other than `success`, a time without
/// offset or with seconds, an end not after its start are errors (upstream_garbage), never an empty
/// day.
[[nodiscard]] result<read_slots> read_slots_answer(std::string_view body);

}  // namespace slotgate::wire
