#include "origin/http_date.hpp"

#include <doctest/doctest.h>

using slotgate::parse_instant;
using slotgate::origin::parse_http_date;

TEST_CASE("the date of HTTP is read") {
    CHECK(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT") ==
          parse_instant("1994-11-06T08:49:37Z"));
    CHECK(parse_http_date("Thu, 01 Jan 2032 00:00:00 GMT") ==
          parse_instant("2032-01-01T00:00:00Z"));
}

TEST_CASE("other texts are no date") {
    for (const auto* text : {"", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
                             "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 31 Feb 1994 08:49:37 GMT",
                             "Sun, 06 Nix 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
                             "Sun, 0x Nov 1994 08:49:37 GMT"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_http_date(text));
    }
}
