#include "wire/subscription_reading.hpp"

#include <doctest/doctest.h>

#include "wire/host_address.hpp"
#include "wire/profile_reading.hpp"

using namespace slotgate;
using namespace slotgate::wire;

TEST_CASE("a subscription is read with its address, triggers, secret and template") {
    const auto read = read_subscriptions(
        R"({"status":"success","data":[{"id":"w","subscriberUrl":"https://a.example/x",)"
        R"("triggers":["BOOKING_CREATED","OOO_CREATED"],"active":true,"payloadTemplate":null,)"
        R"("secret":"s3cret","userId":1},{"subscriberUrl":"b","payloadTemplate":"{{title}}"}]})");
    REQUIRE(read);
    REQUIRE(read->size() == 2);
    CHECK(read->front().url == "https://a.example/x");
    CHECK(read->front().triggers == std::vector<std::string>{"BOOKING_CREATED", "OOO_CREATED"});
    CHECK(read->front().active);
    CHECK_FALSE(read->front().has_template);
    CHECK(read->front().secret.reveal() == "s3cret");
    CHECK(read->back().has_template);
    CHECK_FALSE(read->back().active);
    CHECK(read->back().secret.empty());
}

TEST_CASE("what is no list of subscriptions is not believed") {
    for (const auto* body :
         {"", "{}", R"({"status":"success","data":{}})", R"({"status":"success","data":[7]})",
          R"({"status":"success","data":[{"active":true}]})"})
        CHECK(read_subscriptions(body).error().code == errc::upstream_garbage);
}

TEST_CASE("a profile tells number and user name") {
    const auto read =
        read_profile(R"({"status":"success","data":{"id":5,"username":"anna","email":"a@b"}})");
    REQUIRE(read);
    CHECK(read->id == user_id{5});
    CHECK(read->username == "anna");
    CHECK(
        read_profile(R"({"status":"success","data":{"id":5,"username":null}})")->username.empty());
    CHECK_FALSE(read_profile(R"({"status":"success","data":{"username":"anna"}})"));
    CHECK(read_profile(R"({"status":"success","data":{"id":5,"email":"a@b"}})")->address ==
          digest_of_address("a@b"));
    CHECK(read_profile(R"({"status":"success","data":{"id":5,"email":null}})")->address.empty());
}
