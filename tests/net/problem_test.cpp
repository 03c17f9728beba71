#include <doctest/doctest.h>

#include "net/server.hpp"

using namespace slotgate;
using namespace slotgate::net;

namespace {

const instant now = *parse_instant("2031-05-06T07:00:00.000Z");
const wire::request asked{
    .method = "GET", .target = "/v2/x?a=1", .headers = {}, .body = {}, .peer = {}};

}  // namespace

TEST_CASE("a problem says type, title, status and whether to try again (RFC 9457)") {
    const auto out =
        error_response({errc::overloaded, "queue \"q\""}, error_shape::problem, asked, now);
    CHECK(out.status == 503);
    CHECK(out.headers.find("content-type") == "application/problem+json");
    CHECK(out.body ==
          R"({"type":"urn:slotgate:error:overloaded","title":"Too busy, try again shortly.",)"
          R"("status":503,"detail":"queue \"q\"","retryable":true})");
}

TEST_CASE("an error that knows when to try again says Retry-After, in either shape") {
    const error busy{.code = errc::upstream_failing, .detail = {}, .retry_after = seconds{5}};
    for (const auto shape : {error_shape::problem, error_shape::calcom})
        CHECK(error_response(busy, shape, asked, now).headers.find("retry-after") == "5");
    CHECK_FALSE(error_response({errc::overloaded, ""}, error_shape::problem, asked, now)
                    .headers.find("retry-after"));
}

TEST_CASE("a failure under /v2 has the headers of Cal.com's answers, and an id of its own") {
    const error why{.code = errc::forbidden, .detail = {}};
    const auto out = error_response(why, error_shape::calcom, asked, now);
    CHECK(out.headers.find("Access-Control-Allow-Origin") == "*");
    const auto id = out.headers.find("X-Request-Id");
    CHECK(id.value_or("").size() == 36);
    CHECK(id != error_response(why, error_shape::calcom, asked, now).headers.find("X-Request-Id"));
    const auto ours = error_response(why, error_shape::problem, asked, now);
    CHECK_FALSE(ours.headers.find("X-Request-Id"));
    CHECK_FALSE(ours.headers.find("Access-Control-Allow-Origin"));
}

TEST_CASE("S14: a used up rate limit is told under /v2 as Cal.com tells it") {
    const error limited{.code = errc::upstream_limited, .detail = {}, .retry_after = seconds{60}};
    const auto out = error_response(limited, error_shape::calcom, asked, now);
    CHECK(out.status == 429);
    CHECK(out.body.contains(R"("code":"ThrottlerException","message":"CustomThrottlerGuard - )"
                            R"(Too many requests. Please try again later.")"));
}

TEST_CASE("a problem without a detail leaves it out") {
    const auto out = error_response({errc::forbidden, ""}, error_shape::problem, asked, now);
    CHECK(out.status == 403);
    CHECK_FALSE(out.body.contains("detail"));
}

TEST_CASE("an unknown address under /v2 is told in Cal.com's words") {
    const auto out = error_response({errc::not_found, ""}, error_shape::calcom, asked, now);
    CHECK(out.status == 404);
    CHECK(out.body.contains(R"("message":"Cannot GET /v2/x?a=1")"));
    CHECK(out.body.contains(R"("timestamp":"2031-05-06T07:00:00.000Z")"));
}

TEST_CASE("another failure under /v2 says its detail, or else the sentence of the error table") {
    CHECK(error_response({errc::unauthorized, "No key."}, error_shape::calcom, asked, now)
              .body.contains(R"("message":"No key.")"));
    CHECK(error_response({errc::unauthorized, ""}, error_shape::calcom, asked, now)
              .body.contains(R"("message":"A valid credential or signature is required.")"));
}
