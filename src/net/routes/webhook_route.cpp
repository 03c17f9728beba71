#include "net/routes/webhook_route.hpp"

#include <algorithm>
#include <optional>

#include "wire/signature.hpp"

namespace slotgate::net {
namespace {

constexpr std::string_view named_prefix = "/webhooks/calcom/";
/// Bookings with many attendees and answers stay far below; a flood of larger ones is cut short
/// (T4).
constexpr std::size_t webhook_bytes_max = 512U << 10U;

std::optional<tenant_id> tenant_of(const webhook_services& s, const wire::request& request) {
    const auto path = request.path();
    if (!path.starts_with(named_prefix)) return s.unnamed;
    const auto* tenant = s.tenants.named(path.substr(named_prefix.size()));
    if (tenant == nullptr) return std::nullopt;
    return tenant->id;
}

bool signed_rightly(const webhook_services& s, tenant_id tenant, const wire::request& request) {
    const auto row = std::ranges::find(s.secrets, tenant, &webhook_secret::tenant);
    const auto signature = request.headers.find("X-Cal-Signature-256");
    return row != s.secrets.end() && signature &&
           wire::signature_matches(row->secret.reveal(), request.body, *signature);
}

guard signature_guard(const webhook_services& s) {
    return {.name = "webhook signature",
            .admits = [&s](const wire::request& request) -> result<void> {
                const auto tenant = tenant_of(s, request);
                if (tenant && signed_rightly(s, *tenant, request)) return {};
                s.metrics.webhooks.at(ops::webhook_outcome::refused).increment();
                return fail(errc::unauthorized, "X-Cal-Signature-256 is missing or wrong");
            }};
}

route receiving(const webhook_services& s, std::string path) {
    return {.method = "POST",
            .path = std::move(path),
            .guard = signature_guard(s),
            .body_bytes_max = webhook_bytes_max,
            .at_once = [&s](const wire::request& request) -> std::optional<wire::response> {
                s.webhooks.take(*tenant_of(s, request), request.body);
                return wire::json_response(200, R"({"received":true,"status":"processed"})");
            },
            .handle = {}};
}

}  // namespace

std::vector<route> webhook_routes(const webhook_services& services) {
    route ping{.method = "GET",
               .path = "/api/calcom/webhook",
               .guard = open_to_anybody(),
               .at_once = [](const wire::request&) -> std::optional<wire::response> {
                   return wire::json_response(200, R"({"ping":"ok"})");
               },
               .handle = {}};
    return {std::move(ping), receiving(services, "/api/calcom/webhook"),
            receiving(services, std::string(named_prefix) + "*")};
}

}  // namespace slotgate::net
