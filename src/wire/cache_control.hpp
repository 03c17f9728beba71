#pragma once

#include <optional>

#include "core/time.hpp"
#include "wire/http.hpp"

namespace slotgate::wire {

/// What a request says of how old its answer may be (RFC 9111, 5.2.1). A value.
struct cache_control {
    bool no_cache = false;
    bool only_if_cached = false;
    std::optional<seconds> max_age;

    friend bool operator==(const cache_control&, const cache_control&) = default;
};

/// Reads every `Cache-Control` field. Directives that are not known, or whose value is none, say
/// nothing; of several ages the least counts.
[[nodiscard]] cache_control read_cache_control(const headers& given);

}  // namespace slotgate::wire
