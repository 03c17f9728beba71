#pragma once

#include "calcom-sim/recording.hpp"
#include "calcom-sim/told_world.hpp"
#include "wire/http.hpp"

namespace slotgate::sim {

/// Adds the credentials a recorded request was sent with to `request`. They are told in words:
/// `owner` is the API key of the owner of the event type in question, unless the title speaks of a
/// stranger or an outsider, or of an invalid credential; a host's own name is his key.
void add_credentials(const recording& item, const told_world& told, wire::request& request);

}  // namespace slotgate::sim
