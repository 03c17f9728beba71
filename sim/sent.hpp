#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "wire/http.hpp"

namespace slotgate::simulation {

inline constexpr std::string_view reservations = "/v2/slots/reservations";

/// What a client sends.
[[nodiscard]] inline wire::request sent(std::string method, std::string target, std::string version,
                                        std::string body) {
    return {
        .method = std::move(method),
        .target = std::move(target),
        .headers = {{"cal-api-version", std::move(version)}, {"Content-Type", "application/json"}},
        .body = std::move(body),
        .peer = "192.0.2.1"};
}

}  // namespace slotgate::simulation
