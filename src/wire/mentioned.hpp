#pragma once

#include <string>
#include <vector>

#include <boost/json/fwd.hpp>

namespace slotgate::wire {

/// The digests of every text in `value`, however deep, that may be an e-mail address. Whichever
/// field names somebody, nobody is overlooked (S4).
[[nodiscard]] std::vector<std::string> addresses_mentioned(const boost::json::value& value);
[[nodiscard]] std::vector<std::string> addresses_mentioned(const boost::json::object& object);

}  // namespace slotgate::wire
