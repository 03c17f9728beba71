#include "wire/calcom_error.hpp"

#include <algorithm>
#include <array>

#include <boost/json.hpp>

namespace slotgate::wire {
namespace {

/// How NestJS names a status: its exception's class and the `error` of its response object.
struct status_name {
    int status;
    std::string_view code;
    std::string_view error;
};

constexpr std::array status_names{
    status_name{400, "BadRequestException", "Bad Request"},
    status_name{401, "UnauthorizedException", "Unauthorized"},
    status_name{403, "ForbiddenException", "Forbidden"},
    status_name{404, "NotFoundException", "Not Found"},
    status_name{405, "MethodNotAllowedException", "Method Not Allowed"},
    status_name{408, "RequestTimeoutException", "Request Timeout"},
    status_name{409, "ConflictException", "Conflict"},
    status_name{413, "PayloadTooLargeException", "Payload Too Large"},
    status_name{421, "MisdirectedException", "Misdirected"},
    status_name{422, "UnprocessableEntityException", "Unprocessable Entity"},
    status_name{429, "ThrottlerException", "Too Many Requests"},
    status_name{431, "HttpException", "Request Header Fields Too Large"},
    status_name{500, "INTERNAL_SERVER_ERROR", "Internal Server Error"},
    status_name{502, "BadGatewayException", "Bad Gateway"},
    status_name{503, "ServiceUnavailableException", "Service Unavailable"},
    status_name{504, "GatewayTimeoutException", "Gateway Timeout"},
};

status_name name_of(int status) {
    const auto* const found = std::ranges::find(status_names, status, &status_name::status);
    return found == status_names.end() ? status_name{status, "HttpException", "Http Exception"}
                                       : *found;
}

/// A text, or several in a list as NestJS's own validation gives them.
std::string text_of(const boost::json::object& object, std::string_view key) {
    const auto* const value = object.if_contains(key);
    if (value == nullptr) return {};
    if (value->is_string()) return std::string(value->get_string());
    std::string joined;
    if (!value->is_array()) return joined;
    for (const auto& one : value->get_array()) {
        if (!one.is_string()) continue;
        if (!joined.empty()) joined += ", ";
        joined += one.get_string();
    }
    return joined;
}

}  // namespace

response calcom_error(int status, std::string_view message, std::string_view target, instant now) {
    const auto name = name_of(status);
    boost::json::object failure{{"code", name.code}, {"message", message}};
    // The throttler's response object is a bare text (recorded rate/key/119); a 500 comes from the
    // database's filter, which has none (calcom.md 1.3, calcom-recorded E5).
    if (status == 429) {
        failure["details"] = message;
    } else if (status != 500) {
        failure["details"] = boost::json::object{
            {"message", message}, {"error", name.error}, {"statusCode", status}};
    }
    const boost::json::object envelope{{"status", "error"},
                                       {"timestamp", to_text(now)},
                                       {"path", target},
                                       {"error", std::move(failure)}};
    return json_response(status, boost::json::serialize(envelope));
}

std::optional<calcom_failure> read_calcom_error(std::string_view body) {
    boost::system::error_code failed;
    const auto parsed = boost::json::parse(body, failed);
    if (failed || !parsed.is_object()) return std::nullopt;
    const auto& object = parsed.get_object();
    if (const auto* const inner = object.if_contains("error"); inner && inner->is_object()) {
        const auto& told = inner->get_object();
        return calcom_failure{.code = text_of(told, "code"), .message = text_of(told, "message")};
    }
    const auto* const status = object.if_contains("statusCode");
    if (status == nullptr || !status->is_number()) return std::nullopt;
    return calcom_failure{.code = {}, .message = text_of(object, "message")};
}

std::string calcom_error_message(std::string_view body) {
    const auto failure = read_calcom_error(body);
    return failure ? failure->message : std::string{};
}

}  // namespace slotgate::wire
