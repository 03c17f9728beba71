#pragma once

#include <memory>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <doctest/doctest.h>

#include "net/server.hpp"
#include "support/socket_client.hpp"

namespace slotgate::test {

inline net::route row(std::string method, std::string path) {
    return {.method = std::move(method),
            .path = std::move(path),
            .guard = net::open_to_anybody(),
            .at_once = {},
            .handle = {}};
}

/// Answers method, target and body.
inline std::optional<wire::response> echo(const wire::request& request) {
    return wire::json_response(200, request.method + " " + request.target + " " + request.body);
}

inline boost::asio::awaitable<wire::response> echo_later(wire::request request) {
    co_return *echo(request);
}

/// Throws what the library throws.
inline std::optional<wire::response> burst(const wire::request& request) {
    return wire::json_response(200, std::string(1, request.body.at(0)));
}

inline boost::asio::awaitable<wire::response> burst_later(wire::request request) {
    co_return *burst(request);
}

inline result<void> key_holders_only(const wire::request& request) {
    if (request.headers.find("Authorization") == "key " + request.body) return {};
    return fail(errc::unauthorized, "No key.");
}

inline std::vector<net::route> usual_routes() {
    auto now = row("*", "/now");
    now.at_once = echo;
    auto get = row("GET", "/get");
    get.at_once = echo;
    auto later = row("GET", "/later");
    later.handle = echo_later;
    auto burst_at_once = row("GET", "/burst");
    burst_at_once.at_once = burst;
    auto burst_in_time = row("GET", "/burst-later");
    burst_in_time.handle = burst_later;
    auto mute = row("GET", "/mute");
    mute.at_once = [](const wire::request&) { return std::optional<wire::response>{}; };
    auto guarded = row("POST", "/v2/slots");
    guarded.guard = {.name = "key", .admits = key_holders_only};
    guarded.errors = net::error_shape::calcom;
    guarded.handle = echo_later;
    auto peer = row("GET", "/peer");
    peer.at_once = [](const wire::request& r) { return wire::json_response(200, r.peer); };
    auto huge = row("GET", "/huge");
    huge.at_once = [](const wire::request&) {
        return wire::json_response(200, std::string(64U << 20U, 'x'));
    };
    return {now, get, later, burst_at_once, burst_in_time, mute, guarded, peer, huge};
}

inline std::unique_ptr<net::server> running(net::server_options options = {},
                                            std::vector<net::route> more = {}) {
    auto routes = usual_routes();
    routes.insert(routes.end(), more.begin(), more.end());
    auto out = net::server::open(std::move(options), std::move(routes));
    REQUIRE(out.has_value());
    (*out)->start();
    return std::move(*out);
}

inline bool says_close(const wire::response& answer) {
    return answer.headers.find("Connection") == "close";
}

inline wire::response answer_to(const net::server& s, std::string_view bytes) {
    socket_client client(s.port());
    client.send(bytes);
    auto out = client.read_answer();
    REQUIRE(out.has_value());
    return std::move(*out);
}

}  // namespace slotgate::test
