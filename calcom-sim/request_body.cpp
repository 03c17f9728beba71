#include "calcom-sim/request_body.hpp"

namespace slotgate::sim {

std::expected<boost::json::object, wire::response> read_body(const exchange& x) {
    namespace json = boost::json;
    if (x.request.body.empty()) return json::object{};
    boost::system::error_code failed;
    auto parsed = json::parse(x.request.body, failed);
    if (failed == json::error::incomplete)
        return std::unexpected(failure(x, 400, "Unexpected end of JSON input"));
    if (failed) return std::unexpected(failure(x, 400, "Unexpected token in JSON"));
    if (!parsed.is_object()) return std::unexpected(failure(x, 400, "Body should be an object"));
    return std::move(parsed.get_object());
}

boost::json::object merged(boost::json::object base, const boost::json::object& change) {
    for (const auto& member : change) {
        if (member.value().is_null())
            base.stable_erase(member.key());
        else
            base[member.key()] = member.value();
    }
    return base;
}

boost::json::object without_nulls(const boost::json::object& body) {
    return merged({}, body);
}

}  // namespace slotgate::sim
