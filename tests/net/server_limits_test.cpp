#include <doctest/doctest.h>

#include "net/running_server.hpp"

using namespace slotgate;
using namespace slotgate::net;
using namespace slotgate::test;

TEST_CASE("what cannot be a request is refused and the connection closed") {
    const auto s = running();
    const std::pair<std::string, int> inputs[] = {
        {"garbage\r\n\r\n", 400},
        {"GET /now HTTP/1.1\r\n\r\n", 400},
        {"GET /now HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", 400},
        {"GET /" + std::string(20'000, 'x'), 431},
        {"GET /now HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'x'), 431},
        {"POST /now HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n\r\n", 413},
        {"POST /now HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n10001\r\n", 413},
        {"POST /now HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
        {"POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabcde", 404},
    };
    for (const auto& [bytes, status] : inputs) {
        CAPTURE(bytes.substr(0, 60));
        socket_client client(s->port());
        client.send(bytes);
        const auto answer = client.read_answer();
        REQUIRE(answer);
        CHECK(answer->status == status);
        CHECK(says_close(*answer));
        CHECK(client.is_at_end());
    }
}

TEST_CASE("half a request and then the end is closed without a word") {
    const auto s = running();
    for (const auto* half : {"", "\r\n", "GET /n", "POST /now HTTP/1.1\r\nContent-Le",
                             "POST /now HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab"}) {
        socket_client client(s->port());
        client.send(half);
        client.finish_sending();
        CHECK(client.is_at_end());
    }
}

TEST_CASE("a body of 10 MB is not read to its end, and its sender can read why") {
    const auto s = running();
    const std::string body(10U << 20U, 'x');
    for (const bool chunked : {false, true}) {
        socket_client client(s->port());
        const auto size = std::string(chunked ? "Transfer-Encoding: chunked\r\n\r\na00000\r\n"
                                              : "Content-Length: 10485760\r\n\r\n");
        client.send("POST /v2/slots HTTP/1.1\r\nHost: a\r\n" + size);
        CHECK_FALSE(client.send(body + body));
        const auto answer = client.read_answer();
        REQUIRE(answer);
        CHECK(answer->status == 413);
        CHECK(answer->body.contains(R"("path":"/v2/slots")"));
        CHECK(client.is_at_end());
    }
}

TEST_CASE("a client too slow with its headers or its body hears 408") {
    const auto s = running({.request_deadline = milliseconds{1}});
    const auto* const in_headers = "POST /v2/slots HTTP/1.1\r\nHo";
    const auto* const in_body = "POST /v2/slots HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nx";
    for (const auto* slow : {in_headers, in_body}) {
        socket_client client(s->port());
        client.send(slow);
        const auto answer = client.read_answer();
        REQUIRE(answer);
        CHECK(answer->status == 408);
        CHECK(says_close(*answer));
        CHECK(client.is_at_end());
    }
}

TEST_CASE("an idle connection is closed at its deadline") {
    const auto s = running({.idle_deadline = milliseconds{1}});
    CHECK(socket_client(s->port()).is_at_end());
}

TEST_CASE("a client that does not read its answer loses it at the write deadline") {
    const auto s = running({.write_deadline = milliseconds{1}, .stop_deadline = minutes{10}});
    socket_client client(s->port());
    client.get("/huge");
    socket_client other(s->port());
    other.get("/now");
    CHECK(other.read_answer());
    s->stop();
    const auto received = client.read_to_end();
    CHECK(received.size() < (64U << 20U));
}

TEST_CASE("a large answer arrives whole") {
    const auto s = running();
    socket_client client(s->port());
    client.get("/huge");
    CHECK(client.read_answer()->body.size() == (64U << 20U));
}

TEST_CASE("a connection beyond the limit hears 503, and there is room again when one leaves") {
    const auto s = running({.connections_max = 1});
    socket_client first(s->port());
    first.get("/now");
    REQUIRE(first.read_answer());
    socket_client second(s->port());
    const auto answer = second.read_answer();
    REQUIRE(answer);
    CHECK(answer->status == 503);
    CHECK(says_close(*answer));
    CHECK(second.is_at_end());
    first.send("GET /now HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    CHECK(first.read_answer());
    CHECK(first.is_at_end());
    // The pass is given back just after the socket is closed.
    for (int status = 503; status == 503;) {
        socket_client third(s->port());
        third.get("/now");
        const auto third_answer = third.read_answer();
        status = third_answer ? third_answer->status : 503;
    }
}
