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
    /// Elements carried more than start and end (seats, attendees): they are lost here, so the
    /// answer must not be kept.
    bool has_more_fields = false;
};

/// Reads it, believing nothing: a missing `data` map, a status other than `success`, a time without
/// offset or with seconds, an end not after its start are errors (upstream_garbage), never an empty
/// day.
[[nodiscard]] result<read_slots> read_slots_answer(std::string_view body);

}  // namespace slotgate::wire
