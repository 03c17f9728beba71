#include <doctest/doctest.h>

#include "origin/http_client.hpp"
#include "origin/raw_server.hpp"
#include "support/passing.hpp"

using namespace slotgate;
namespace asio = boost::asio;
using stream::ending;
using test::passing;

namespace {

constexpr std::size_t bound = 64U << 10U;
constexpr milliseconds long_enough{30'000};

wire::request a(std::string method) {
    return {.method = std::move(method), .target = "/v2/x", .headers = {}, .body = {}, .peer = {}};
}

struct world {
    explicit world(origin::http_client_options options = {})
        : client(io.get_executor(), streaming(std::move(options))) {}

    static origin::http_client_options streaming(origin::http_client_options options) {
        options.multiplex = false;
        return options;
    }

    /// Begins to relay; `ended` is set when it has.
    void relay(passing& p, wire::request request, milliseconds first_byte = long_enough) {
        ended.reset();
        asio::co_spawn(
            io,
            client.relay(server.base_url(), std::move(request), p.bodies, p.begins(), first_byte),
            [&](const std::exception_ptr& failed, result<void> got) {
                CHECK_FALSE(failed);
                ended = std::move(got);
            });
    }
    /// Turns the loop until the server has read this much of the request.
    void until_sent(std::string_view text) {
        server.until([&] { return server.connections() > 0 && server.peer().got.contains(text); });
    }
    result<void> until_ended() {
        server.until([&] { return ended.has_value(); });
        return *ended;
    }
    /// Turns the loop until the client has this much of the answer's body.
    void until_got(passing& p, std::size_t bytes) {
        server.until([&] {
            p.look();
            return p.head && p.body.size() >= bytes;
        });
    }

    asio::io_context io;
    test::raw_server server{io};
    origin::http_client client;
    std::optional<result<void>> ended;
};

constexpr const char* plain = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n";

}  // namespace

TEST_CASE("the head of an answer is told when it comes, the body as it comes") {
    world w;
    passing p;
    w.relay(p, a("GET"));
    w.until_sent("\r\n\r\n");
    w.server.peer().send("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");
    w.server.peer().send(
        "HTTP/1.1 201 Created\r\nX-One: a\r\nSet-Cookie: b\r\nset-cookie: c\r\n"
        "Content-Length: 8\r\n\r\n");
    w.server.until([&] { return p.bodies.has_begun(); });
    p.look();
    CHECK(p.head->status == 201);
    CHECK(p.head->headers.fields() ==
          std::vector<wire::headers::field>{
              {"X-One", "a"}, {"Set-Cookie", "b"}, {"set-cookie", "c"}, {"Content-Length", "8"}});
    w.server.peer().send("four");
    w.until_got(p, 4);
    CHECK_FALSE(w.ended);
    w.server.peer().send("more");
    CHECK(w.until_ended());
    p.look();
    CHECK(p.body == "fourmore");
}

TEST_CASE("a connection that carried a stream carries the next one") {
    world w;
    for (int i = 0; i < 3; ++i) {
        passing p("body");
        w.relay(p, a("POST"));
        w.until_sent("body");
        w.server.peer().got.clear();
        w.server.peer().send(std::string(plain) + "fourmore");
        CHECK(w.until_ended());
    }
    CHECK(w.server.connections() == 1);
}

TEST_CASE("a body of known length goes up with it, another one in chunks, both as they come") {
    for (const bool known : {true, false}) {
        world w;
        passing p(known ? std::optional<std::uint64_t>{8} : std::nullopt, bound);
        w.relay(p, a("PATCH"));
        p.bodies.give("four");
        w.until_sent("four");
        const auto& got = w.server.peer().got;
        CHECK(got.starts_with("PATCH /v2/x HTTP/1.1\r\n"));
        CHECK(got.contains("Content-Length: 8\r\n") == known);
        CHECK(got.contains("Transfer-Encoding: chunked\r\n") == !known);
        CHECK_FALSE(got.contains("Expect"));
        p.bodies.give("more");
        p.bodies.finish_request();
        w.until_sent(known ? "fourmore" : "4\r\nfour\r\n4\r\nmore\r\n0\r\n\r\n");
        w.server.peer().send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 None\r\n\r\n");
        CHECK(w.until_ended());
        p.look();
        CHECK(p.head->status == 204);
    }
}

TEST_CASE("an answer stops coming when the pipe is full, and goes on when it is emptied") {
    constexpr std::size_t total = 32U << 20U;
    world w;
    passing p(std::string_view{}, bound);
    w.relay(p, a("GET"));
    w.until_sent("\r\n\r\n");
    std::string sent(total, '\0');
    for (std::size_t i = 0; i < total; ++i) sent[i] = static_cast<char>('a' + i / 1000 % 26);
    w.server.peer().send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(total) +
                         "\r\n\r\n");
    w.server.peer().send(sent);
    w.server.settle();
    CHECK(w.server.peer().unsent > 0);  // what does not fit waits at Cal.com
    CHECK_FALSE(w.ended);
    CHECK_FALSE(p.bodies.put(std::string(16U << 10U, 'x')));
    w.until_got(p, total);
    CHECK(w.until_ended());
    CHECK(p.body == sent);
}

