#pragma once

#include <expected>
#include <vector>

#include "calcom-sim/hosts.hpp"
#include "calcom-sim/world.hpp"
#include "wire/slots_question.hpp"

namespace slotgate::sim {

/// What a slots question names: an event type and who serves it.
struct selected_type {
    const event_type* type = nullptr;
    std::vector<serving_host> hosts;
    bool stored = true;  ///< false: made up for several people who meet (`usernames`)
};

/// Finds it by id, by slug and owner or team, or makes up the meeting of several people of one
/// organization: 30 minutes or what is asked, everybody there. Errors: 404 in Cal.com's words.
/// Source: calcom.md 2.1, 2.2. Pure.
[[nodiscard]] std::expected<selected_type, wire::refusal> select_type(
    const world& w, const wire::slots_question& q);

}  // namespace slotgate::sim
