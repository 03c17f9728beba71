#include <array>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include "net/running_server.hpp"
#include "stream/news.hpp"

using namespace slotgate;
using boost::asio::awaitable;
using stream::ending;

namespace {

/// Gives back what comes, piece by piece, on a loop and thread of its own.
class echoing {
  public:
    echoing() : thread_([this] { loop_.run(); }) {}
    echoing(const echoing&) = delete;
    echoing& operator=(const echoing&) = delete;
    ~echoing() {
        work_.reset();
        thread_.join();
    }

    [[nodiscard]] net::route at(std::string path) {
        auto out = test::row("POST", std::move(path));
        out.body_bytes_max = 1U << 30U;
        out.pass = [this](wire::request, std::shared_ptr<stream::conduit> bodies) {
            return boost::asio::co_spawn(loop_, echo(loop_.get_executor(), std::move(bodies)),
                                         boost::asio::use_awaitable);
        };
        return out;
    }

  private:
    static awaitable<void> echo(boost::asio::any_io_executor executor,
                                std::shared_ptr<stream::conduit> bodies) {
        stream::news news(executor, *bodies, minutes{1});
        const auto length = std::to_string(*bodies->request_bytes());
        bodies->begin({.status = 200, .headers = {{"Content-Length", length}}, .body = {}});
        auto end = ending::none;
        while (end == ending::none) {
            const auto some = bodies->take_request(16U << 10U);
            end = some.end;
            while (!bodies->put(some.bytes)) (void)co_await news.next();
            if (some.bytes.empty() && end == ending::none) (void)co_await news.next();
        }
        bodies->end(end);
    }

    boost::asio::io_context loop_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
        loop_.get_executor()};
    std::thread thread_;
};

std::string some_text(std::size_t bytes) {
    std::string out(bytes, '\0');
    for (std::size_t i = 0; i < bytes; ++i) out[i] = static_cast<char>('a' + i / 977 % 26);
    return out;
}

}  // namespace

TEST_CASE("bodies go both ways at once between a connection's thread and a handler's") {
    echoing handler;
    const auto server = test::running({.threads = 2}, {handler.at("/echo")});
    const auto sent = some_text(8U << 20U);
    std::array<std::optional<wire::response>, 4> answers;
    std::vector<std::thread> clients;
    for (auto& answer : answers)
        clients.emplace_back([&] {
            test::socket_client client(server->port());
            std::thread sender([&] { client.post("/echo", sent); });
            answer = client.read_answer();
            sender.join();
        });
    for (auto& one : clients) one.join();
    for (const auto& answer : answers) {
        REQUIRE(answer);
        CHECK(answer->body == sent);
        CHECK(test::says_close(*answer));  // it began before its request was whole
    }
}

TEST_CASE("clients that leave at any moment leave nothing behind") {
    echoing handler;
    const auto server = test::running({.threads = 2}, {handler.at("/echo")});
    const auto sent = some_text(200'000);
    for (std::size_t bytes = 0; bytes < sent.size(); bytes += 9'973) {
        test::socket_client client(server->port());
        client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " +
                    std::to_string(sent.size()) + "\r\n\r\n" + sent.substr(0, bytes));
    }
    test::socket_client last(server->port());
    last.post("/echo", "still here");
    const auto answer = last.read_answer();
    REQUIRE(answer);
    CHECK(answer->body == "still here");
    server->stop();
}
