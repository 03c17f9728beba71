#include "wire/http.hpp"

#include <doctest/doctest.h>

using namespace slotgate::wire;

namespace {

using pairs = std::vector<std::pair<std::string, std::string>>;

pairs query_of(std::string_view text) {
    pairs out;
    for (auto& [name, value] : parse_query(text)) out.emplace_back(name, value);
    return out;
}

}  // namespace

TEST_CASE("names of headers compare without regard to case, fields keep their order") {
    headers h{{"A", "1"}, {"B", "2"}, {"a", "3"}};
    CHECK(h.find("a") == "1");
    CHECK(h.find("b") == "2");
    CHECK_FALSE(h.find("c"));
    h.add("C", "4");
    CHECK(h.fields().size() == 4);
    h.set("A", "5");
    CHECK(h.fields() == std::vector<headers::field>{{"A", "5"}, {"B", "2"}, {"C", "4"}});
    h.set("D", "6");
    CHECK(h.fields().back() == headers::field{"D", "6"});
    h.remove("b");
    CHECK_FALSE(h.find("B"));
}

TEST_CASE("a target is a path and, after its first question mark, a query") {
    CHECK(request{.target = "/v2/slots?a=1?b"}.path() == "/v2/slots");
    CHECK(request{.target = "/v2/slots?a=1?b"}.query() == "a=1?b");
    CHECK(request{.target = "/v2/slots"}.path() == "/v2/slots");
    CHECK(request{.target = "/v2/slots"}.query().empty());
    CHECK(request{.target = "/v2/slots?"}.query().empty());
}

TEST_CASE("a query is split and decoded in order") {
    CHECK(query_of("a=1&b=x%20y+z&a=2") == pairs{{"a", "1"}, {"b", "x y z"}, {"a", "2"}});
    CHECK(query_of("timeZone=Europe%2FBerlin&%61=%3d") ==
          pairs{{"timeZone", "Europe/Berlin"}, {"a", "="}});
    CHECK(query_of("flag&empty=&=v&a=b=c") ==
          pairs{{"flag", ""}, {"empty", ""}, {"", "v"}, {"a", "b=c"}});
    CHECK(query_of("").empty());
    CHECK(query_of("&&a=1&").size() == 1);
}

TEST_CASE("broken escapes stay as they are") {
    CHECK(query_of("a=%&b=%4&c=%zz&d=100%") ==
          pairs{{"a", "%"}, {"b", "%4"}, {"c", "%zz"}, {"d", "100%"}});
}

TEST_CASE("everything but unreserved characters is percent-encoded, and comes back") {
    CHECK(encode_component("Europe/Berlin") == "Europe%2FBerlin");
    CHECK(encode_component("aZ09-._~") == "aZ09-._~");
    CHECK(encode_component("\xFF +&=") == "%FF%20%2B%26%3D");
    CHECK(query_of("v=" + encode_component("ü €&=+%")) == pairs{{"v", "ü €&=+%"}});
}

TEST_CASE("a JSON answer says its type as Cal.com does") {
    const auto r = json_response(201, "{}");
    CHECK(r.status == 201);
    CHECK(r.headers.find("content-type") == "application/json; charset=utf-8");
    CHECK(r.body == "{}");
}
