#include "stream/conduit.hpp"

#include <atomic>
#include <thread>

#include <doctest/doctest.h>

using namespace slotgate;
using stream::conduit;
using stream::ending;

namespace {

constexpr std::size_t bytes_max = 10;
constexpr std::size_t all = 1000;

struct scene {
    explicit scene(std::optional<std::uint64_t> request_bytes = std::nullopt)
        : bodies(request_bytes, bytes_max, [this] { ++client_calls; }) {
        bodies.wake_upstream([this] { ++upstream_calls; });
    }
    int client_calls = 0;
    int upstream_calls = 0;
    conduit bodies;
};

}  // namespace

TEST_CASE("a request's body goes up, and each side is woken when it can go on") {
    scene s;
    CHECK(s.bodies.take_request(all).bytes.empty());
    s.bodies.give("12345678");
    CHECK(s.upstream_calls == 1);
    CHECK_FALSE(s.bodies.takes(3));
    CHECK(s.bodies.take_request(all).bytes == "12345678");
    CHECK(s.client_calls == 1);
    CHECK(s.bodies.takes(3));
    s.bodies.finish_request();
    CHECK(s.bodies.take_request(all).end == ending::whole);
}

TEST_CASE("a request without a body is whole from the beginning") {
    scene s(0);
    CHECK(s.bodies.take_request(all).end == ending::whole);
    s.bodies.leave();
    CHECK_FALSE(s.bodies.is_request_broken());
    CHECK(s.bodies.has_client_left());
}

TEST_CASE("an answer begins with its head, once, and its body is there for who comes later") {
    scene s;
    CHECK_FALSE(s.bodies.answer());
    CHECK(s.bodies.put("before"));
    s.bodies.begin({.status = 201, .headers = {}, .body = {}});
    CHECK(s.client_calls == 1);
    const auto begun = s.bodies.answer();
    REQUIRE(begun);
    CHECK(begun->response.status == 201);
    CHECK_FALSE(begun->is_whole);
    CHECK_FALSE(s.bodies.answer());
    CHECK(s.bodies.more(all).bytes == "before");
    CHECK(s.bodies.has_begun());
}

TEST_CASE("an answer for which there is no room waits, and Cal.com's side is woken") {
    scene s;
    CHECK(s.bodies.put("1234567890"));
    CHECK_FALSE(s.bodies.put("x"));
    CHECK(s.bodies.more(all).bytes == "1234567890");
    CHECK(s.upstream_calls == 1);
    CHECK(s.bodies.put("x"));
    s.bodies.end(ending::whole);
    const auto last = s.bodies.more(all);
    CHECK(last.bytes == "x");
    CHECK(last.end == ending::whole);
}

TEST_CASE("a client that leaves wakes Cal.com's side; a body that was not whole is broken") {
    scene s;
    s.bodies.give("part");
    s.bodies.leave();
    CHECK(s.upstream_calls == 1);
    CHECK(s.bodies.has_client_left());
    CHECK(s.bodies.is_request_broken());
    CHECK(s.bodies.put("still said"));
    CHECK(s.bodies.more(all).bytes == "still said");
    s.bodies.drop();
    for (int i = 0; i < 100; ++i) CHECK(s.bodies.put("not heard"));
    CHECK(s.bodies.more(all).bytes.empty());
}

TEST_CASE("after the answer's end nobody waits for the rest of the request") {
    scene s;
    s.bodies.give("1234567890");
    CHECK_FALSE(s.bodies.takes(1));
    s.bodies.end(ending::whole);
    CHECK(s.client_calls == 1);
    CHECK(s.bodies.takes(1));
    CHECK(s.bodies.is_wanted());
}

TEST_CASE("two threads pass bytes both ways, each waiting for its calls alone") {
    constexpr std::size_t total = 200'000;
    std::atomic<int> client_news{0};
    std::atomic<int> upstream_news{0};
    const auto wait = [](std::atomic<int>& news, int seen) { news.wait(seen); };
    const auto tell = [](std::atomic<int>& news) {
        ++news;
        news.notify_one();
    };
    conduit bodies(std::nullopt, 64, [&] { tell(client_news); });
    bodies.wake_upstream([&] { tell(upstream_news); });
    std::string echoed;
    std::thread calcom([&] {
        for (;;) {
            const int seen = upstream_news;
            const auto some = bodies.take_request(32);
            if (some.end == ending::whole && some.bytes.empty()) return bodies.end(ending::whole);
            for (int before = upstream_news; !bodies.put(some.bytes); before = upstream_news)
                wait(upstream_news, before);
            const bool nothing = some.bytes.empty() && some.end == ending::none;
            if (nothing) wait(upstream_news, seen);
        }
    });
    std::size_t given = 0;
    for (bool ended = false; !ended;) {
        const int seen = client_news;
        bool moved = false;
        if (given < total && bodies.takes(20)) {
            bodies.give(std::string(20, static_cast<char>('a' + given / 20 % 26)));
            given += 20;
            moved = true;
            if (given == total) bodies.finish_request();
        }
        const auto some = bodies.more(32);
        echoed += some.bytes;
        ended = some.end == ending::whole;
        if (!moved && some.bytes.empty() && !ended) wait(client_news, seen);
    }
    calcom.join();
    CHECK(echoed.size() == total);
    CHECK(echoed.substr(0, 60) ==
          std::string(20, 'a') + std::string(20, 'b') + std::string(20, 'c'));
}

TEST_CASE("an answer's body is kept besides, unless it is longer than asked for") {
    scene s;
    s.bodies.keep_answer(6);
    CHECK(s.bodies.put("1234"));
    CHECK(s.bodies.kept_answer() == "1234");
    CHECK(s.bodies.more(all).bytes == "1234");
    CHECK(s.bodies.put("56"));
    CHECK(s.bodies.kept_answer() == "123456");
    CHECK(s.bodies.put("7"));
    CHECK(s.bodies.kept_answer().empty());
    CHECK(s.bodies.put("8"));
    CHECK(s.bodies.kept_answer().empty());
}

TEST_CASE("S7: a copy is shown when it is whole, before the last of it can be taken, and once") {
    conduit c(0, 4, {});
    c.keep_answer(8);
    std::string shown;
    const auto show = [&](std::string_view copy) { shown += copy; };
    CHECK(c.put("ab"));
    c.when_kept(6, show);
    CHECK(shown.empty());
    CHECK_FALSE(c.put("cdef"));
    CHECK(shown == "abcdef");
    c.begin({});
    CHECK(c.answer());
    CHECK(c.more(8).bytes == "ab");
    CHECK(c.put("cdef"));
    CHECK(shown == "abcdef");
    CHECK(c.kept_answer() == "abcdef");
    c.when_kept(6, show);
    CHECK(shown == "abcdefabcdef");
}

TEST_CASE("S7: a copy that is too long is never shown") {
    conduit c(0, 100, {});
    c.keep_answer(4);
    bool shown = false;
    c.when_kept(6, [&](std::string_view) { shown = true; });
    CHECK(c.put("abc"));
    CHECK(c.put("def"));
    CHECK_FALSE(shown);
    CHECK(c.kept_answer().empty());
}
