#include "wire/team_reading.hpp"

#include <doctest/doctest.h>

namespace {

using namespace slotgate;

TEST_CASE("teams are read with their slugs, and without where they have none") {
    const auto read =
        wire::read_teams(R"({"status":"success","data":[{"id":7,"slug":"salon","name":"Salon"},)"
                         R"({"id":8,"slug":null}]})");
    REQUIRE(read);
    REQUIRE(read->size() == 2);
    CHECK(read->front().id == 7);
    CHECK(read->front().slug == "salon");
    CHECK(read->back().slug.empty());
}

TEST_CASE("what is no list of teams is not believed") {
    for (const auto* body :
         {"", "[]", R"({"status":"success","data":{}})", R"({"status":"success","data":[1]})",
          R"({"status":"success","data":[{"slug":"salon"}]})"}) {
        CAPTURE(body);
        CHECK_FALSE(wire::read_teams(body));
    }
}

}  // namespace
