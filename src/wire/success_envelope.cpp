#include "wire/success_envelope.hpp"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace slotgate::wire {

namespace json = boost::json;

result<json::value> read_success_envelope(std::string_view body) {
    json::error_code ec;
    // Thousands of values that go together: one allocation for many, and none is freed alone.
    const auto memory = json::make_shared_resource<json::monotonic_resource>();
    json::value whole = json::parse({body.data(), body.size()}, ec, memory);
    if (ec) return fail(errc::upstream_garbage, "not JSON");
    auto* object = whole.if_object();
    if (object == nullptr) return fail(errc::upstream_garbage, "not a JSON object");
    const auto* status = object->if_contains("status");
    if (status == nullptr || !status->is_string() || status->get_string() != "success")
        return fail(errc::upstream_garbage, "status is not success");
    auto* data = object->if_contains("data");
    if (data == nullptr) return fail(errc::upstream_garbage, "no data");
    return std::move(*data);
}

}  // namespace slotgate::wire
