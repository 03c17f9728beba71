#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/slot.hpp"
#include "wire/slots_question.hpp"

namespace slotgate::wire {

/// The body of a slots answer in Cal.com's own bytes: keys are local dates ascending, dates without
/// starts absent, `data` before `status`; times with offset where a zone was given (`Z` for UTC and
/// GMT only). `slots` ascend and are those of the answer: nothing is filtered here. Source:
/// calcom.md 2.1, 2.2; calcom-recorded E6, E7, E8.
[[nodiscard]] std::string render_slots(const slots_question& question, std::span<const slot> slots);

/// The same of starts with seats. The older contract tells only how many are taken, and of which
/// booking, where any are.
[[nodiscard]] std::string render_slots(const slots_question& question,
                                       std::span<const seated_slot> slots);

/// Cal.com's `ETag` of a body (Express's weak form: W/"<length in hex>-<27 characters of base64
/// SHA-1>").
[[nodiscard]] std::string etag_of(std::string_view body);

}  // namespace slotgate::wire
