#pragma once

#include <string>

#include "core/error.hpp"

namespace slotgate::app {

/// The whole of a file of at most `bytes_max` bytes. Errors: io; the detail names the path.
[[nodiscard]] result<std::string> read_small_file(const std::string& path, std::size_t bytes_max);

}  // namespace slotgate::app
