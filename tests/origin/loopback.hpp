#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio.hpp>

#include "core/error.hpp"

namespace slotgate::test {

/// What the server does with the next request it has read.
struct scripted_reply {
    std::string bytes;  ///< written as they are
    enum class then { keep_open, close, reset, say_nothing } after = then::keep_open;
};

/// An HTTP answer with its length.
[[nodiscard]] std::string http_answer(int status, std::string_view body,
                                      std::string_view more_headers = {});

/// A Cal.com made of scripted bytes, on a loopback port of its own, on the loop of the test.
/// Replies are used up in order, one for each request; without one left the server stays silent.
class loopback {
  public:
    explicit loopback(boost::asio::io_context& io);

    [[nodiscard]] std::string base_url() const { return base_url_; }
    void reply(std::string bytes, scripted_reply::then after = scripted_reply::then::keep_open);

    /// Requests read whole, as text: request line, headers, body.
    [[nodiscard]] const std::vector<std::string>& requests() const { return requests_; }
    [[nodiscard]] int connections() const { return connections_; }
    /// Connections the other side has closed.
    [[nodiscard]] int hang_ups() const { return hang_ups_; }
    /// Stops accepting; connections under way go on.
    void stop() { acceptor_.close(); }

  private:
    using socket = boost::asio::ip::tcp::socket;

    boost::asio::awaitable<void> accept();
    boost::asio::awaitable<void> serve(socket peer);
    boost::asio::awaitable<std::optional<std::string>> read_request(socket& peer,
                                                                    std::string& buffer);

    boost::asio::ip::tcp::acceptor acceptor_;
    std::string base_url_;
    std::deque<scripted_reply> replies_;
    std::vector<std::string> requests_;
    int connections_ = 0;
    int hang_ups_ = 0;
};

/// Runs `work` on `io` to its end and returns what it returned. The rest of the loop stays as it
/// is.
template <class T>
T run(boost::asio::io_context& io, boost::asio::awaitable<T> work) {
    std::optional<T> out;
    boost::asio::co_spawn(io, std::move(work), [&](std::exception_ptr failed, T value) {
        if (!failed) out.emplace(std::move(value));
    });
    io.restart();
    while (!out && io.run_one() > 0) {
    }
    return std::move(*out);
}

}  // namespace slotgate::test
