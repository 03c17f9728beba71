#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <doctest/doctest.h>

#include "net/scene.hpp"

using namespace slotgate;
using namespace slotgate::net;
using stream::ending;
using test::never;

namespace {

/// A handler that the test plays: it has the conduits, in the order the requests came.
struct player {
    std::vector<wire::request> requests;
    std::vector<std::shared_ptr<stream::conduit>> conduits;
    std::vector<std::shared_ptr<boost::asio::steady_timer>> held;

    boost::asio::awaitable<void> play(wire::request request,
                                      std::shared_ptr<stream::conduit> bodies) {
        requests.push_back(std::move(request));
        conduits.push_back(std::move(bodies));
        const auto executor = co_await boost::asio::this_coro::executor;
        const auto timer = std::make_shared<boost::asio::steady_timer>(executor);
        timer->expires_at(boost::asio::steady_timer::time_point::max());
        held.push_back(timer);
        co_await timer->async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
};

result<void> key_holders(const wire::request& request) {
    if (request.headers.find("Authorization")) return {};
    return fail(errc::unauthorized, "No key.");
}

std::optional<wire::response> known(const wire::request& request) {
    if (request.target != "/pass/known") return std::nullopt;
    return wire::response{.status = 200, .headers = {}, .body = "known"};
}

boost::asio::awaitable<void> no_word(wire::request, std::shared_ptr<stream::conduit>) {
    co_return;
}

std::vector<route> table(player& p) {
    route passing{.method = "*",
                  .path = "/pass/*",
                  .guard = open_to_anybody(),
                  .body_bytes_max = 1000,
                  .at_once = known,
                  .handle = {},
                  .pass = [&p](wire::request r, std::shared_ptr<stream::conduit> b) {
                      return p.play(std::move(r), std::move(b));
                  }};
    auto guarded = passing;
    guarded.path = "/guarded";
    guarded.guard = {.name = "key", .admits = key_holders};
    auto mute = passing;
    mute.path = "/mute";
    mute.pass = no_word;
    return {passing, guarded, mute};
}

struct playing {
    player p;
};

struct scene : private playing, public test::scene {
    explicit scene(std::size_t send_bytes_max = never, std::size_t fails_at = never)
        : test::scene(table(playing::p), fails_at, send_bytes_max) {}
    ~scene() { stop(); }
    scene(const scene&) = delete;
    scene& operator=(const scene&) = delete;
    using playing::p;

    /// Lets every handler end.
    void stop() {
        for (const auto& timer : std::exchange(p.held, {})) timer->cancel();
        io.poll();
    }
    [[nodiscard]] stream::conduit& bodies() const { return *p.conduits.back(); }
    /// What has come of the request's body, and its end.
    [[nodiscard]] stream::piece upstream() const { return bodies().take_request(1U << 20U); }

