#include "calcom-sim/booking_list.hpp"

#include <doctest/doctest.h>

#include "practice.hpp"

using namespace slotgate;
using namespace slotgate::sim;
using namespace slotgate::sim::testing;

TEST_CASE("the list shows what the key's user organizes or attends, and no more") {
    asker cal;
    cal.book("2031-05-06T10:00:00Z");
    cal.book("2031-05-06T10:00:00Z", "anna-berg@practice.example", 4);
    cal.book("2031-05-06T12:00:00Z", "bo@guests.example", 4);
    const auto count = [&](std::string_view key) {
        return body_of(cal.ask("GET", "/v2/bookings", "", key)).at("data").as_array().size();
    };
    CHECK(count("cal_anna") == 2);
    CHECK(count("cal_ben") == 2);
}

TEST_CASE("the list filters, sorts and pages") {
    asker cal;
    for (const auto* start :
         {"2031-05-06T12:00:00Z", "2031-05-06T10:00:00Z", "2031-05-07T10:00:00Z"}) {
        cal.book(start, std::string(start).substr(8, 5) + "@x.example");
        cal.now += minutes{1};
    }
    const auto starts = [&](const std::string& query) {
        std::string out;
        const auto body = body_of(cal.ask("GET", "/v2/bookings?" + query, "", "cal_anna"));
        for (const auto& b : body.at("data").as_array())
            out += std::string(b.at("start").as_string()).substr(8, 5) + ' ';
        return out;
    };
    CHECK(starts("") == "06T10 06T12 07T10 ");
    CHECK(starts("sortStart=desc") == "07T10 06T12 06T10 ");
    CHECK(starts("sortCreated=asc") == "06T12 06T10 07T10 ");
    CHECK(starts("sortUpdatedAt=desc") == "07T10 06T10 06T12 ");
    CHECK(starts("attendeeEmail=06T12@x.example") == "06T12 ");
    CHECK(starts("afterStart=2031-05-06T12:00:00Z") == "06T12 07T10 ");
    CHECK(starts("beforeEnd=2031-05-06T12:00:00Z") == "06T10 ");
    CHECK(starts("afterCreatedAt=2031-05-04T08:01:00.000Z&sortCreated=asc") == "06T10 07T10 ");
    CHECK(starts("afterUpdatedAt=2031-05-04T08:02:00.000Z") == "07T10 ");
    CHECK(starts("eventTypeId=2").empty());
    CHECK(starts("eventTypeIds=1,2&take=1&skip=1") == "06T12 ");
    CHECK(starts("status=cancelled").empty());
    CHECK(starts("status=upcoming,past") == "06T10 06T12 07T10 ");
    const auto page = body_of(cal.ask("GET", "/v2/bookings?take=2", "", "cal_anna"));
    CHECK(
        boost::json::serialize(page.at("pagination")) ==
        R"({"totalItems":3,"remainingItems":1,"returnedItems":2,"itemsPerPage":2,"currentPage":1,)"
        R"("totalPages":2,"hasNextPage":true,"hasPreviousPage":false})");
}

TEST_CASE("the list refuses what it does not know in the unflattened shape") {
    asker cal;
    const auto r = cal.ask("GET", "/v2/bookings?take=251&colour=red", "", "cal_anna");
    CHECK(r.answer.status == 400);
    CHECK(message(r) == "Bad Request Exception");
    const auto body = body_of(r);
    const auto& errors = body.at("error").at("details").at("errors").as_array();
    REQUIRE(errors.size() == 2);
    CHECK(errors.at(0).at("property") == "colour");
    CHECK(errors.at(1).at("constraints").at("max") == "take must not be greater than 250");
    CHECK(cal.ask("GET", "/v2/bookings?afterStart=soon", "", "cal_anna").answer.status == 400);
}
