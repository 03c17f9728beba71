#include <string>

#include <boost/json.hpp>

#include "net/server.hpp"
#include "wire/calcom_error.hpp"

namespace slotgate::net {
namespace {

/// RFC 9457, with `retryable` of our own. `type` is a name, not an address: nothing has to be
/// there.
wire::response problem(const error& e, const error_facts& facts) {
    boost::json::object body{{"type", "urn:slotgate:error:" + std::string(facts.name)},
                             {"title", facts.for_client},
                             {"status", facts.http_status}};
    if (!e.detail.empty()) body["detail"] = e.detail;
    body["retryable"] = facts.retry == retryable::yes;
    return {.status = facts.http_status,
            .headers = {{"Content-Type", "application/problem+json"}},
            .body = boost::json::serialize(body)};
}

/// What Cal.com says about an address it does not know (recorded: "Cannot GET /v2/slots?...").
std::string cannot(const wire::request& request) {
    return "Cannot " + request.method + " " + request.target;
}

}  // namespace

wire::response error_response(const error& e, error_shape shape, const wire::request& request,
                              instant now) {
    const auto& facts = facts_of(e.code);
    if (shape == error_shape::problem) return problem(e, facts);
    auto message = e.detail;
    if (message.empty())
        message = e.code == errc::not_found ? cannot(request) : std::string(facts.for_client);
    return wire::calcom_error(facts.http_status, message, request.target, now);
}

}  // namespace slotgate::net
