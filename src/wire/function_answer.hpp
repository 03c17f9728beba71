#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/id.hpp"
#include "core/slot.hpp"
#include "core/time.hpp"
#include "core/zone.hpp"

namespace slotgate::wire {

/// A start that is offered: for machines in UTC and by the branch's clock, for people as said.
struct offered_start {
    slotgate::slot slot;
    std::string_view type;  ///< how it was found
    std::int64_t score = 0;
    std::string spoken;
};

/// Alternatives to a time somebody asked for.
struct alternatives_answer {
    std::string message;  ///< to be said aloud
    instant requested;
    bool requested_free = false;  ///< Cal.com lists the very time
    std::string service;
    event_type_id event_type;
    const zone* place = nullptr;              ///< not null; must outlive the call
    std::vector<offered_start> alternatives;  ///< the best first
};

/// The one shape of function answers (V6): `success`, `status`, `message` and here `data`. Status:
/// `alternatives`, or `nothing_free`.
[[nodiscard]] std::string render_alternatives(const alternatives_answer& answer);

/// The same shape for what was not done: `success` is false, `error` names the row of the error
/// table that caused it, if one did.
[[nodiscard]] std::string render_refused_function(std::string_view status, std::string_view message,
                                                  std::optional<std::string_view> error = {});

/// `2031-05-06T09:00:00.000+02:00`, as clocks there read it.
[[nodiscard]] std::string local_text(instant t, const zone& place);

}  // namespace slotgate::wire
