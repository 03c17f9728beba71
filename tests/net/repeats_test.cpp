#include "net/repeats.hpp"

#include <doctest/doctest.h>

#include "net/answer_head.hpp"
#include "net/scene.hpp"

using namespace slotgate;
using namespace slotgate::net;

namespace {

/// An answer of a route that counts how often it was read, and lets it be repeated while `holds`.
struct counted {
    int read = 0;
    int repeated = 0;
    bool holds = true;
    int status = 200;
};

class repeated final : public repeatable_answer {
  public:
    repeated(counted& of, const wire::response& given) : of_(of), head_(given), body_(given.body) {}

    bool write_head(std::string& out, std::string_view date) override {
        if (!of_.holds) return false;
        ++of_.repeated;
        head_.write(out, seconds{of_.repeated}, date);
        return true;
    }
    [[nodiscard]] std::string_view body() const override { return body_; }

  private:
    counted& of_;
    repeated_head head_;
    std::string body_;
};

std::vector<route> table(counted& c) {
    const auto answer = [&c](const wire::request& request) {
        ++c.read;
        wire::response out;
        out.status = c.status;
        out.headers.add("Age", "0");
        out.headers.add("X-Request-Id", "of-the-first");
        out.headers.add("X-Last", "stays");
        out.body = request.target + std::string(100, '.');
        return std::optional(out);
    };
    return {{.method = "*",
             .path = "/now",
             .guard = open_to_anybody(),
             .at_once = answer,
             .again =
                 [&c](const wire::request&, const wire::response& given) {
                     return std::make_shared<repeated>(c, given);
                 },
             .handle = {}}};
}

struct scene : private counted, public test::scene {
    explicit scene(std::size_t send_bytes_max = test::never)
        : test::scene(table(*this), test::never, send_bytes_max) {
        start();
    }
    counted& count() { return *this; }
    /// Sends, and returns what came for it.
    std::string ask(std::string_view bytes) {
        const auto before = received().size();
        send(bytes);
        return received().substr(before);
    }
};

constexpr std::string_view question = "GET /now HTTP/1.1\r\nHost: a\r\n\r\n";

/// Without what differs each time.
std::string unvaried(std::string answer) {
    for (const std::string_view field : {"Age: ", "X-Request-Id: "}) {
        const auto at = answer.find(field) + field.size();
        answer.erase(at, answer.find("\r\n", at) - at);
    }
    return answer;
}

}  // namespace

TEST_CASE("the same bytes are read once, and answered alike each time") {
    scene s;
    const auto first = s.ask(question);
    const auto second = s.ask(question);
    CHECK(s.count().read == 1);
    CHECK(s.count().repeated == 1);
    CHECK(unvaried(second) == unvaried(first));
    CHECK(second.contains("\r\nAge: 1\r\n"));
    CHECK_FALSE(second.contains("of-the-first"));
    CHECK(s.ask(std::string(question) + std::string(question)).contains("\r\nAge: 3\r\n"));
    CHECK(s.count().read == 1);
}

TEST_CASE("a repeated answer that the socket takes in pieces arrives whole") {
    scene s(7);
    const auto first = s.ask(question);
    CHECK(unvaried(s.ask(question)) == unvaried(first));
    CHECK(s.count().repeated == 1);
}

TEST_CASE("S11: an answer that holds no more is asked for again") {
    scene s;
    static_cast<void>(s.ask(question));
    s.count().holds = false;
    static_cast<void>(s.ask(question));
    CHECK(s.count().read == 2);
    s.count().holds = true;
    static_cast<void>(s.ask(question));
    CHECK(s.count().read == 2);
}

TEST_CASE(
    "other bytes are read: another header, HEAD, a body, an older version, the last request") {
    for (const std::string_view other :
         {"GET /now HTTP/1.1\r\nHost: b\r\n\r\n", "HEAD /now HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET /now HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx",
          "POST /now HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET /now HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"}) {
        INFO(other);
        scene s;
        static_cast<void>(s.ask(question));
        static_cast<void>(s.ask(other));
        CHECK(s.count().read == 2);
        CHECK(s.count().repeated == 0);
        static_cast<void>(s.ask(other));
        CHECK(s.count().repeated == (other.contains("Host: b") ? 1 : 0));
    }
    scene s;
    static_cast<void>(s.ask("GET /now HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
    s.leave();
    s.run_until_over();
    CHECK(s.count().repeated == 0);
}

TEST_CASE("a head that comes in pieces is read") {
    scene s;
    static_cast<void>(s.ask(question));
    static_cast<void>(s.ask(question.substr(0, 9)));
    CHECK(s.ask(question.substr(9)).starts_with("HTTP/1.1 200 OK"));
    CHECK(s.count().read == 2);
}

TEST_CASE("only a 200 is repeated") {
    scene s;
    s.count().status = 404;
    static_cast<void>(s.ask(question));
    static_cast<void>(s.ask(question));
    CHECK(s.count().read == 2);
}

TEST_CASE("repeats are bounded in number and bytes") {
    counted c;
    repeats kept;
    wire::response given;
    given.headers = {{"Age", "0"}, {"X-Request-Id", "x"}};
    given.body = std::string(200U << 10U, '.');
    const auto answer = std::make_shared<repeated>(c, given);
    for (int i = 0; i < 200; ++i) kept.keep(std::to_string(i), {.to = nullptr, .answer = answer});
    CHECK(kept.find("199") != nullptr);
    CHECK(kept.find("0") == nullptr);
    kept.forget("199");
    CHECK(kept.find("199") == nullptr);
}

TEST_CASE("a head is found where it is whole and short") {
    CHECK(repeats::head_of("GET / HTTP/1.1\r\n\r\nGET") == "GET / HTTP/1.1\r\n\r\n");
    CHECK(repeats::head_of("GET / HTTP/1.1\r\n\r").empty());
    CHECK(repeats::head_of(std::string(repeats::head_bytes_max, 'x') + "\r\n\r\n").empty());
    CHECK(repeats::head_of("").empty());
}
