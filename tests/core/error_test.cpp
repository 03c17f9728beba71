#include "core/error.hpp"

#include <set>
#include <string>

#include <doctest/doctest.h>

using namespace slotgate;

TEST_CASE("every error has a row with a name of its own, an HTTP status and two sentences") {
    std::set<std::string_view> names;
    for (int i = 0; i <= static_cast<int>(errc::internal); ++i) {
        CAPTURE(i);
        const auto& facts = facts_of(static_cast<errc>(i));
        CHECK(static_cast<int>(facts.code) == i);
        CHECK(names.insert(facts.name).second);
        CHECK((facts.http_status >= 400 && facts.http_status <= 599));
        CHECK(facts.for_client.ends_with('.'));
        CHECK(facts.for_operator.ends_with('.'));
    }
}

TEST_CASE("a client's own fault is not worth trying again unchanged, an upstream's mostly is") {
    CHECK(facts_of(errc::bad_request).retry == retryable::no);
    CHECK(facts_of(errc::unauthorized).retry == retryable::no);
    CHECK(facts_of(errc::upstream_timeout).retry == retryable::yes);
    CHECK(facts_of(errc::upstream_limited).retry == retryable::yes);
    CHECK(facts_of(errc::upstream_refused).retry == retryable::no);
}

TEST_CASE("when to try again is told in whole seconds, never too few") {
    CHECK(retry_seconds(milliseconds{0}) == seconds{1});
    CHECK(retry_seconds(milliseconds{-5}) == seconds{1});
    CHECK(retry_seconds(milliseconds{1000}) == seconds{1});
    CHECK(retry_seconds(milliseconds{1001}) == seconds{2});
}

TEST_CASE("a failure is a value that carries its code and detail") {
    const result<int> r = fail(errc::io, "disk");
    REQUIRE_FALSE(r);
    CHECK(r.error().code == errc::io);
    CHECK(r.error().detail == "disk");
}
