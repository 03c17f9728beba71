#include "net/routes/calcom_caller.hpp"

#include <utility>

#include "gateway/operation.hpp"

namespace slotgate::net {

guard known_caller(const gateway::tenants& all, gateway::clock now) {
    return {.name = "known caller",
            .admits = [&all, now = std::move(now)](const wire::request& request) -> result<void> {
                const auto who = gateway::identify(all, request, now().system);
                if (!who) return std::unexpected(who.error());
                return gateway::permit(*who, gateway::operation_of(request.method, request.path()));
            }};
}

std::optional<wire::generation> contract_of(const wire::request& request) {
    const bool newest = request.headers.find("cal-api-version") == "2024-09-04";
    const bool older_path = request.path() == "/v2/slots/available";
    if (newest == older_path) return std::nullopt;
    return newest ? wire::generation::v2024_09_04 : wire::generation::v2024_04_15;
}

}  // namespace slotgate::net
