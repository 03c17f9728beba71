#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/fwd.hpp>

namespace slotgate::wire {

/// How an e-mail address is remembered without being kept. Cal.com compares addresses by their
/// exact text (calcom-recorded C5), and so do digests.
[[nodiscard]] std::string digest_of_address(std::string_view address);

/// The digests of every text in `value`, however deep, that may be an e-mail address. Whichever
/// field names somebody, nobody is overlooked (S4).
[[nodiscard]] std::vector<std::string> addresses_mentioned(const boost::json::value& value);
[[nodiscard]] std::vector<std::string> addresses_mentioned(const boost::json::object& object);

}  // namespace slotgate::wire
