#include "net/server.hpp"

#include <doctest/doctest.h>

#include "net/running_server.hpp"

using namespace slotgate;
using namespace slotgate::net;
using namespace slotgate::test;

TEST_CASE("a connection serves one request after another") {
    const auto s = running();
    socket_client client(s->port());
    for (const auto* target : {"/now", "/later", "/now?2"}) {
        client.get(target);
        const auto answer = client.read_answer();
        REQUIRE(answer);
        CHECK(answer->body == "GET " + std::string(target) + " ");
        CHECK(answer->headers.find("Date"));
        CHECK_FALSE(answer->headers.find("Connection"));
    }
}

TEST_CASE("fifty requests sent at once are answered in their order") {
    const auto s = running();
    socket_client client(s->port());
    std::string all;
    for (int i = 0; i < 50; ++i)
        all += (i % 3 == 0 ? "GET /later?" : "GET /now?") + std::to_string(i) +
               " HTTP/1.1\r\nHost: a\r\n\r\n";
    client.send(all);
    for (int i = 0; i < 50; ++i) {
        const auto answer = client.read_answer();
        REQUIRE(answer);
        CHECK(answer->body.ends_with("?" + std::to_string(i) + " "));
    }
}

TEST_CASE("a chunked body arrives as one") {
    const auto s = running();
    CHECK(answer_to(*s,
                    "POST /now HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
              .body == "POST /now abcde");
}

TEST_CASE("a client that asks before it sends a body is invited, or refused at once") {
    const auto s = running();
    socket_client client(s->port());
    const std::string head = "POST /now HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n";
    client.send(head + "Content-Length: 4\r\n\r\n");
    REQUIRE(client.read_answer()->status == 100);
    client.send("four");
    CHECK(client.read_answer()->body == "POST /now four");
    client.send(head + "Content-Length: 400000\r\n\r\n");
    CHECK(client.read_answer()->status == 413);
}

TEST_CASE("HEAD is GET without the body") {
    const auto s = running();
    socket_client client(s->port());
    client.send("HEAD /get HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto answer = client.read_answer(expects::no_body);
    REQUIRE(answer);
    CHECK(answer->headers.find("Content-Length") == "9");
    client.get("/get");
    CHECK(client.read_answer()->body == "GET /get ");
}

TEST_CASE("an HTTP/1.0 client is served and let go, or kept if it asks") {
    const auto s = running();
    socket_client leaving(s->port());
    leaving.send("GET /now HTTP/1.0\r\n\r\n");
    CHECK(says_close(*leaving.read_answer()));
    CHECK(leaving.is_at_end());
    socket_client staying(s->port());
    for (int i = 0; i < 2; ++i) {
        staying.send("GET /later HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        CHECK(staying.read_answer()->headers.find("Connection") == "keep-alive");
    }
}

TEST_CASE("a client that asks for the end gets its answer first") {
    const auto s = running();
    socket_client client(s->port());
    client.send("GET /later HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    const auto answer = client.read_answer();
    REQUIRE(answer);
    CHECK(says_close(*answer));
    CHECK(client.is_at_end());
}

TEST_CASE("a client that has said everything still gets its answers") {
    const auto s = running();
    socket_client client(s->port());
    client.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\nGET /now HTTP/1.1\r\nHost: a\r\n\r\n");
    client.finish_sending();
    CHECK(client.read_answer()->body == "GET /later ");
    CHECK(client.read_answer()->body == "GET /now ");
    CHECK(client.is_at_end());
}

TEST_CASE("an address or method nobody takes is refused in the shape of its neighbourhood") {
    const auto s = running();
    socket_client client(s->port());
    client.get("/nowhere");
    auto answer = client.read_answer();
    REQUIRE(answer);
    CHECK(answer->status == 404);
    CHECK(answer->headers.find("Content-Type") == "application/problem+json");
    client.get("/v2/nowhere?a=1");
    answer = client.read_answer();
    REQUIRE(answer);
    CHECK(answer->status == 404);
    CHECK(answer->body.contains("Cannot GET /v2/nowhere?a=1"));
    client.get("/v2/slots");
    answer = client.read_answer();
    REQUIRE(answer);
    CHECK(answer->status == 405);
    CHECK(answer->headers.find("Allow") == "POST");
    CHECK(answer->body.contains(R"("status":"error")"));
    client.post("/get", "a body nobody reads");
    answer = client.read_answer();
    REQUIRE(answer);
    CHECK(answer->status == 405);
    CHECK(answer->headers.find("Allow") == "GET, HEAD");
    CHECK(says_close(*answer));
}

TEST_CASE("T1: a guard sees headers and body, and its refusal keeps the route's shape") {
    const auto s = running();
    socket_client client(s->port());
    client.post("/v2/slots", "x");
    auto answer = client.read_answer();
    REQUIRE(answer);
    CHECK(answer->status == 401);
    CHECK(answer->body.contains(R"("message":"No key.")"));
    client.send(
        "POST /v2/slots HTTP/1.1\r\nHost: a\r\nAuthorization: key b\r\n"
        "Content-Length: 1\r\n\r\nb");
    answer = client.read_answer();
    REQUIRE(answer);
    CHECK(answer->body == "POST /v2/slots b");
}

TEST_CASE("T1: a server with an unguarded route does not open") {
    auto open = row("GET", "/open");
    open.guard = {};
    open.at_once = echo;
    const auto out = server::open({}, {open});
    REQUIRE_FALSE(out.has_value());
    CHECK(out.error().code == errc::config);
    CHECK(out.error().detail.contains("GET /open"));
}

TEST_CASE("T6: the peer is the address of the socket") {
    const auto s = running();
    CHECK(answer_to(*s, "GET /peer HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 9.9.9.9\r\n\r\n").body ==
          "127.0.0.1");
}

TEST_CASE("a handler that throws or says nothing is a 500, and the connection lives on") {
    const auto s = running();
    socket_client client(s->port());
    for (const auto* target : {"/burst", "/burst-later", "/mute"}) {
        CAPTURE(target);
        client.get(target);
        const auto answer = client.read_answer();
        REQUIRE(answer);
        CHECK(answer->status == 500);
        CHECK_FALSE(says_close(*answer));
    }
    client.get("/now");
    CHECK(client.read_answer()->status == 200);
}

TEST_CASE("several loops share one port") {
    const auto s = running({.threads = 3});
    std::vector<socket_client> clients;
    for (int i = 0; i < 20; ++i) clients.emplace_back(s->port());
    for (auto& client : clients) client.get("/later");
    for (auto& client : clients) CHECK(client.read_answer()->status == 200);
}

TEST_CASE("a port or address that cannot be had is an error, with one loop and with several") {
    for (const unsigned threads : {1U, 2U}) {
        const auto first = running({.threads = threads});
        const auto second =
            server::open({.port = first->port(), .threads = threads}, usual_routes());
        REQUIRE_FALSE(second.has_value());
        CHECK(second.error().code == errc::io);
    }
    CHECK(server::open({.address = "not an address"}, usual_routes()).error().code == errc::io);
    CHECK(server::open({.threads = 0}, usual_routes()).error().code == errc::config);
}
