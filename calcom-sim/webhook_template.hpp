#pragma once

#include <string>
#include <string_view>

#include <boost/json.hpp>

namespace slotgate::sim {

/// `{{path.to.value}}` of a subscription's own template filled from `data`, as Handlebars fills it:
/// values escaped for HTML (`{{{path}}}`: not), what is not there empty, `attendees.0.email` or
/// `attendees.[0].email` into lists. Cal.com then takes quotes back out of their escape. Blocks
/// (`{{#each}}`) stay as they are. Pure. Source: calcom.md 6.3.
[[nodiscard]] std::string filled_template(std::string_view text, const boost::json::object& data);

/// A template that is JSON itself is filled, read and written anew; what no longer is JSON then
/// goes out as `false`.
[[nodiscard]] bool is_json(std::string_view text);
[[nodiscard]] std::string rewritten_json(std::string_view text);

}  // namespace slotgate::sim
