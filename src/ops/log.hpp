#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <variant>

namespace slotgate::ops {

enum class level : std::uint8_t { debug, info, warning, error };

/// Text that names or could name a person: a log shows `[redacted]` in its place (T3).
struct personal {
    std::string_view text;
};

struct field {
    std::string_view key;
    std::variant<bool, std::int64_t, double, std::string_view, personal> value;
};

/// Writes one JSON object as one line on standard error: {"time","level","message", fields...};
/// level in capitals (`INFO`, `ERROR`). Messages are fixed texts, everything variable is a field.
/// Threads: safe to share; lines never mix.
void log(level at, std::string_view message, std::initializer_list<field> fields = {});

/// Lines below `at` are not written. Default: info.
void set_log_level(level at);

}  // namespace slotgate::ops
