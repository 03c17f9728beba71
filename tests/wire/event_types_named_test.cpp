#include "wire/event_types_named.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::wire;

namespace {

std::vector<std::int64_t> numbers(const event_types_named& all) {
    std::vector<std::int64_t> out;
    for (const auto id : all) out.push_back(id.value);
    return out;
}

using list = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("event types named in a query count together, and only if all are plain numbers") {
    CHECK(numbers(event_types_of_query("eventTypeId=7")) == list{7});
    CHECK(numbers(event_types_of_query("status=past&eventTypeIds=7,8&eventTypeId=9")) ==
          list{7, 8, 9});
    for (const auto* query :
         {"", "take=7", "eventTypeId=", "eventTypeId=7&eventTypeId=x", "eventTypeIds=7,",
          "eventTypeIds[]=7", "eventTypeId=7&eventTypeIdss=8", "eventTypeId=-7", "eventTypeId=7.5"})
        CHECK_MESSAGE(event_types_of_query(query).empty(), query);
}

TEST_CASE("a body names one event type by its number") {
    CHECK(numbers(event_types_of_body(R"({"start":"x","eventTypeId":7})")) == list{7});
    for (const auto* body : {"", "[]", "{}", R"({"eventTypeId":"7"})", R"({"eventTypeId":0})", "{"})
        CHECK(event_types_of_body(body).empty());
}

TEST_CASE("a booking, and every booking of a series, names its event type") {
    CHECK(numbers(event_types_of_booking(R"({"data":{"eventTypeId":7}})")) == list{7});
    CHECK(numbers(event_types_of_booking(R"({"data":[{"eventTypeId":7},{"eventTypeId":8}]})")) ==
          list{7, 8});
    for (const auto* answer : {"", "{}", R"({"data":[{"eventTypeId":7},{}]})", R"({"data":7})"})
        CHECK(event_types_of_booking(answer).empty());
}
