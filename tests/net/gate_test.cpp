#include "net/gate.hpp"

#include <thread>

#include <doctest/doctest.h>

using namespace slotgate;
using net::gate;

TEST_CASE("a gate admits up to its limit and again after somebody left") {
    gate door;
    auto first = door.enter(2);
    const auto second = door.enter(2);
    REQUIRE(first);
    REQUIRE(second);
    CHECK_FALSE(door.enter(2));
    first.reset();
    CHECK(door.enter(2));
    CHECK(door.inside() == 1);
}

TEST_CASE("a pass that moved is given back once") {
    gate door;
    {
        auto pass = door.enter(1);
        REQUIRE(pass);
        const gate::pass moved(std::move(*pass));
        CHECK(door.inside() == 1);
    }
    CHECK(door.inside() == 0);
}

TEST_CASE("waiting ends when the last one leaves, or with patience") {
    gate door;
    auto pass = door.enter(1);
    CHECK_FALSE(door.wait_until_empty(milliseconds{1}));
    std::thread leaver([&] { pass.reset(); });
    CHECK(door.wait_until_empty(minutes{1}));
    leaver.join();
}
