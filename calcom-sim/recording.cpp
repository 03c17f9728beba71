#include "calcom-sim/recording.hpp"

#include "calcom-sim/json_access.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

wire::headers headers_in(const json::object& from) {
    wire::headers out;
    for (const auto& field : object_at(from, "headers"))
        if (const auto* value = field.value().if_string())
            out.add(std::string(field.key()), std::string(*value));
    return out;
}

/// A body that is a text was sent as that text: broken JSON cannot stand in a file otherwise.
std::string body_in(const json::object& asked) {
    const auto* body = asked.if_contains("body");
    if (body == nullptr) return {};
    if (const auto* text = body->if_string()) return std::string(*text);
    return json::serialize(*body);
}

wire::request request_in(const json::object& asked) {
    wire::request request;
    request.method = text_at(asked, "method");
    request.target = text_at(asked, "url");
    request.headers = headers_in(asked);
    request.body = body_in(asked);
    if (!request.body.empty() && !request.headers.find("content-type"))
        request.headers.add("content-type", "application/json");
    return request;
}

std::string target_in_words(const json::object& asked) {
    std::string out = text_at(asked, "path");
    char mark = '?';
    for (const auto& field : object_at(asked, "query")) {
        const auto* text = field.value().if_string();
        const auto value = text == nullptr ? json::serialize(field.value()) : std::string(*text);
        out += mark + std::string(field.key()) + '=' + wire::encode_component(value);
        mark = '&';
    }
    return out;
}

std::vector<recorded_delivery> deliveries_in(const json::object& element) {
    std::vector<recorded_delivery> out;
    for (const auto& one : array_at(element, "webhooks")) {
        if (!one.is_object()) continue;
        const auto& told = one.get_object();
        auto& delivery = out.emplace_back();
        delivery.receiver = text_at(told, "path");
        delivery.headers = headers_in(told);
        delivery.body = text_at(told, "bodyText");
        if (const auto after = number_at(told, "msAfterRequest"))
            delivery.after = milliseconds{*after};
    }
    return out;
}

}  // namespace

std::expected<recording, not_replayed> read_recording(const json::value& element) {
    const auto fault = std::unexpected(not_replayed{"not a recording"});
    const auto* all = element.if_object();
    if (all == nullptr) return fault;
    const auto& scenario = object_at(*all, "scenario");
    const auto& asked = object_at(*all, "request");
    const auto& answer = object_at(*all, "answer");
    const auto now = parse_instant(text_at(scenario, "now"));
    const auto status = number_at(answer, "status");
    if (!now || !status || asked.empty()) return fault;
    recording out;
    out.id = text_at(*all, "id");
    out.group = text_at(*all, "group");
    out.title = text_at(*all, "title");
    out.flow = text_at(*all, "flow");
    out.now = *now;
    if (const auto took = number_at(*all, "answerMs")) out.took = milliseconds{*took};
    out.scenario = scenario;
    out.request = request_in(asked);
    out.target_in_words = target_in_words(asked);
    out.auth = text_at(asked, "auth");
    out.status = static_cast<int>(*status);
    if (const auto* body = answer.if_contains("body")) out.body = *body;
    out.headers = headers_in(answer);
    out.deliveries = deliveries_in(*all);
    return out;
}

}  // namespace slotgate::sim
