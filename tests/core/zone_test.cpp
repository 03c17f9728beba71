#include "core/zone.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using namespace std::chrono_literals;

namespace {

instant at(const char* text) {
    return *parse_instant(text);
}

/// The wall-clock reading `YYYY-MM-DDThh:mm`.
local_time clock(std::string text) {
    return local_time{at((text + "Z").c_str()).time_since_epoch()};
}

local_date date(const char* text) {
    return local_date{*parse_date(text)};
}

const zone& berlin() {
    static const zone z("Europe/Berlin", {{at("2030-10-27T01:00:00Z"), 1h},
                                          {at("2031-03-30T01:00:00Z"), 2h},
                                          {at("2031-10-26T01:00:00Z"), 1h}});
    return z;
}

}  // namespace

TEST_CASE("a change counts from its instant on; the first period counts before it too") {
    CHECK(berlin().offset_at(at("2031-03-30T00:59:59.999Z")) == 1h);
    CHECK(berlin().offset_at(at("2031-03-30T01:00:00Z")) == 2h);
    CHECK(berlin().offset_at(at("1999-01-01T00:00:00Z")) == 1h);
    CHECK(berlin().offset_at(at("2099-01-01T00:00:00Z")) == 1h);
}

TEST_CASE("instants and wall-clock readings convert both ways") {
    CHECK(berlin().to_local(at("2031-05-06T22:30:00Z")) == clock("2031-05-07T00:30"));
    CHECK(berlin().to_utc(clock("2031-05-07T00:30")) == at("2031-05-06T22:30:00Z"));
    CHECK(berlin().local_date_of(at("2031-05-06T22:30:00Z")) == date("2031-05-07"));
    for (auto t = at("2031-03-28T00:00:00Z"); t < at("2031-10-26T00:00:00Z"); t += 30min)
        CHECK(berlin().to_utc(berlin().to_local(t)) == t);
}

TEST_CASE("a reading that occurs twice means the first") {
    CHECK(berlin().to_utc(clock("2031-10-26T02:00")) == at("2031-10-26T00:00:00Z"));
    CHECK(berlin().to_utc(clock("2031-10-26T02:30")) == at("2031-10-26T00:30:00Z"));
    CHECK(berlin().to_utc(clock("2031-10-26T03:00")) == at("2031-10-26T02:00:00Z"));
}

TEST_CASE("a reading that never occurs means the same distance after the change") {
    CHECK(berlin().to_utc(clock("2031-03-30T02:00")) == at("2031-03-30T01:00:00Z"));
    CHECK(berlin().to_utc(clock("2031-03-30T02:30")) == at("2031-03-30T01:30:00Z"));
    CHECK(berlin().to_utc(clock("2031-03-30T03:00")) == at("2031-03-30T01:00:00Z"));
}

TEST_CASE("a date starts at its midnight, or at its first instant where clocks skip midnight") {
    CHECK(berlin().start_of(date("2031-03-30")) == at("2031-03-29T23:00:00Z"));
    CHECK(berlin().start_of(date("2031-03-31")) == at("2031-03-30T22:00:00Z"));
    // Beirut sets its clocks forward at midnight.
    const zone beirut("Asia/Beirut",
                      {{at("2030-10-26T21:00:00Z"), 2h}, {at("2031-03-29T22:00:00Z"), 3h}});
    CHECK(beirut.start_of(date("2031-03-30")) == at("2031-03-29T22:00:00Z"));
    CHECK(beirut.local_date_of(beirut.start_of(date("2031-03-30"))) == date("2031-03-30"));
}

TEST_CASE("a midnight that occurs twice starts its date the first time") {
    const zone havana("America/Havana",
                      {{at("2031-03-09T05:00:00Z"), -4h}, {at("2031-11-02T05:00:00Z"), -5h}});
    CHECK(havana.start_of(date("2031-11-02")) == at("2031-11-02T04:00:00Z"));
}

TEST_CASE("half an hour of summer time, and a whole date that never was") {
    const zone lord_howe("Australia/Lord_Howe", {{at("2031-04-05T15:00:00Z"), 10h + 30min},
                                                 {at("2031-10-04T15:30:00Z"), 11h}});
    CHECK(lord_howe.to_utc(clock("2031-10-05T02:15")) == at("2031-10-04T15:45:00Z"));
    CHECK(lord_howe.to_utc(clock("2031-10-05T02:30")) == at("2031-10-04T15:30:00Z"));
    const zone apia("Pacific/Apia",
                    {{at("2011-09-24T14:00:00Z"), -10h}, {at("2011-12-30T10:00:00Z"), 14h}});
    CHECK(apia.to_utc(clock("2011-12-29T23:59")) == at("2011-12-30T09:59:00Z"));
    CHECK(apia.start_of(date("2011-12-31")) == at("2011-12-30T10:00:00Z"));
    CHECK(apia.to_utc(clock("2011-12-31T12:00")) == at("2011-12-30T22:00:00Z"));
}
