#include "app/complain.hpp"

#include <cstdio>

#include <fmt/core.h>

namespace slotgate::app {

int complain(const error& e) {
    const auto& facts = facts_of(e.code);
    fmt::print(stderr, "slotgate: {}\n", e.detail.empty() ? facts.for_operator : e.detail);
    return e.code == errc::config ? 2 : 1;
}

}  // namespace slotgate::app
