#include "wire/calcom_error.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::wire;

namespace {

const instant now = *parse_instant("2031-05-01T08:17:42.339Z");

}  // namespace

TEST_CASE("an error is Cal.com's envelope, byte for byte") {
    const auto answer =
        calcom_error(404, "Event type with id 99999999 not found", "/v2/event-types/99999999", now);
    CHECK(answer.status == 404);
    CHECK(answer.headers.find("content-type") == "application/json; charset=utf-8");
    CHECK(answer.body == R"({"status":"error","timestamp":"2031-05-01T08:17:42.339Z",)"
                         R"("path":"/v2/event-types/99999999","error":{"code":"NotFoundException",)"
                         R"("message":"Event type with id 99999999 not found","details":{)"
                         R"("message":"Event type with id 99999999 not found","error":"Not Found",)"
                         R"("statusCode":404}}})");
}

TEST_CASE("the throttler's details are its message alone") {
    CHECK(calcom_error(429, "slow down", "/v2/me", now).body ==
          R"({"status":"error","timestamp":"2031-05-01T08:17:42.339Z","path":"/v2/me",)"
          R"("error":{"code":"ThrottlerException","message":"slow down","details":"slow down"}})");
}

TEST_CASE("a 500 has no details") {
    CHECK(calcom_error(500, "There was an error", "/v2/slots", now).body ==
          R"({"status":"error","timestamp":"2031-05-01T08:17:42.339Z","path":"/v2/slots",)"
          R"("error":{"code":"INTERNAL_SERVER_ERROR","message":"There was an error"}})");
}

TEST_CASE("quotes and control characters of message and target are escaped as JavaScript does") {
    const auto body = calcom_error(400, "\"start\"\n\x01 \xC3\xA4/", "/v2/x?a=\"", now).body;
    CHECK(body.contains(R"("message":"\"start\"\n\u0001 ä/")"));
    CHECK(body.contains(R"("path":"/v2/x?a=\"")"));
}

TEST_CASE("a status without a name of its own still gets the envelope") {
    CHECK(calcom_error(418, "teapot", "/", now).body.contains(R"("code":"HttpException")"));
}

TEST_CASE("the message is found in each of Cal.com's shapes") {
    CHECK(calcom_error_message(calcom_error(409, "taken", "/", now).body) == "taken");
    CHECK(calcom_error_message(R"({"statusCode":409,"message":"booking_conflict_error"})") ==
          "booking_conflict_error");
    CHECK(calcom_error_message(R"({"error":{"code":"x"},"message":"outer"})") == "outer");
}

TEST_CASE("what is no error of Cal.com has no message") {
    CHECK(calcom_error_message("").empty());
    CHECK(calcom_error_message("<html>").empty());
    CHECK(calcom_error_message("[1]").empty());
    CHECK(calcom_error_message(R"({"error":"text","message":[1]})").empty());
}
