#pragma once

#include <source_location>

namespace slotgate {

/// Ends the program with a message: a bug of ours was found.
[[noreturn]] void abort_for_bug(const char* what, std::source_location where) noexcept;

/// Checks an invariant in every build type. For our own bugs only, never for data from a client, a
/// peer, a file or a database: those are `error` values.
inline void ensure(bool holds, const char* what,
                   std::source_location where = std::source_location::current()) noexcept {
    if (!holds) abort_for_bug(what, where);
}

}  // namespace slotgate
