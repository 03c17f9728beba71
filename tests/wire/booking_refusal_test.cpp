#include "wire/booking_refusal.hpp"

#include <string>

#include <doctest/doctest.h>

using slotgate::wire::refuses_start;

namespace {

std::string bare(int status, const std::string& message) {
    return R"({"statusCode":)" + std::to_string(status) + R"(,"message":")" + message + R"("})";
}

std::string wrapped(const std::string& message) {
    return R"({"status":"error","error":{"code":"BadRequestException","message":")" + message +
           R"("}})";
}

}  // namespace

TEST_CASE("B7: what Cal.com says of a start that nobody can have") {
    const std::string busy = "either already has booking at this time or is not available";
    CHECK(refuses_start(400, wrapped("User " + busy)));
    CHECK(refuses_start(400, wrapped("One of the hosts " + busy)));
    CHECK(refuses_start(400, wrapped(R"(The event type can't be booked at the \"start\" time )"
                                     "provided. This could be because it's too soon")));
    CHECK(refuses_start(409, bare(409, "booking_conflict_error")));
    CHECK(refuses_start(409, wrapped("No more seats left at this seated booking.")));
    CHECK(refuses_start(401, bare(401, "booking_limit_reached")));
    CHECK(refuses_start(401, bare(401, "duration_limit_reached")));
}

TEST_CASE("B7: what is wrong with a request or its sender says nothing of the start") {
    CHECK_FALSE(refuses_start(400, wrapped("Missing attendee phone number - it is required")));
    CHECK_FALSE(refuses_start(401, wrapped("CustomThrottlerGuard - Invalid API Key")));
    CHECK_FALSE(refuses_start(409, bare(409, "already_signed_up_for_this_booking_error")));
    CHECK_FALSE(refuses_start(500, bare(500, "booking_conflict_error")));
    CHECK_FALSE(refuses_start(201, bare(409, "booking_conflict_error")));
    CHECK_FALSE(refuses_start(409, "<html>booking_conflict_error</html>"));
    CHECK_FALSE(refuses_start(409, ""));
}
