#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/time.hpp"
#include "wire/http.hpp"

namespace slotgate::sim {

/// What a client gets in place of Cal.com's answer. A value.
struct spoiling {
    enum class kind : std::uint8_t {
        none,
        status,   ///< another status, with a body of `shape`
        drop,     ///< no answer, ever
        reset,    ///< the connection is reset before the first byte
        half,     ///< head and a part of the body, then a reset
        garbage,  ///< the answer's length of bytes without meaning
        content   ///< the answer's status with other content
    };
    /// Who answers with the status: Cal.com in its envelope or its bare shape (calcom.md 1.3), a
    /// proxy in front of it in HTML, or somebody without a word.
    enum class shape : std::uint8_t { calcom, bare, html, empty };

    kind is = kind::none;
    int status = 503;
    shape shaped = shape::calcom;
    std::string message;               ///< empty: the status's usual one
    wire::headers headers;             ///< of a status, over those of its shape
    std::optional<std::size_t> bytes;  ///< of the body that half an answer has; absent: half
    std::string content;               ///< of `content`
    std::string content_type;          ///< of `content`
    std::uint64_t seed = 0;            ///< of `garbage`
};

/// The answer that goes out instead of `genuine`. Pure.
[[nodiscard]] wire::response spoil(const spoiling& how, wire::response genuine,
                                   const wire::request& request, instant now);

}  // namespace slotgate::sim