    void begin(wire::headers headers = {}, int status = 200) {
        bodies().begin({.status = status, .headers = std::move(headers), .body = {}});
        io.poll();
    }
    bool put(std::string_view bytes) {
        const bool taken = bodies().put(bytes);
        io.poll();
        return taken;
    }
    void end(ending how) {
        bodies().end(how);
        io.poll();
    }
};

constexpr std::string_view get = "GET /pass/x HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view known_answer =
    "HTTP/1.1 200 OK\r\nDate: Tue, 06 May 2031 07:00:00 GMT\r\nContent-Length: 5\r\n\r\nknown";

std::string post(std::size_t length, std::string_view more = "") {
    return "POST /pass/x HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(length) +
           "\r\n" + std::string(more) + "\r\n";
}

std::string head(std::string_view more) {
    return "HTTP/1.1 200 OK\r\nDate: Tue, 06 May 2031 07:00:00 GMT\r\n" + std::string(more) +
           "\r\n";
}

}  // namespace

TEST_CASE("an answer that tells its length goes out as it comes, and the connection lives on") {
    for (const std::size_t send_bytes_max : {never, std::size_t{3}}) {
        scene s(send_bytes_max);
        s.start();
        s.send(get);
        s.begin({{"Content-Length", "9"}});
        CHECK(s.received() == head("Content-Length: 9\r\n"));
        s.put("four");
        CHECK(s.received() == head("Content-Length: 9\r\n") + "four");
        s.put(" five");
        s.end(ending::whole);
        s.send("GET /pass/known HTTP/1.1\r\nHost: a\r\n\r\n");
        CHECK(s.received() ==
              head("Content-Length: 9\r\n") + "four five" + std::string(known_answer));
    }
}

TEST_CASE("an answer without a length goes out in chunks, each as it comes") {
    for (const std::size_t send_bytes_max : {never, std::size_t{3}}) {
        scene s(send_bytes_max);
        s.start();
        s.send(get);
        s.begin();
        s.put("0123456789abcdef");
        s.put("x");
        const auto so_far =
            head("Transfer-Encoding: chunked\r\n") + "10\r\n0123456789abcdef\r\n1\r\nx\r\n";
        CHECK(s.received() == so_far);
        s.end(ending::whole);
        CHECK(s.received() == so_far + "0\r\n\r\n");
        s.send(get);
        CHECK(s.p.requests.size() == 2);
    }
}

TEST_CASE("to HTTP/1.0 the end of the connection is the end of a body without length") {
    scene s;
    s.start();
    s.send("GET /pass/x HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
    s.begin();
    s.put("body");
    s.end(ending::whole);
    CHECK(s.received() == head("Connection: close\r\n") + "body");
    s.leave();
    s.stop();
    CHECK(s.is_over());
    CHECK_FALSE(*s.resets);
}

TEST_CASE("HEAD, 204 and 304 have no body, whatever comes") {
    scene s;
    s.start();
    s.send("HEAD /pass/x HTTP/1.1\r\nHost: a\r\n\r\n");
    s.begin({{"Content-Length", "1234"}});
    s.end(ending::whole);
    CHECK(s.received() == head("Content-Length: 1234\r\n"));
    s.send(get);
    s.begin({{"Content-Length", "5"}}, 304);
    s.put("stray");
    s.end(ending::whole);
    CHECK(s.received().ends_with("\r\n\r\n"));
    s.send(get);
    s.begin({}, 204);
    s.end(ending::whole);
    CHECK(s.received().ends_with(
        "HTTP/1.1 204 No Content\r\nDate: Tue, 06 May 2031 07:00:00 GMT\r\n\r\n"));
    s.send(get);
    CHECK(s.p.requests.size() == 4);
}

TEST_CASE("an answer that breaks off closes the connection before its end can be read") {
    for (const bool told : {true, false}) {
        scene s;
        s.start();
        s.send(get);
        s.begin(told ? wire::headers{{"Content-Length", "9"}} : wire::headers{});
        s.put("four");
        s.end(ending::broken);
        CHECK(s.received().ends_with(told ? "four" : "4\r\nfour\r\n"));
        s.stop();
        CHECK(s.is_over());
    }
}

TEST_CASE("an answer cut short to HTTP/1.0 ends with a reset, as its close would say it is whole") {
    scene s;
    s.start();
    s.send("GET /pass/x HTTP/1.0\r\nHost: a\r\n\r\n");
    s.begin();
    s.put("four");
    s.end(ending::broken);
    CHECK(*s.resets);
}

TEST_CASE("an answer longer or shorter than it told is cut") {
    scene longer;
    longer.start();
    longer.send(get);
    longer.begin({{"Content-Length", "3"}});
    longer.put("four");
    CHECK(longer.received() == head("Content-Length: 3\r\n"));
    longer.stop();
    CHECK(longer.is_over());

    scene shorter;
    shorter.start();
    shorter.send(get);
    shorter.begin({{"Content-Length", "5"}});
    shorter.put("four");
    shorter.end(ending::whole);
    shorter.stop();
    CHECK(shorter.is_over());
}

TEST_CASE("a request's body goes up as it comes, plain or in chunks") {
    scene s;
    s.start();
    s.send(post(8) + "four");
    CHECK(s.bodies().request_bytes() == 8);
    CHECK(s.upstream().bytes == "four");
    s.send("more");
    const auto rest = s.upstream();
    CHECK(rest.bytes == "more");
    CHECK(rest.end == ending::whole);
    s.bodies().respond(wire::json_response(200, "1"));
    s.io.poll();
    s.send("POST /pass/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
    CHECK_FALSE(s.bodies().request_bytes());
    CHECK(s.upstream().bytes == "abc");
    s.send("2\r\nde\r\n0\r\nX-Trailer: 1\r\n\r\n");
    CHECK(s.upstream().bytes == "de");
    CHECK(s.upstream().end == ending::whole);
    CHECK(s.p.requests.size() == 2);
}

TEST_CASE("a client that sends faster than Cal.com takes is read no further than the pipe holds") {
    scene s;
    s.options.passing_bytes_max = 64U << 10U;
    s.start();
    const std::string piece(10'000, 'x');
    s.routes = std::move(*router::open([&] {
        auto rows = table(s.p);
        rows[0].body_bytes_max = 10U << 20U;
        return rows;
    }()));
    s.send(post(1'000'000));
    for (int i = 0; i < 100; ++i) s.send(piece);
    std::size_t taken = 0;
    std::size_t most = 0;
    for (;;) {
        const auto some = s.bodies().look_at_request().bytes.size();
        most = std::max(most, some);
        const auto got = s.bodies().take_request(5'000);
        taken += got.bytes.size();
        if (got.end == ending::whole) break;
        REQUIRE_FALSE(got.bytes.empty());
        s.io.poll();
    }
    CHECK(taken == 1'000'000);
    CHECK(most <= (64U << 10U));
    CHECK(most > (16U << 10U));
}

TEST_CASE("a client that takes slower than Cal.com gives stops Cal.com at the pipe's bound") {
    scene s(0);  // a socket that takes nothing at once, only what is waited for
    s.options.passing_bytes_max = 1000;
    s.start();
    s.send(get);
    s.bodies().begin({.status = 200, .headers = {{"Content-Length", "5000"}}, .body = {}});
    int given = 0;
    while (s.bodies().put(std::string(100, 'x'))) ++given;  // nothing is taken meanwhile
    CHECK(given == 10);
    while (given < 50) {
        s.io.poll();
        while (given < 50 && s.bodies().put(std::string(100, 'x'))) ++given;
    }
    s.end(ending::whole);
    CHECK(s.received() == head("Content-Length: 5000\r\n") + std::string(5000, 'x'));
}

TEST_CASE("100 Continue is said when Cal.com's side wants the body, once") {
    scene s;
    s.start();
    s.send(post(4, "Expect: 100-continue\r\n"));
    CHECK(s.received().empty());
    CHECK(s.upstream().bytes.empty());
    s.io.poll();
    CHECK(s.received() == "HTTP/1.1 100 Continue\r\n\r\n");
    CHECK(s.upstream().bytes.empty());
    s.send("four");
    CHECK(s.upstream().bytes == "four");
    CHECK(s.received() == "HTTP/1.1 100 Continue\r\n\r\n");
}

TEST_CASE("a request whose body nobody wanted is answered without it, and its connection closed") {
    scene s;
    s.start();
    s.send(post(4, "Expect: 100-continue\r\n"));
    s.bodies().respond(wire::json_response(503, "{}"));
    s.io.poll();
    CHECK(s.received().starts_with("HTTP/1.1 503 "));
    CHECK(s.received().contains("Connection: close\r\n"));
    s.leave();
    s.stop();
    CHECK(s.is_over());
}

TEST_CASE("the guard is asked before the body, and its refusal closes") {
    scene s;
    s.start();
    s.send("POST /guarded HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n");
    CHECK(s.received().starts_with("HTTP/1.1 401 "));
    CHECK(s.received().contains("Connection: close\r\n"));
    CHECK(s.p.requests.empty());
}

TEST_CASE("T4: a body over its limit is refused, announced or not") {
    scene announced;
    announced.start();
    announced.send(post(1001));
    CHECK(announced.received().starts_with("HTTP/1.1 413 "));
    CHECK(announced.p.requests.empty());

    scene chunked;
    chunked.start();
    chunked.send("POST /pass/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n");
    chunked.send(std::string(1000, 'x') + "\r\n");
    CHECK(chunked.received().empty());
    chunked.send("1\r\nx\r\n");
    CHECK(chunked.received().starts_with("HTTP/1.1 413 "));
    CHECK(chunked.bodies().is_request_broken());
}

TEST_CASE("a client that leaves before its request is whole breaks it off") {
    scene s;
    s.start();
    s.send(post(8) + "four");
    s.leave();
    CHECK(s.bodies().is_request_broken());
    CHECK(s.bodies().has_client_left());
    s.stop();
    CHECK(s.is_over());
}

TEST_CASE("a client that ends its half after a whole request may be gone, and can still listen") {
    scene s;
    s.start();
    s.send(get);
    CHECK_FALSE(s.bodies().has_client_left());
    s.leave();
    CHECK(s.bodies().has_client_left());
    CHECK_FALSE(s.bodies().is_request_broken());
    s.bodies().respond(wire::json_response(200, "1"));
    s.stop();
    CHECK(s.is_over());
}

TEST_CASE("what a client sends ahead is answered after what passes, in order") {
    scene s;
    s.start();
    s.send(get);
    s.send("GET /pass/known HTTP/1.1\r\nHost: a\r\n\r\n" + std::string(get));
    CHECK(s.p.requests.size() == 1);
    s.begin({{"Content-Length", "3"}});
    s.put("one");
    CHECK(s.p.requests.size() == 1);
    s.end(ending::whole);
    CHECK(s.received() == head("Content-Length: 3\r\n") + "one" + std::string(known_answer));
    CHECK(s.p.requests.size() == 2);
    CHECK_FALSE(s.bodies().has_client_left());
}

TEST_CASE("a pipeline that begins in one packet with a passing body is kept apart from it") {
    scene s;
    s.start();
    s.send(post(4) + "fourGET /pass/known HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto body = s.upstream();
    CHECK(body.bytes == "four");
    CHECK(body.end == ending::whole);
    s.bodies().respond({.status = 204, .headers = {}, .body = {}});
    s.io.poll();
    CHECK(s.received().ends_with(known_answer));
}

TEST_CASE("a client that stops sending its body has 408, or the end if its answer has begun") {
    for (const bool begun : {false, true}) {
        scene s;
        s.start();
        s.send(post(8));
        if (begun) s.begin();
        s.options.request_deadline = milliseconds{1};  // for what follows
        s.send("four");
        while (!s.bodies().is_request_broken()) s.io.run_one();
        s.io.poll();
        CHECK(s.received().starts_with(begun ? "HTTP/1.1 200 " : "HTTP/1.1 408 "));
        if (begun) CHECK_FALSE(s.received().contains("0\r\n\r\n"));
        s.leave();
        s.stop();
        s.run_until_over();
        CHECK(s.is_over());
    }
}

TEST_CASE("the deadline for a piece does not count while nothing is read") {
    scene s;
    s.start();
    s.send(get);
    s.options.request_deadline = milliseconds{1};
    s.options.idle_deadline = milliseconds{1};
    s.begin();
    while (s.io.poll_one() > 0) continue;
    s.put("x");
    s.end(ending::whole);
    CHECK(s.received().ends_with("1\r\nx\r\n0\r\n\r\n"));
    s.stop();
    s.run_until_over();  // idle now
    CHECK(s.is_over());
}

TEST_CASE("a handler that ends without a word is a 500") {
    scene s;
    s.start();
    s.send("GET /mute HTTP/1.1\r\nHost: a\r\n\r\n" + std::string(get));
    CHECK(s.received().starts_with("HTTP/1.1 500 "));
    CHECK(s.p.requests.size() == 1);
}

TEST_CASE("finishing lets a passing answer end, and closes after it") {
    for (const bool begun : {false, true}) {
        scene s;
        s.start();
        s.send(get);
        if (begun) s.begin();
        for (const auto& one : s.live.all()) one->finish();
        CHECK_FALSE(s.is_over());
        if (!begun) s.begin();
        s.put("x");
        s.end(ending::whole);
        CHECK(s.received().ends_with("1\r\nx\r\n0\r\n\r\n"));
        CHECK(s.received().contains("Connection: close\r\n") == !begun);
        s.leave();
        s.stop();
        CHECK(s.is_over());
    }
}

TEST_CASE("whichever operation fails, what passes ends on both sides and nothing stays") {
    const auto visit = [](scene& s) {
        s.start();
        s.send(post(8) + "four");
        s.send("more");
        const bool reached = !s.p.conduits.empty();
        if (reached) {
            s.begin();
            s.put("some");
            s.end(ending::whole);
        }
        s.leave();
        s.stop();
        return reached;
    };
    for (const std::size_t send_bytes_max : {never, std::size_t{5}, std::size_t{0}}) {
        for (std::size_t n = 0; n < 20; ++n) {
            scene s(send_bytes_max, n);
            CAPTURE(n);
            visit(s);
            CHECK(s.is_over());
        }
    }
}
