#include "net/routes/calcom_caller.hpp"

#include "gateway/credentials.hpp"

namespace slotgate::net {
namespace {

std::string_view host_of(const wire::request& request) {
    const auto host = request.headers.find("Host").value_or("");
    if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
    return host.substr(0, host.find(':'));
}

}  // namespace

std::string_view token_of(const wire::request& request) {
    return gateway::bearer_token(request.headers.find("Authorization").value_or(""));
}

const gateway::tenant* tenant_of(const gateway::tenants& all, const wire::request& request) {
    return all.of(token_of(request), host_of(request));
}

guard known_tenant(const gateway::tenants& all) {
    return {.name = "known tenant", .admits = [&all](const wire::request& request) -> result<void> {
                if (tenant_of(all, request) == nullptr) return fail(errc::misdirected);
                return {};
            }};
}

std::optional<wire::generation> contract_of(const wire::request& request) {
    const bool newest = request.headers.find("cal-api-version") == "2024-09-04";
    const bool older_path = request.path() == "/v2/slots/available";
    if (newest == older_path) return std::nullopt;
    return newest ? wire::generation::v2024_09_04 : wire::generation::v2024_04_15;
}

}  // namespace slotgate::net