TEST_CASE("a body stops being taken when Cal.com does not read, and goes on when it does") {
    constexpr std::size_t total = 32U << 20U;
    world w;
    passing p(total, bound);
    w.relay(p, a("POST"));
    w.until_sent("\r\n\r\n");
    w.server.peer().read(false);
    const std::string piece(16U << 10U, 'x');
    std::size_t given = 0;
    const auto give = [&] {
        while (given < total && p.bodies.takes(piece.size())) {
            p.bodies.give(piece);
            given += piece.size();
            if (given == total) p.bodies.finish_request();
        }
    };
    for (std::size_t before = 1; before != given;) {
        before = given;
        give();
        w.server.settle();
    }
    CHECK(given < total);
    w.server.peer().read(true);
    w.server.until([&] {
        give();
        return w.server.peer().got.size() > total;
    });
    w.server.peer().send("HTTP/1.1 204 None\r\n\r\n");
    CHECK(w.until_ended());
}

TEST_CASE("what only asks is given up at once when its client leaves") {
    for (const bool begun : {false, true}) {
        world w;
        passing p;
        w.relay(p, a("GET"));
        w.until_sent("\r\n\r\n");
        if (begun) {
            w.server.peer().send(std::string(plain) + "four");
            w.until_got(p, 4);
        }
        p.bodies.leave();
        CHECK(w.until_ended().error().code == errc::client_left);
        w.server.until([&] { return w.server.peer().left; });
    }
}

TEST_CASE(
    "S1: a write that has left whole is finished, and its answer read, though nobody listens") {
    world w;
    passing p("{}", bound);
    w.relay(p, a("POST"));
    w.until_sent("{}");
    p.bodies.drop();
    w.server.settle();
    CHECK_FALSE(w.server.peer().left);
    CHECK_FALSE(w.ended);
    w.server.peer().send("HTTP/1.1 201 Created\r\nContent-Length: 1000000\r\n\r\n" +
                         std::string(1'000'000, 'x'));
    CHECK(w.until_ended());
    CHECK(p.bodies.has_begun());
}

TEST_CASE("S1: a write whose body breaks off is broken off at Cal.com") {
    for (const bool known : {true, false}) {
        world w;
        passing p(known ? std::optional<std::uint64_t>{8} : std::nullopt, bound);
        w.relay(p, a("POST"));
        p.bodies.give("four");
        w.until_sent("four");
        p.bodies.leave();
        CHECK(w.until_ended().error().code == errc::client_left);
        w.server.until([&] { return w.server.peer().left; });
        CHECK_FALSE(w.server.peer().got.ends_with("0\r\n\r\n"));
    }
}

