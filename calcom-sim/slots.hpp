#pragma once

#include "calcom-sim/world.hpp"
#include "core/zone.hpp"
#include "wire/http.hpp"
#include "wire/slots_question.hpp"

namespace slotgate::sim {

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
