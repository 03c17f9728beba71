#pragma once

#include <expected>
#include <string>
#include <vector>

#include "calcom-sim/world.hpp"
#include "core/slot.hpp"
#include "core/zone.hpp"
#include "wire/http.hpp"
#include "wire/slots_question.hpp"

namespace slotgate::sim {

/// What a slots question found, before it is written in the form asked for.
struct found_slots {
    std::vector<slot> starts;  ///< ascending
};

/// The event type a question selects. Errors: Cal.com's 404.
[[nodiscard]] std::expected<const event_type*, wire::refusal> select_type(
    const world& w, const wire::slots_selector& by);

/// Computes the starts of `type` that a question asks for. Errors: a range nobody computes. Pure.
[[nodiscard]] std::expected<found_slots, wire::refusal> find_slots(
    const world& w, const zone_database& zones, const wire::slots_question& question,
    const event_type& type, instant now);

/// The body of the answer.
[[nodiscard]] std::string write_slots(const wire::slots_question& question,
                                      const found_slots& found);

/// Answers `GET /v2/slots` and `GET /v2/slots/available` from the world as it is at `now`, errors
/// included (as Cal.com's envelope). Version header and credentials were judged before. Pure.
[[nodiscard]] wire::response answer_slots(const world& w, const zone_database& zones,
                                          wire::generation contract, const wire::request& request,
                                          instant now);

/// True if a booking of [start, end) on `type` finds its host working and not busy (calcom.md 4.3:
/// host busy or outside hours); `ignore_uid` names a booking that is being moved. Pure.
[[nodiscard]] bool host_is_free(const world& w, const zone_database& zones, const event_type& type,
                                interval when, std::string_view ignore_uid, instant now);

}  // namespace slotgate::sim
