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

TEST_CASE("NestJS's envelope with details is read") {
    const auto read = read_calcom_error(calcom_error(409, "taken", "/", now).body);
    REQUIRE(read);
    CHECK(read->code == "ConflictException");
    CHECK(read->message == "taken");
}

TEST_CASE("a refused body keeps its message; what it echoes in details stays there") {
    const auto read = read_calcom_error(
        R"({"status":"error","timestamp":"T","path":"/v2/webhooks","error":{"code":)"
        R"("BadRequestException","message":"Bad Request Exception","details":{"errors":[{"target":)"
        R"({"attendee":{"name":"Nora"}},"property":"x","constraints":{"isUrl":"no url"}}]}}})");
    REQUIRE(read);
    CHECK(read->code == "BadRequestException");
    CHECK(read->message == "Bad Request Exception");
}

TEST_CASE("the database's, the validation's and tRPC's envelopes without details are read") {
    const auto in_envelope = [](const std::string& code, const std::string& message) {
        return read_calcom_error(
            R"({"status":"error","timestamp":"T","path":"/","error":{"code":")" + code +
            R"(","message":")" + message + R"("}})");
    };
    const auto prisma =
        in_envelope("CONFLICT", "Invalid Input: Trying to create a record that already exists.");
    REQUIRE(prisma);
    CHECK(prisma->code == "CONFLICT");
    const auto zod = in_envelope("BAD_REQUEST", "responses - {email}email_validation_error, ");
    REQUIRE(zod);
    CHECK(zod->message == "responses - {email}email_validation_error, ");
    const auto trpc = in_envelope("TRPCError", "NOT_FOUND");
    REQUIRE(trpc);
    CHECK(trpc->code == "TRPCError");
    CHECK(trpc->message == "NOT_FOUND");
}

TEST_CASE("a bare status and message is read, with one text or a list of them") {
    const auto inner =
        read_calcom_error(R"({"statusCode":409,"message":"booking_conflict_error"})");
    REQUIRE(inner);
    CHECK(inner->code.empty());
    CHECK(inner->message == "booking_conflict_error");
    CHECK(calcom_error_message(R"({"statusCode":500,"message":"Internal server error"})") ==
          "Internal server error");
    CHECK(calcom_error_message(
              R"({"statusCode":400,"message":["a is wrong","b too"],"error":"Bad Request"})") ==
          "a is wrong, b too");
    CHECK(read_calcom_error(R"({"statusCode":502})"));
}

TEST_CASE("the throttler's answer is read") {
    const auto body = calcom_error(429, throttler_message, "/v2/me", now).body;
    CHECK(read_calcom_error(body)->code == "ThrottlerException");
    CHECK(calcom_error_message(body) == throttler_message);
}

TEST_CASE("what somebody between Cal.com and us says is no error of Cal.com") {
    for (const auto* body :
         {"", "<html><h1>502 Bad Gateway</h1></html>", "upstream connect error", "[1]", "{}",
          R"({"error":"text","message":[1]})", R"({"message":"no Route matched"})",
          R"({"type":"about:blank","title":"Too many requests","status":429})"}) {
        CAPTURE(body);
        CHECK_FALSE(read_calcom_error(body));
        CHECK(calcom_error_message(body).empty());
    }
}
