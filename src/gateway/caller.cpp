#include "gateway/caller.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace slotgate::gateway {
namespace {

/// Cal.com's own words for a bearer it does not know.
constexpr std::string_view invalid_token = "Invalid Access Token.";

/// A token of ours, however the scheme before it is written; empty if there is none. Looked for
/// with more patience than Cal.com has, as it must not be sent there.
std::string_view issued_token(std::string_view authorization) {
    const auto token = authorization.substr(authorization.find_last_of(" \t") + 1);
    return token.starts_with("sgk_") ? token : std::string_view{};
}

bool has(const wire::request& request, std::string_view header) {
    return !request.headers.find(header).value_or("").empty();
}

/// The host name asked for, without its port, in small letters.
std::string host_of(const wire::request& request) {
    auto host = request.headers.find("Host").value_or("");
    host =
        host.starts_with('[') ? host.substr(0, host.find(']') + 1) : host.substr(0, host.find(':'));
    std::string out(host);
    std::ranges::transform(out, out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return out;
}

result<caller> identify_issued(const tenants& all, std::string_view token, const tenant* at_host,
                               instant now) {
    const auto holder = all.holder_of(token);
    if (holder.of == nullptr) return fail(errc::unauthorized, std::string(invalid_token));
    const bool expired = holder.credential->expires && *holder.credential->expires <= now;
    const bool elsewhere = at_host != nullptr && at_host != holder.of;
    if (expired || elsewhere) return fail(errc::unauthorized, std::string(invalid_token));
    return caller{.kind = credential_kind::issued,
                  .of = holder.of,
                  .issued = holder.credential,
                  .token = token};
}

caller presented(const wire::request& request) {
    if (has(request, "x-cal-client-id") && has(request, "x-cal-secret-key"))
        return {.kind = credential_kind::client};
    const auto token = bearer_token(request.headers.find("Authorization").value_or(""));
    if (token.empty()) return {};
    return {
        .kind = token.starts_with("cal_") ? credential_kind::api_key : credential_kind::other_token,
        .token = token};
}

/// Whatever header it was put into.
void remove_ours(wire::headers& headers) {
    std::vector<std::string> names;
    for (const auto& [name, value] : headers.fields())
        if (!issued_token(value).empty()) names.push_back(name);
    for (const auto& name : names) headers.remove(name);
}

}  // namespace

std::string_view bearer_token(std::string_view authorization) {
    constexpr std::string_view scheme = "Bearer ";
    if (authorization.starts_with(scheme)) authorization.remove_prefix(scheme.size());
    return authorization;
}

result<caller> identify(const tenants& all, const wire::request& request, instant now) {
    const auto* sole = all.sole();
    const auto* at_host = sole != nullptr ? sole : all.at_host(host_of(request));
    const auto ours = issued_token(request.headers.find("Authorization").value_or(""));
    if (!ours.empty()) return identify_issued(all, ours, at_host, now);
    auto out = presented(request);
    out.of = at_host;
    if (sole != nullptr) return out;
    const auto* owner = out.kind == credential_kind::api_key ? all.with_key(out.token) : nullptr;
    if (owner != nullptr && at_host != nullptr && owner != at_host) return fail(errc::misdirected);
    if (owner != nullptr) out.of = owner;
    if (out.of == nullptr) return fail(errc::misdirected);
    return out;
}

result<void> permit(const caller& who, const operation& what) {
    if (who.issued == nullptr) return {};
    if (!what.needs || !who.issued->grants.allow(*what.needs)) return fail(errc::forbidden);
    return {};
}

bool has_to_be_accepted(const caller& who, const operation& what) {
    switch (who.kind) {
        case credential_kind::none:
        case credential_kind::issued:
            return false;
        case credential_kind::api_key:
            return true;
        case credential_kind::other_token:
        case credential_kind::client:
            return what.credentials != credential_use::ignored;
    }
    return true;
}

void set_outgoing_credentials(wire::headers& headers, const caller& who, const operation& what) {
    const auto first = headers.find("Authorization");
    auto sent = first ? std::optional<std::string>{*first} : std::nullopt;
    if (who.kind == credential_kind::issued) {
        // Id and secret would win over the key.
        headers.remove("x-cal-client-id");
        headers.remove("x-cal-secret-key");
        sent.reset();
        if (what.credentials != credential_use::ignored)
            sent = "Bearer " + std::string(who.of->api_key.reveal());
    }
    // Only the first one was judged; a second one could be of ours.
    if (sent) {
        headers.set("Authorization", std::move(*sent));
    } else {
        headers.remove("Authorization");
    }
    remove_ours(headers);
}

}  // namespace slotgate::gateway
