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

caller identify(const world& w, const wire::request& request) {
    // Id and secret win over a bearer token if both are there.
    const auto client = request.headers.find("x-cal-client-id");
    if (client && request.headers.find("x-cal-secret-key"))
        return {.is = caller::standing::wrong_client, .who = {}, .client_id = std::string(*client)};
    const auto token = bearer_of(request);
    if (token.empty()) return {};
    if (!token.starts_with("cal_"))
        return {.is = caller::standing::wrong_bearer, .who = {}, .client_id = {}};
    const auto key = std::ranges::find(w.api_keys, token, &api_key::key);
    if (key == w.api_keys.end())
        return {.is = caller::standing::wrong_key, .who = {}, .client_id = {}};
    return {.is = caller::standing::known, .who = key->owner, .client_id = {}};
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
    if (c.is == caller::standing::wrong_client)
        return refuse(
            401, "ApiAuthStrategy - oAuth client - Client with ID " + c.client_id + " not found");
    if (c.is == caller::standing::anonymous && wanted == credentials::required)
        return refuse(403, no_authentication);
    return std::nullopt;
}

}  // namespace slotgate::sim
