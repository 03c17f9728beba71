#include <doctest/doctest.h>

#include "practice.hpp"

namespace {

using namespace slotgate;
using namespace slotgate::sim;
using namespace slotgate::sim::testing;

struct cached : asker {
    cached() { sim.options().slots_cache = milliseconds{2'000}; }
    bool shows(std::string_view start, std::string_view more = {}, std::string_view key = {}) {
        const auto r = ask("GET",
                           "/v2/slots?eventTypeId=1&timeZone=UTC&" +
                               std::string(more.empty() ? "start=2031-05-06&end=2031-05-06" : more),
                           {}, key, "2024-09-04");
        return r.answer.body.find(start) != std::string::npos;
    }
};

constexpr const char* booked = "2031-05-06T10:00:00.000Z";

}  // namespace

TEST_CASE("what a slots question found is given again for two seconds, whatever happened") {
    cached c;
    CHECK(c.shows(booked));
    CHECK(c.book("2031-05-06T10:00:00Z").answer.status == 201);
    c.now += milliseconds{1'999};
    CHECK(c.shows(booked));
    c.now += milliseconds{1};
    CHECK_FALSE(c.shows(booked));
}

TEST_CASE(
    "format, credentials and the way a time is written share an entry; zone and time do not") {
    cached c;
    CHECK(c.shows(booked));
    CHECK(c.book("2031-05-06T10:00:00Z").answer.status == 201);
    CHECK(c.shows("10:30:00.000Z\"}", "start=2031-05-06&end=2031-05-06&format=range"));
    CHECK(c.shows(booked, "start=2031-05-06T00:00:00Z&end=2031-05-06"));
    CHECK(c.shows(booked, {}, "cal_anna"));
    CHECK_FALSE(c.shows(booked, "start=2031-05-06T00:00:01Z&end=2031-05-06"));
    const auto paris = c.ask("GET",
                             "/v2/slots?eventTypeId=1&timeZone=Europe/Paris&start=2031-05-06"
                             "&end=2031-05-06",
                             {}, {}, "2024-09-04");
    CHECK(paris.answer.body.find("2031-05-06T12:00:00.000+02:00") == std::string::npos);
}

TEST_CASE("the old endpoint has entries of its own, one for each query as sent") {
    cached c;
    const auto old_shows = [&](std::string_view more) {
        const auto r = c.ask("GET",
                             "/v2/slots/available?eventTypeId=1&startTime=2031-05-06T00:00:00Z"
                             "&endTime=2031-05-07T00:00:00Z" +
                                 std::string(more),
                             {}, {}, "");
        return r.answer.body;
    };
    CHECK(c.shows(booked));
    CHECK(c.book("2031-05-06T10:00:00Z").answer.status == 201);
    CHECK(old_shows("").find("T10:00") == std::string::npos);
    CHECK(c.shows(booked));
    CHECK(c.book("2031-05-06T09:00:00Z").answer.status == 201);
    CHECK(old_shows("").find("T09:00") != std::string::npos);
    CHECK(old_shows("&unknown=1").find("T09:00") == std::string::npos);
}

TEST_CASE("errors are not kept, and a clock set back empties the cache") {
    cached c;
    CHECK(c.shows(booked));
    CHECK(c.book("2031-05-06T10:00:00Z").answer.status == 201);
    c.now -= milliseconds{1};
    CHECK_FALSE(c.shows(booked));
}
