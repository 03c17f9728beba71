#pragma once

#include <expected>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "calcom-sim/world.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "core/zone.hpp"
#include "wire/http.hpp"

namespace slotgate::sim {

/// One question that was put to a real Cal.com, the world it was put in, and the answer. A value.
struct recording {
    std::string id;
    std::string group;
    instant now;
    world state;
    wire::request request;
    int status = 0;
    std::string body;  ///< in the order of keys in which it was sent
};

/// Why a recording cannot be replayed: a kind of request or a feature that is not covered. In a few
/// words, the same for all of one kind, so that they can be counted.
struct not_covered {
    std::string reason;
};

/// Reads one element of a file of recordings. Errors: what this simulator does not cover, also an
/// element of another form.
[[nodiscard]] std::expected<recording, not_covered> read_recording(
    const boost::json::value& element, const zone_database& zones);

}  // namespace slotgate::sim
