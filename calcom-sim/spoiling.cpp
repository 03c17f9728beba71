#include "calcom-sim/spoiling.hpp"

#include <array>
#include <random>
#include <string_view>
#include <utility>

#include "calcom-sim/exchange.hpp"
#include "wire/calcom_error.hpp"

namespace slotgate::sim {
namespace {

struct usual_words {
    int status;
    std::string_view reason;   ///< of RFC 9110
    std::string_view message;  ///< Cal.com's own, where it has one
};

constexpr std::array known_statuses{
    usual_words{400, "Bad Request", ""},
    usual_words{401, "Unauthorized", ""},
    usual_words{403, "Forbidden", ""},
    usual_words{404, "Not Found", ""},
    usual_words{408, "Request Timeout", ""},
    usual_words{409, "Conflict", ""},
    usual_words{413, "Payload Too Large", ""},
    usual_words{422, "Unprocessable Entity", ""},
    usual_words{429, "Too Many Requests",
                "CustomThrottlerGuard - Too many requests. Please try again later."},
    usual_words{500, "Internal Server Error", "Internal server error"},
    usual_words{502, "Bad Gateway", ""},
    usual_words{503, "Service Unavailable", ""},
    usual_words{504, "Gateway Timeout", ""},
};

usual_words words_for(int status) {
    for (const auto& one : known_statuses)
        if (one.status == status) return one;
    return {status, "Error", ""};
}

std::string page(const usual_words& words) {
    const auto title = std::to_string(words.status) + ' ' + std::string(words.reason);
    return "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<h1>" + title +
           "</h1>\r\n</body>\r\n</html>\r\n";
}

wire::response with_status(const spoiling& how, const wire::request& request, instant now) {
    const auto words = words_for(how.status);
    auto message = how.message;
    if (message.empty()) message = words.message.empty() ? words.reason : words.message;
    wire::response out{.status = how.status, .headers = {}, .body = {}};
    switch (how.shaped) {
        case spoiling::shape::calcom:
            out = wire::calcom_error(how.status, message, request.target, now);
            break;
        case spoiling::shape::bare:
            out = bare_failure(how.status, message);
            break;
        case spoiling::shape::html:
            out.headers.add("Content-Type", "text/html");
            out.body = page(words);
            break;
        case spoiling::shape::empty:
            break;
    }
    for (const auto& [name, value] : how.headers.fields()) out.headers.set(name, value);
    return out;
}

std::string garbage(std::size_t length, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::string out(length, '\0');
    for (auto& byte : out) byte = static_cast<char>(random() & 0xFFU);
    return out;
}

}  // namespace

wire::response spoil(const spoiling& how, wire::response genuine, const wire::request& request,
                     instant now) {
    switch (how.is) {
        case spoiling::kind::none:
            break;
        case spoiling::kind::status:
            return with_status(how, request, now);
        case spoiling::kind::drop:
            genuine.arrival = wire::arrival::never;
            break;
        case spoiling::kind::reset:
            genuine.arrival = wire::arrival::reset;
            break;
        case spoiling::kind::half:
            genuine.arrival = wire::arrival::part;
            genuine.part_bytes = how.bytes.value_or(genuine.body.size() / 2);
            break;
        case spoiling::kind::garbage:
            genuine.body = garbage(genuine.body.size(), how.seed);
            break;
        case spoiling::kind::content:
            genuine.headers.set("Content-Type", how.content_type);
            genuine.body = how.content;
            break;
    }
    return genuine;
}

}  // namespace slotgate::sim
