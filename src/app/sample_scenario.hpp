#pragma once

#include <string_view>

namespace slotgate::app {

/// examples/practice.json, built into the program so that it runs without any file.
extern const std::string_view sample_scenario;

}  // namespace slotgate::app
