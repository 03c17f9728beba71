#include "calcom-sim/form_rules.hpp"

#include <doctest/doctest.h>

#include "practice.hpp"

using namespace slotgate;
using namespace slotgate::sim;
using namespace slotgate::sim::testing;

namespace {

/// The answer to a booking of an event type that asks for `field`, with `answers` given.
std::string told(std::string_view field, std::string_view answers, std::string_view more = {}) {
    auto w = practice();
    w.event_types[event_type_id{1}].settings["bookingFields"] =
        boost::json::array{boost::json::parse(field)};
    asker cal(std::move(w));
    const auto r =
        cal.book("2031-05-06T10:00:00Z", "b@x.example", 1,
                 R"(,"bookingFieldsResponses":)" + std::string(answers) + std::string(more));
    return r.answer.status == 201 ? "booked" : message(r);
}

}  // namespace

TEST_CASE("what the host requires has to be answered") {
    const auto field = R"({"type":"text","slug":"why","label":"Why","required":true})";
    CHECK(told(field, "{}").starts_with("Missing required booking field response: why - "));
    CHECK(told(field, R"({"why":"knee"})") == "booked");
    CHECK(told(R"({"type":"phone","slug":"attendeePhoneNumber","required":true})", "{}")
              .starts_with("Missing attendee phone number"));
}

TEST_CASE("an answer has to be of its field's kind, and among its options") {
    CHECK(told(R"({"type":"number","slug":"n","required":false})", R"({"n":"3"})") ==
          "Invalid type for booking field 'n'. Expected type number (compatible with field type "
          "'number'), but received string.");
    const auto choice = R"({"type":"select","slug":"c","required":true,"options":["a","b"]})";
    CHECK(told(choice, R"({"c":"z"})") ==
          "Invalid option 'z' for booking field 'c'. Allowed options are: a, b.");
    CHECK(told(choice, R"({"c":"b"})") == "booked");
    CHECK(told(R"({"type":"multiselect","slug":"c","required":true,"options":["a","b"]})",
               R"({"c":["a","z"]})") ==
          "One or more invalid options for booking field 'c'. Allowed options are: a, b.");
}

TEST_CASE("blocked and unverified bookers are refused in Cal.com's bare shape") {
    auto w = practice();
    w.blocked_emails = {"bad@x.example"};
    w.event_types[event_type_id{1}].settings["requiresBookerEmailVerification"] = true;
    asker cal(std::move(w));
    CHECK(cal.book("2031-05-06T10:00:00Z", "bad@x.example").answer.body ==
          R"({"statusCode":403,"message":"Cannot use this email to create the booking."})");
    CHECK(message(cal.book("2031-05-06T10:00:00Z")) == "email_verification_required");
    CHECK(message(cal.book("2031-05-06T10:00:00Z", "b@x.example", 1,
                           R"(,"emailVerificationCode":"1")")) == "invalid_verification_code");
}
