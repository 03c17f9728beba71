#include "origin/http_client.hpp"

#include <doctest/doctest.h>

#include "origin/loopback.hpp"

using namespace slotgate;
namespace asio = boost::asio;
using test::http_answer;
using then = test::scripted_reply::then;

namespace {

constexpr milliseconds long_enough{10'000};
constexpr milliseconds soon{30};

struct world {
    asio::io_context io;
    test::loopback server{io};
    origin::http_client client{io.get_executor(),
                               {.connect_deadline = seconds{2}, .body_bytes_max = 1000}};

    result<wire::response> send(wire::request request, milliseconds deadline = long_enough) {
        return test::run(io, client.send(server.base_url(), std::move(request), deadline));
    }
    result<wire::response> get(std::string target, milliseconds deadline = long_enough) {
        return send(
            {.method = "GET", .target = std::move(target), .headers = {}, .body = {}, .peer = {}},
            deadline);
    }
    result<wire::response> post(std::string body, milliseconds deadline = long_enough) {
        return send(
            {.method = "POST", .target = "/p", .headers = {}, .body = std::move(body), .peer = {}},
            deadline);
    }
    errc get_error(milliseconds deadline = long_enough) {
        const auto answer = get("/", deadline);
        REQUIRE_FALSE(answer);
        return answer.error().code;
    }
};

}  // namespace

TEST_CASE("a whole answer comes back with its status, headers and body") {
    world w;
    w.server.reply(
        http_answer(404, "gone", "X-Request-Id: a\r\nETag: W/\"1\"\r\nSet-Cookie: b\r\n"));
    const auto answer = w.get("/v2/x?a=%20b");
    REQUIRE(answer);
    CHECK(answer->status == 404);
    CHECK(answer->body == "gone");
    CHECK(answer->headers.fields()[1].first == "X-Request-Id");
    CHECK(answer->headers.find("etag") == "W/\"1\"");
    CHECK(w.server.requests().at(0).starts_with("GET /v2/x?a=%20b HTTP/1.1\r\n"));
}

TEST_CASE("nothing is sent that the caller did not say, but for host and length") {
    world w;
    w.server.reply(http_answer(200, ""));
    w.server.reply(http_answer(200, ""));
    (void)w.get("/a");
    (void)w.post("x");
    const auto host = "Host: " + w.server.base_url().substr(7) + "\r\n";
    CHECK(w.server.requests().at(0) == "GET /a HTTP/1.1\r\n" + host + "\r\n");
    CHECK(w.server.requests().at(1) ==
          "POST /p HTTP/1.1\r\n" + host + "Content-Length: 1\r\n\r\nx");
}

TEST_CASE("headers of the caller go through, empty ones too; those of the connection do not") {
    world w;
    w.server.reply(http_answer(200, ""));
    (void)w.send({.method = "GET",
                  .target = "/",
                  .headers = {{"Authorization", "Bearer k"},
                              {"X-Empty", ""},
                              {"Connection", "keep-alive, X-Hop"},
                              {"X-Hop", "1"},
                              {"Host", "elsewhere"},
                              {"Content-Length", "5"},
                              {"Expect", "100-continue"}},
                  .body = {},
                  .peer = {}});
    const auto& sent = w.server.requests().at(0);
    CHECK(sent.contains("Authorization: Bearer k\r\n"));
    CHECK(sent.contains("X-Empty:\r\n"));
    for (const auto* absent : {"X-Hop", "elsewhere", "Content-Length", "Expect", "Connection"})
        CHECK_FALSE(sent.contains(absent));
}

TEST_CASE("every method is sent with its body, and POST without one says length 0") {
    world w;
    for (const auto* method : {"POST", "PUT", "PATCH", "DELETE"}) {
        CAPTURE(method);
        w.server.reply(http_answer(200, "ok"));
        CHECK(w.send({.method = method, .target = "/", .headers = {}, .body = "{}", .peer = {}}));
        CHECK(w.server.requests().back().starts_with(method));
        CHECK(w.server.requests().back().ends_with("Content-Length: 2\r\n\r\n{}"));
    }
    w.server.reply(http_answer(200, "ok"));
    CHECK(w.post(""));
    CHECK(w.server.requests().back().contains("Content-Length: 0\r\n"));
}

TEST_CASE("the answer to HEAD has headers and no body") {
    world w;
    w.server.reply("HTTP/1.1 200 OK\r\nContent-Length: 900\r\nX-A: 1\r\n\r\n");
    const auto answer =
        w.send({.method = "HEAD", .target = "/", .headers = {}, .body = {}, .peer = {}});
    REQUIRE(answer);
    CHECK(answer->body.empty());
    CHECK(answer->headers.find("x-a") == "1");
}

TEST_CASE("interim answers are skipped, chunks joined, trailers and hop-by-hop headers left out") {
    world w;
    w.server.reply(
        "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: "
        "chunked\r\n"
        "Keep-Alive: timeout=5\r\nConnection: X-Secret\r\nX-Secret: 1\r\nX-Kept: 2\r\n\r\n"
        "3\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: t\r\n\r\n");
    const auto answer = w.get("/");
    REQUIRE(answer);
    CHECK(answer->body == "abcde");
    CHECK(answer->headers.fields() == std::vector<wire::headers::field>{{"X-Kept", "2"}});
}

TEST_CASE("a redirect is an answer, not a journey") {
    world w;
    w.server.reply(http_answer(302, "", "Location: /elsewhere\r\n"));
    const auto answer = w.get("/");
    REQUIRE(answer);
    CHECK(answer->status == 302);
    CHECK(w.server.requests().size() == 1);
}

TEST_CASE("requests one after the other share a connection; cookies are not kept") {
    world w;
    for (int i = 0; i < 3; ++i) {
        w.server.reply(http_answer(200, "", "Set-Cookie: uid=1\r\n"));
        CHECK(w.get("/"));
    }
    w.server.reply(http_answer(200, ""));
    CHECK(w.post("x"));
    CHECK(w.server.connections() == 1);
    CHECK_FALSE(w.server.requests().back().contains("Cookie"));
}

TEST_CASE("what is not HTTP, and what is too long, is garbage") {
    world w;
    SUBCASE("not HTTP") {
        w.server.reply("hello\r\n\r\n", then::close);
    }
    SUBCASE("body beyond the limit") {
        w.server.reply(http_answer(200, std::string(1001, 'x')));
    }
    SUBCASE("chunked body beyond the limit") {
        w.server.reply("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" +
                       std::string(2000, 'x'));
    }
    CHECK(w.get_error() == errc::upstream_garbage);
}

TEST_CASE("a body of exactly the limit is whole") {
    world w;
    w.server.reply(http_answer(200, std::string(1000, 'x')));
    CHECK(w.get("/")->body.size() == 1000);
}

TEST_CASE("a connection that breaks is upstream_lost, never half an answer") {
    world w;
    SUBCASE("in the body") {
        w.server.reply("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", then::close);
    }
    SUBCASE("in a chunk") {
        w.server.reply("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc",
                       then::close);
    }
    SUBCASE("before the answer") {
        w.server.reply("", then::close);
    }
    SUBCASE("reset before the answer") {
        w.server.reply("", then::reset);
    }
    CHECK(w.get_error() == errc::upstream_lost);
}

TEST_CASE("where nobody listens is upstream_down: nothing has left") {
    world w;
    w.server.stop();
    CHECK(w.get_error() == errc::upstream_down);
}

TEST_CASE("silence ends at the deadline, whenever it sets in") {
    world w;
    SUBCASE("before the answer") {
        w.server.reply("", then::say_nothing);
    }
    SUBCASE("in the headers") {
        w.server.reply("HTTP/1.1 200 OK\r\nX-A", then::say_nothing);
    }
    SUBCASE("in the body") {
        w.server.reply("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", then::say_nothing);
    }
    CHECK(w.get_error(soon) == errc::upstream_timeout);
}

TEST_CASE("a question is asked again on a pooled connection that proves closed, a change is not") {
    world w;
    w.server.reply(http_answer(200, ""));
    REQUIRE(w.get("/"));
    w.server.reply("", then::close);
    w.server.reply(http_answer(200, "second"));
    SUBCASE("GET") {
        CHECK(w.get("/")->body == "second");
        CHECK(w.server.requests().size() == 3);
    }
    SUBCASE("POST with a body") {
        CHECK(w.post("x").error().code == errc::upstream_lost);
        CHECK(w.server.requests().size() == 2);
    }
    SUBCASE("POST without a body") {
        CHECK(w.post("").error().code == errc::upstream_lost);
        CHECK(w.server.requests().size() == 2);
    }
}

TEST_CASE("what could be read as another request or another host is refused unsent") {
    world w;
    const auto refused = [&](wire::request request) {
        const auto answer = w.send(std::move(request));
        return !answer && answer.error().code == errc::bad_request;
    };
    CHECK(refused(
        {.method = "GET", .target = "@evil.example/", .headers = {}, .body = {}, .peer = {}}));
    CHECK(refused({.method = "GET", .target = "", .headers = {}, .body = {}, .peer = {}}));
    CHECK(refused({.method = "GET", .target = "/a b", .headers = {}, .body = {}, .peer = {}}));
    CHECK(
        refused({.method = "GET", .target = "/a\r\nX: y", .headers = {}, .body = {}, .peer = {}}));
    CHECK(refused({.method = "G T", .target = "/", .headers = {}, .body = {}, .peer = {}}));
    CHECK(refused(
        {.method = "GET", .target = "/", .headers = {{"A", "1\r\nB: 2"}}, .body = {}, .peer = {}}));
    CHECK(w.server.connections() == 0);
}

TEST_CASE("a path in the base URL leads every target, and dots in a target stay") {
    world w;
    w.server.reply(http_answer(200, ""));
    CHECK(test::run(
        w.io, w.client.send(
                  w.server.base_url() + "/cal/",
                  {.method = "GET", .target = "/v2/../x", .headers = {}, .body = {}, .peer = {}},
                  long_enough)));
    CHECK(w.server.requests().at(0).starts_with("GET /cal/v2/../x HTTP/1.1"));
}

TEST_CASE("a cancelled coroutine takes its request off the connection") {
    world w;
    asio::cancellation_signal signal;
    bool ended = false;
    asio::co_spawn(
        w.io,
        w.client.send(w.server.base_url(),
                      {.method = "GET", .target = "/", .headers = {}, .body = {}, .peer = {}},
                      long_enough),
        asio::bind_cancellation_slot(
            signal.slot(), [&](std::exception_ptr, result<wire::response> answer) {
                ended = !answer && answer.error().code == errc::upstream_lost;
            }));
    while (w.server.requests().empty()) w.io.run_one();
    signal.emit(asio::cancellation_type::terminal);
    while (w.server.hang_ups() == 0) w.io.run_one();
    CHECK(ended);
    CHECK(w.server.connections() == 1);
}

TEST_CASE("many requests at once keep to the limit of connections and all end") {
    asio::io_context io;
    test::loopback server(io);
    origin::http_client client(io.get_executor(), {.connections_per_host_max = 4});
    int ended = 0;
    for (int i = 0; i < 40; ++i) {
        server.reply(http_answer(200, "ok"));
        asio::co_spawn(
            io,
            client.send(server.base_url(),
                        {.method = "GET", .target = "/", .headers = {}, .body = {}, .peer = {}},
                        long_enough),
            [&](std::exception_ptr, result<wire::response> answer) {
                if (answer && answer->body == "ok") ++ended;
            });
    }
    while (ended < 40 && io.run_one() > 0) {
    }
    CHECK(ended == 40);
    CHECK(server.connections() <= 4);
}

TEST_CASE(
    "one request more than the queue takes is refused, and a destroyed client ends the others") {
    asio::io_context io;
    test::loopback server(io);
    auto client = std::make_unique<origin::http_client>(
        io.get_executor(), origin::http_client_options{.requests_max = 1});
    std::vector<errc> ends;
    const auto begin = [&] {
        asio::co_spawn(
            io,
            client->send(server.base_url(),
                         {.method = "GET", .target = "/", .headers = {}, .body = {}, .peer = {}},
                         long_enough),
            [&](std::exception_ptr, result<wire::response> answer) {
                if (!answer) ends.push_back(answer.error().code);
            });
    };
    begin();
    begin();
    while (server.requests().empty()) io.run_one();
    CHECK(ends == std::vector{errc::overloaded});
    client.reset();
    while (ends.size() < 2 && io.run_one() > 0) {
    }
    CHECK(ends.back() == errc::shutting_down);
}

TEST_CASE("a loop that goes away with requests under way leaves nothing behind") {
    auto w = std::make_unique<world>();
    asio::co_spawn(
        w->io,
        w->client.send(w->server.base_url(),
                       {.method = "GET", .target = "/", .headers = {}, .body = {}, .peer = {}},
                       long_enough),
        [](std::exception_ptr, const result<wire::response>&) {});
    while (w->server.requests().empty()) w->io.run_one();
    w.reset();
}
