#include "wire/subscription_reading.hpp"

#include <boost/json/value.hpp>

#include "wire/success_envelope.hpp"

namespace slotgate::wire {
namespace {

namespace json = boost::json;

std::string text_in(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    if (value == nullptr || !value->is_string()) return {};
    return {value->get_string().data(), value->get_string().size()};
}

std::vector<std::string> triggers_in(const json::object& object) {
    std::vector<std::string> out;
    const auto* list = object.if_contains("triggers");
    if (list == nullptr || !list->is_array()) return out;
    for (const auto& one : list->get_array())
        if (one.is_string()) out.emplace_back(one.get_string().data(), one.get_string().size());
    return out;
}

bool is_true(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value != nullptr && value->is_bool() && value->get_bool();
}

}  // namespace

result<std::vector<subscription>> read_subscriptions(std::string_view body) {
    const auto data = read_success_envelope(body);
    if (!data) return std::unexpected(data.error());
    const auto* list = data->if_array();
    if (list == nullptr) return fail(errc::upstream_garbage, "subscriptions are a list");
    std::vector<subscription> out;
    for (const auto& element : *list) {
        const auto* one = element.if_object();
        if (one == nullptr || text_in(*one, "subscriberUrl").empty())
            return fail(errc::upstream_garbage, "a subscription has an address");
        out.push_back({.url = text_in(*one, "subscriberUrl"),
                       .triggers = triggers_in(*one),
                       .active = is_true(*one, "active"),
                       .has_template = !text_in(*one, "payloadTemplate").empty(),
                       .secret = slotgate::secret{text_in(*one, "secret")}});
    }
    return out;
}

}  // namespace slotgate::wire
