#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "core/time.hpp"
#include "wire/http.hpp"

namespace slotgate::sim {

/// A webhook that a receiver of the recorder's got while the request was answered.
struct recorded_delivery {
    std::string receiver;               ///< path of its address: `/user`
    wire::headers headers;              ///< empty where they were not recorded
    std::string body;                   ///< exact bytes
    std::optional<milliseconds> after;  ///< when it came, after the request
};

/// One question that was put to a real Cal.com, the world it was put in, and the answer: an
/// element of a file of recordings (calcom-recorded, "Form of a recording"). A value; fields that
/// are not read here are no fault.
struct recording {
    std::string id;
    std::string group;
    std::string title;
    std::string flow;  ///< empty, or the name of a world to which several were put in turn
    instant now;       ///< when the request left
    std::optional<milliseconds> took;
    boost::json::object scenario;  ///< the world before the request, as `told_world` reads it
    wire::request request;         ///< without credentials
    std::string target_in_words;   ///< of its path and query, where no exact target was noted
    std::string auth;              ///< whose credentials: `none`, `owner`
    int status = 0;                ///< 0: a summary of several requests
    boost::json::value body;
    wire::headers headers;  ///< of the answer, where recorded
    std::vector<recorded_delivery> deliveries;

    /// Several requests told in one element: it names no exact target.
    [[nodiscard]] bool is_summary() const { return status == 0 || request.target.empty(); }
};

/// Why a recording cannot be replayed, in a few words, the same for all of one kind, so that they
/// can be counted.
struct not_replayed {
    std::string reason;
};

/// Reads one element. Errors: an element of another form.
[[nodiscard]] std::expected<recording, not_replayed> read_recording(
    const boost::json::value& element);

}  // namespace slotgate::sim
