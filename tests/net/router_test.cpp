#include "net/router.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::net;

namespace {

route row(std::string method, std::string path, error_shape errors = error_shape::problem) {
    return {.method = std::move(method),
            .path = std::move(path),
            .guard = open_to_anybody(),
            .errors = errors,
            .at_once = [](const wire::request&) { return std::optional(wire::response{}); },
            .handle = {}};
}

router table(std::vector<route> rows) {
    auto out = router::open(std::move(rows));
    REQUIRE(out.has_value());
    return std::move(*out);
}

/// The row that takes the request, as `GET /v2/slots`; `-` if there is none.
std::string found(const router& routes, std::string_view method, std::string_view path) {
    const auto out = routes.find(method, path);
    return out.to == nullptr ? "-" : out.to->method + " " + out.to->path;
}

std::string refusal(route broken) {
    std::vector<route> rows{row("GET", "/health")};
    rows.push_back(std::move(broken));
    const auto out = router::open(std::move(rows));
    REQUIRE_FALSE(out.has_value());
    CHECK(out.error().code == errc::config);
    return out.error().detail;
}

}  // namespace

TEST_CASE("the longest path that takes the method wins") {
    const auto routes = table({row("*", "/v2/*"), row("GET", "/v2/slots"), row("GET", "/*"),
                               row("GET", "/v2/slots/*"), row("POST", "/v2/slots")});
    CHECK(found(routes, "GET", "/v2/slots") == "GET /v2/slots");
    CHECK(found(routes, "POST", "/v2/slots") == "POST /v2/slots");
    CHECK(found(routes, "DELETE", "/v2/slots") == "* /v2/*");
    CHECK(found(routes, "GET", "/v2/slots/") == "GET /v2/slots/*");
    CHECK(found(routes, "GET", "/v2/slots/available") == "GET /v2/slots/*");
    CHECK(found(routes, "GET", "/v2/me") == "* /v2/*");
    CHECK(found(routes, "GET", "/v2") == "GET /*");
    CHECK(found(routes, "POST", "/other") == "-");
}

TEST_CASE("HEAD is answered by a GET row, unless the path has a row of its own for it") {
    const auto routes = table(
        {row("*", "/a"), row("GET", "/a"), row("GET", "/b"), row("HEAD", "/b"), row("*", "/c")});
    CHECK(found(routes, "HEAD", "/a") == "GET /a");
    CHECK(routes.find("HEAD", "/a").head_as_get);
    CHECK(found(routes, "HEAD", "/b") == "HEAD /b");
    CHECK_FALSE(routes.find("HEAD", "/b").head_as_get);
    CHECK(found(routes, "HEAD", "/c") == "* /c");
}

TEST_CASE("a known path with another method names the methods it takes") {
    const auto routes = table({row("GET", "/a"), row("POST", "/a"), row("PUT", "/*")});
    const auto out = routes.find("DELETE", "/a");
    CHECK(out.failure.code == errc::method_not_allowed);
    CHECK(out.allow == "GET, POST, PUT, HEAD");
    CHECK(routes.find("GET", "relative").failure.code == errc::not_found);
}

TEST_CASE("methods are compared exactly") {
    CHECK(found(table({row("GET", "/a")}), "get", "/a") == "-");
}

TEST_CASE("an unknown path is refused in the shape of the routes beside it") {
    const auto routes = table({row("GET", "/v2/slots", error_shape::calcom),
                               row("GET", "/v2/slots/mine"), row("GET", "/health")});
    CHECK(routes.errors_for("/v2/slots") == error_shape::calcom);
    CHECK(routes.errors_for("/v2/nothing") == error_shape::calcom);
    CHECK(routes.errors_for("/v2/slots/other") == error_shape::calcom);
    CHECK(routes.errors_for("/v2/slots/mine/too") == error_shape::problem);
    CHECK(routes.errors_for("/v20/slots") == error_shape::problem);
    CHECK(routes.errors_for("/") == error_shape::problem);
    CHECK(routes.errors_for("") == error_shape::problem);
}

TEST_CASE("T1: a route without a guard is refused by name") {
    auto broken = row("GET", "/open");
    broken.guard.admits = nullptr;
    CHECK(refusal(broken) == "route GET /open has no guard (T1)");
}

TEST_CASE("a table that cannot work is refused by the name of its row") {
    auto silent = row("GET", "/silent");
    silent.at_once = nullptr;
    CHECK(refusal(silent) == "route GET /silent has no handler");
    CHECK(refusal(row("GET", "/health")) == "route GET /health is in the table twice");
    CHECK(refusal(row("", "/a")) == "route  /a has no method");
    for (const auto* path : {"", "a", "/a*", "/*/b", "*", "/a/*/*"})
        CHECK(refusal(row("GET", path)).ends_with("an exact path, or a prefix that ends in /*"));
}
