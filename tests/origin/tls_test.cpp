#include <filesystem>
#include <fstream>
#include <random>

#include <boost/asio/ssl.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <doctest/doctest.h>

#include "origin/http_client.hpp"
#include "origin/loopback.hpp"
#include "origin/self_signed.hpp"

using namespace slotgate;
namespace asio = boost::asio;

namespace {

constexpr auto as_value = asio::as_tuple(asio::use_awaitable);

/// Answers each connection's first request with 200, over TLS.
class tls_server {
  public:
    tls_server(asio::io_context& io, const test::self_signed& identity)
        : tls_(asio::ssl::context::tls_server),
          acceptor_(io, {asio::ip::make_address("127.0.0.1"), 0}) {
        tls_.use_certificate(asio::buffer(identity.certificate), asio::ssl::context::pem);
        tls_.use_private_key(asio::buffer(identity.key), asio::ssl::context::pem);
        asio::co_spawn(io, accept(), asio::detached);
    }

    [[nodiscard]] std::string url(const std::string& host) const {
        return "https://" + host + ":" + std::to_string(acceptor_.local_endpoint().port());
    }
    [[nodiscard]] int requests() const { return requests_; }

  private:
    asio::awaitable<void> accept() {
        for (;;) {
            auto [ec, peer] = co_await acceptor_.async_accept(as_value);
            if (ec) co_return;
            asio::co_spawn(acceptor_.get_executor(), serve(std::move(peer)), asio::detached);
        }
    }
    asio::awaitable<void> serve(asio::ip::tcp::socket peer) {
        asio::ssl::stream<asio::ip::tcp::socket> stream(std::move(peer), tls_);
        const auto [refused] =
            co_await stream.async_handshake(asio::ssl::stream_base::server, as_value);
        if (refused) co_return;
        std::string buffer;
        const auto [ec, n] = co_await asio::async_read_until(stream, asio::dynamic_buffer(buffer),
                                                             "\r\n\r\n", as_value);
        if (ec) co_return;
        ++requests_;
        const auto answer = test::http_answer(200, "private");
        co_await asio::async_write(stream, asio::buffer(answer), as_value);
    }

    asio::ssl::context tls_;
    asio::ip::tcp::acceptor acceptor_;
    int requests_ = 0;
};

/// A file that is gone with its object.
class file_of {
  public:
    explicit file_of(const std::string& text)
        : path_(std::filesystem::temp_directory_path() /
                ("slotgate-test-" + std::to_string(std::random_device{}()) + ".pem")) {
        std::ofstream(path_) << text;
    }
    ~file_of() { std::filesystem::remove(path_); }
    file_of(const file_of&) = delete;
    file_of& operator=(const file_of&) = delete;
    [[nodiscard]] std::string path() const { return path_.string(); }

  private:
    std::filesystem::path path_;
};

result<wire::response> get(asio::io_context& io, const std::string& ca_file,
                           const std::string& url) {
    origin::http_client client(io.get_executor(), {.ca_file = ca_file});
    return test::run(
        io,
        client.send(url, {.method = "GET", .target = "/", .headers = {}, .body = {}, .peer = {}},
                    seconds{10}));
}

}  // namespace

TEST_CASE("a certificate signed by a trusted one is accepted, for the host it names only") {
    const auto identity = test::make_self_signed();
    const file_of trusted(identity.certificate);
    asio::io_context io;
    tls_server server(io, identity);
    const auto answer = get(io, trusted.path(), server.url("127.0.0.1"));
    const auto why = answer ? std::string() : answer.error().detail;
    CAPTURE(why);
    REQUIRE(answer);
    CHECK(answer->body == "private");
    CHECK(server.requests() == 1);

    const auto other_name = get(io, trusted.path(), server.url("localhost"));
    REQUIRE_FALSE(other_name);
    CHECK(other_name.error().code == errc::upstream_down);
    CHECK(server.requests() == 1);
}

TEST_CASE("T5: to a server with an unknown certificate nothing is sent") {
    asio::io_context io;
    tls_server server(io, test::make_self_signed());
    const auto answer = get(io, {}, server.url("127.0.0.1"));
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == errc::upstream_down);
    CHECK(server.requests() == 0);
}