TEST_CASE("an answer that breaks off is an error after its head") {
    for (const auto* head :
         {"Content-Length: 8\r\n\r\nfour", "Transfer-Encoding: chunked\r\n\r\n4\r\nfour\r\n"}) {
        world w;
        passing p;
        w.relay(p, a("GET"));
        w.until_sent("\r\n\r\n");
        w.server.peer().send(std::string("HTTP/1.1 200 OK\r\n") + head);
        w.until_got(p, 4);
        w.server.peer().close();
        CHECK(w.until_ended().error().code == errc::upstream_lost);
        CHECK(p.head);
        CHECK(p.body == "four");
    }
}

TEST_CASE("with chunks the told length is not the body's") {
    world w;
    passing p;
    w.relay(p, a("GET"));
    w.until_sent("\r\n\r\n");
    w.server.peer().send(
        "HTTP/1.1 200 OK\r\nContent-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n"
        "4\r\nfour\r\n0\r\nX-Trailer: 1\r\n\r\n");
    CHECK(w.until_ended());
    p.look();
    CHECK_FALSE(p.head->headers.find("Content-Length"));
    CHECK(p.body == "four");
}

TEST_CASE("encoded bodies pass as they are, and Accept-Encoding with the question") {
    world w;
    passing p;
    auto request = a("GET");
    request.headers.add("Accept-Encoding", "gzip, br");
    w.relay(p, std::move(request));
    w.until_sent("Accept-Encoding: gzip, br\r\n");
    w.server.peer().send(
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b!!");
    CHECK(w.until_ended());
    p.look();
    CHECK(p.head->headers.find("Content-Encoding") == "gzip");
    CHECK(p.body == "\x1f\x8b!!");
}

TEST_CASE("silence has its deadline before the head and in the body, waiting for the client none") {
    SUBCASE("no head") {
        world w;
        passing p;
        w.relay(p, a("GET"), milliseconds{20});
        CHECK(w.until_ended().error().code == errc::upstream_timeout);
        CHECK_FALSE(p.bodies.has_begun());
    }
    SUBCASE("half a body") {
        world w({.piece_deadline = milliseconds{20}});
        passing p;
        w.relay(p, a("GET"));
        w.until_sent("\r\n\r\n");
        w.server.peer().send(std::string(plain) + "four");
        CHECK(w.until_ended().error().code == errc::upstream_timeout);
        CHECK(p.bodies.has_begun());
    }
    SUBCASE("a client that does not take, or send") {
        passing p(std::nullopt, 4);
        world w({.piece_deadline = milliseconds{1}});
        w.relay(p, a("POST"), milliseconds{1});
        w.until_sent("\r\n\r\n");
        w.server.settle();
        CHECK_FALSE(w.ended);
        CHECK(p.bodies.put("full"));
        p.bodies.finish_request();
        w.server.peer().send(std::string(plain) + "fourmore");
        w.server.until([&] { return p.bodies.has_begun() || w.ended; });
    }
    SUBCASE("the whole of it") {
        world w({.stream_deadline = milliseconds{20}});
        passing p(std::nullopt, bound);
        w.relay(p, a("POST"));
        CHECK(w.until_ended().error().code == errc::upstream_timeout);
    }
}

TEST_CASE("an answer over the limit is cut, one request too many is refused") {
    world w({.requests_max = 1, .body_bytes_max = 3});
    passing p;
    w.relay(p, a("GET"));
    w.until_sent("\r\n\r\n");
    passing second;
    const auto first = std::exchange(w.ended, std::nullopt);
    w.relay(second, a("GET"));
    CHECK(w.until_ended().error().code == errc::overloaded);
    w.ended = first;
    w.server.peer().send(std::string(plain) + "fourmore");
    CHECK(w.until_ended().error().code == errc::upstream_garbage);
    CHECK(p.bodies.has_begun());
}

TEST_CASE("an answer that does not wait for the request ends it") {
    world w;
    passing p(1'000'000, bound);
    w.relay(p, a("POST"));
    p.bodies.give("some");
    w.until_sent("some");
    w.server.peer().send("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno");
    CHECK(w.until_ended());
    p.look();
    CHECK(p.head->status == 401);
    CHECK(p.body == "no");
}
