#include "wire/cache_control.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::wire;

namespace {

cache_control reading(std::string value) {
    return read_cache_control({{"cache-control", std::move(value)}});
}

}  // namespace

TEST_CASE("S12: directives are read in any case, with spaces, in one field or in several") {
    CHECK(reading("no-cache").no_cache);
    CHECK(reading("No-Store , NO-CACHE").no_cache);
    CHECK(reading("only-if-cached").only_if_cached);
    CHECK(reading("max-age=60, only-if-cached") ==
          cache_control{.no_cache = false, .only_if_cached = true, .max_age = seconds{60}});
    CHECK(reading("max-age=\"5\"").max_age == seconds{5});
    CHECK(reading("max-age = 5").max_age == seconds{5});
    const auto both =
        read_cache_control({{"Cache-Control", "max-age=60"}, {"Cache-Control", "max-age=3"}});
    CHECK(both.max_age == seconds{3});
}

TEST_CASE("S12: what is no directive says nothing") {
    for (const auto* text : {"", ",", "max-age", "max-age=", "max-age=-1", "max-age=1.5",
                             "max-age=99999999999", "max-age=x", "s-maxage=1", "no-cached", "="}) {
        CAPTURE(std::string(text));
        CHECK(reading(text) == cache_control{});
    }
    CHECK(read_cache_control({{"Pragma", "no-cache"}}) == cache_control{});
}
