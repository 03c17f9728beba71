#include "net/routes/operations_route.hpp"

#include <utility>

namespace slotgate::net {
namespace {

route reading(std::string path, std::function<wire::response()> answer) {
    return {.method = "GET",
            .path = std::move(path),
            .guard = open_to_anybody(),
            .at_once = [answer = std::move(answer)](const wire::request&)
                -> std::optional<wire::response> { return answer(); },
            .handle = {}};
}

wire::response metrics_text(const ops::metrics& metrics) {
    return {.status = 200,
            .headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}},
            .body = metrics.text()};
}

}  // namespace

std::vector<route> operations_routes(const ops::metrics& metrics, std::function<bool()> ready) {
    return {reading("/health", [] { return wire::json_response(200, R"({"status":"ok"})"); }),
            reading("/health/ready",
                    [ready = std::move(ready)] {
                        if (ready()) return wire::json_response(200, R"({"status":"ready"})");
                        return wire::json_response(
                            503, R"({"status":"starting","reason":"event types not read yet"})");
                    }),
            reading("/metrics", [&metrics] { return metrics_text(metrics); })};
}

}  // namespace slotgate::net
