#include "calcom-sim/exchange.hpp"

#include "wire/calcom_error.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

wire::response error_envelope(const exchange& x, int status, json::object error) {
    const json::object envelope{{"status", "error"},
                                {"timestamp", to_text(x.now)},
                                {"path", x.request.target},
                                {"error", std::move(error)}};
    return wire::json_response(status, json::serialize(envelope));
}

}  // namespace

wire::response success(int status, json::value data) {
    json::object envelope{{"status", "success"}};
    envelope["data"] = std::move(data);
    return wire::json_response(status, json::serialize(envelope));
}

wire::response failure(const exchange& x, int status, std::string_view message) {
    return wire::calcom_error(status, message, x.request.target, x.now);
}

wire::response bare_failure(int status, std::string_view message) {
    const json::object body{{"statusCode", status}, {"message", message}};
    return wire::json_response(status, json::serialize(body));
}

wire::response trpc_failure(const exchange& x, int status, std::string_view message) {
    return error_envelope(x, status, {{"code", "TRPCError"}, {"message", message}});
}

wire::response internal_failure() {
    return bare_failure(500, "Internal server error");
}

wire::response form_failure(const exchange& x, std::string_view message) {
    return error_envelope(x, 400, {{"code", "BAD_REQUEST"}, {"message", message}});
}

wire::response validation_failure(const exchange& x, const validation& failed) {
    return error_envelope(x, 400,
                          {{"code", "BadRequestException"},
                           {"message", "Bad Request Exception"},
                           {"details", json::object{{"errors", failed.errors()}}}});
}

reaction just(wire::response answer) {
    return {.deliveries = {}, .commit = {}, .answer = std::move(answer)};
}

reaction after(delivery_round deliveries, wire::response answer) {
    auto out = just(std::move(answer));
    if (!deliveries.empty()) out.deliveries.push_back(std::move(deliveries));
    return out;
}

const json::value* setting(const event_type& type, std::string_view name) {
    return type.settings.if_contains(name);
}

bool setting_is_on(const event_type& type, std::string_view name, std::string_view member) {
    const auto* value = setting(type, name);
    if (value != nullptr && value->is_object() && !member.empty())
        value = value->get_object().if_contains(member);
    return value != nullptr && value->is_bool() && value->get_bool();
}

}  // namespace slotgate::sim
