#include "calcom-sim/authentication.hpp"

#include <algorithm>

#include "wire/calcom_error.hpp"

namespace slotgate::sim {
namespace {

constexpr std::string_view no_authentication =
    "PermissionsGuard - no authentication provided. Provide either authorization bearer token "
    "containing managed user access token or oAuth client id in 'x-cal-client-id' header.";

}  // namespace

std::string_view bearer_of(const wire::request& request) {
    auto value = request.headers.find("Authorization").value_or("");
    constexpr std::string_view scheme = "Bearer ";
    if (value.starts_with(scheme)) value.remove_prefix(scheme.size());
    return value;
}

caller identify(const world& w, const wire::request& request, instant now) {
    caller out;
    // Id and secret win over a bearer token if both are there.
    const auto client = request.headers.find("x-cal-client-id");
    if (client && request.headers.find("x-cal-secret-key")) {
        out.is = caller::standing::wrong_client;
        out.client_id = *client;
        return out;
    }
    const auto token = bearer_of(request);
    if (token.empty()) return out;
    const auto key = std::ranges::find(w.api_keys, token, &api_key::key);
    if (!token.starts_with("cal_")) {
        out.is = caller::standing::wrong_bearer;
    } else if (key == w.api_keys.end()) {
        out.is = caller::standing::wrong_key;
    } else if (key->last_day && date_of(now) > *key->last_day) {
        out.is = caller::standing::expired_key;
    } else {
        out.is = caller::standing::known;
        out.who = key->owner;
        out.key = key->key;
    }
    return out;
}

std::optional<wire::response> refuse_caller(const caller& c, credentials wanted,
                                            const wire::request& request, instant now) {
    const auto refuse = [&](int status, std::string_view message) {
        return wire::calcom_error(status, message, request.target, now);
    };
    // The throttler looks keys up before any route does, public ones included.
    if (c.is == caller::standing::wrong_key)
        return refuse(401, "CustomThrottlerGuard - Invalid API Key");
    if (wanted == credentials::ignored) return std::nullopt;
    if (c.is == caller::standing::wrong_bearer) return refuse(401, "Invalid Access Token.");
    if (c.is == caller::standing::expired_key)
        return refuse(401, "ApiAuthStrategy - api key - Your api key is expired");
    if (c.is == caller::standing::wrong_client)
        return refuse(
            401, "ApiAuthStrategy - oAuth client - Client with ID " + c.client_id + " not found");
    if (c.is == caller::standing::anonymous && wanted == credentials::required)
        return refuse(403, no_authentication);
    return std::nullopt;
}

}  // namespace slotgate::sim
