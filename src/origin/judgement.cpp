#include "origin/judgement.hpp"

#include "origin/rate_headers.hpp"
#include "wire/calcom_error.hpp"

namespace slotgate::origin {
namespace {

bool from_in_front_of_calcom(int status) {
    return status == 502 || status == 503 || status == 504;
}

}  // namespace

std::string message_of(const wire::response& answer) {
    constexpr std::size_t bytes_max = 300;
    auto message = wire::calcom_error_message(answer.body);
    if (message.size() > bytes_max) message.resize(bytes_max);
    return message;
}

error failure_of(const wire::response& answer, instant now) {
    const auto told = read_retry_after(answer.headers, now);
    const auto wait = told ? retry_seconds(*told) : seconds{0};
    if (answer.status == 429) return {errc::upstream_limited, message_of(answer), wait};
    if (answer.status == 404) return {errc::not_found, message_of(answer), wait};
    if (answer.status >= 500)
        return {errc::upstream_error, "status " + std::to_string(answer.status), wait};
    if (answer.status >= 400) return {errc::upstream_refused, message_of(answer), wait};
    return {errc::upstream_garbage, "status " + std::to_string(answer.status), wait};
}

evidence evidence_of(const result<wire::response>& outcome) {
    if (!outcome) {
        const auto code = outcome.error().code;
        const bool silent = code == errc::upstream_down || code == errc::upstream_lost ||
                            code == errc::upstream_timeout;
        return silent ? evidence::silence : evidence::none;
    }
    if (outcome->status >= 500) return evidence::server_error;
    const bool refused = outcome->status >= 400 && outcome->status != 429;
    if (refused && wire::read_calcom_error(outcome->body)) return evidence::works;
    return evidence::none;
}

bool worth_another_try(const result<wire::response>& outcome) {
    if (!outcome) {
        const auto code = outcome.error().code;
        return code == errc::upstream_down || code == errc::upstream_lost;
    }
    return from_in_front_of_calcom(outcome->status) && !outcome->headers.find("retry-after");
}

}  // namespace slotgate::origin
