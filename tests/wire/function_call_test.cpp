#include "wire/function_call.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::wire;

namespace {

function_call read(std::string_view body) {
    const auto call = read_function_call(body);
    REQUIRE_MESSAGE(call, body);
    return *call;
}

}  // namespace

TEST_CASE("V2: a call is read as Retell sends it") {
    const auto call = read(R"({"name":"get_alternatives","call":{"call_id":"c1",
        "from_number":"+4930111","to_number":"+49228123456"},
        "args":{"datum":"2031-05-06","uhrzeit":"08:00","max_alternatives":3,"x":null,"y":[1]}})");
    CHECK(call.name == "get_alternatives");
    CHECK(call.our_number == "+49228123456");
    CHECK(call.argument({"date", "datum"}) == "2031-05-06");
    CHECK(call.argument({"max_alternatives"}) == "3");
    CHECK(call.argument({"x", "y", "none"}).empty());
}

TEST_CASE("V2: the ticket's own spelling of a call is read") {
    const auto call = read(R"({"function_name": "get_alternatives", "call_id": "test123",
        "parameters": {"datum": "2025-10-13", "uhrzeit": "08:00"}})");
    CHECK(call.name == "get_alternatives");
    CHECK(call.our_number.empty());
    CHECK(call.argument({"uhrzeit"}) == "08:00");
}

TEST_CASE("V1: our number is the one called, or the one that calls out") {
    const auto ours = [](std::string_view direction) {
        return read(R"({"name":"f","call":{"from_number":"+491","to_number":"+492","direction":")" +
                    std::string(direction) + "\"}}")
            .our_number;
    };
    CHECK(ours("inbound") == "+492");
    CHECK(ours("outbound") == "+491");
}

TEST_CASE("V2: a version at the end of a function's name is not part of it") {
    CHECK(read(R"({"name":"get_alternatives_v17"})").name == "get_alternatives");
    CHECK(read(R"({"name":"get_alternatives_v"})").name == "get_alternatives_v");
    CHECK(read(R"({"name":"route66"})").name == "route66");
    CHECK(read(R"({"name":"123"})").name == "123");
}

TEST_CASE("V2: arguments may come as a text that holds an object") {
    CHECK(read(R"({"name":"f","arguments":"{\"datum\":\"heute\"}"})").argument({"datum"}) ==
          "heute");
}

TEST_CASE("a call that is none is told what it lacks") {
    const auto detail = [](std::string_view body) {
        const auto call = read_function_call(body);
        REQUIRE_FALSE(call);
        CHECK(call.error().code == errc::bad_request);
        return call.error().detail;
    };
    CHECK(detail("") == "The body is not a JSON object.");
    CHECK(detail("[1]") == "The body is not a JSON object.");
    CHECK(detail("{}") == "The body names no function: `name` is missing.");
    CHECK(detail(R"({"name":7})") == "The body names no function: `name` is missing.");
    CHECK(detail(R"({"name":"f","args":[1]})") == "`args` is not a JSON object.");
    CHECK(detail(R"({"name":"f","args":"heute"})") == "`args` is not a JSON object.");
}
