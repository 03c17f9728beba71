#include "core/ensure.hpp"

#include <cstdio>
#include <cstdlib>

namespace slotgate {

void abort_for_bug(const char* what, std::source_location where) noexcept {
    std::fprintf(stderr, "slotgate: bug: %s (%s:%u)\n", what, where.file_name(), where.line());
    std::abort();
}

}  // namespace slotgate
