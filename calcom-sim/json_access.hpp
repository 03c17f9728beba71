#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json.hpp>

namespace slotgate::sim {

/// Lenient reads of a JSON object whose form we do not control: a member that is missing or of
/// another kind reads as empty. References live as long as `from`, or for ever.
[[nodiscard]] std::string text_at(const boost::json::object& from, std::string_view key);
[[nodiscard]] std::optional<std::int64_t> number_at(const boost::json::object& from,
                                                    std::string_view key);
[[nodiscard]] const boost::json::object& object_at(const boost::json::object& from,
                                                   std::string_view key);
[[nodiscard]] const boost::json::array& array_at(const boost::json::object& from,
                                                 std::string_view key);

/// A text that is a whole number, and nothing else.
[[nodiscard]] std::optional<std::int64_t> whole_number(std::string_view text);

}  // namespace slotgate::sim
