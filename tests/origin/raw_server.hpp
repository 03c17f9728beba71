#pragma once

#include <memory>
#include <string>
#include <vector>

#include <boost/asio.hpp>

#include "core/ensure.hpp"

namespace slotgate::test {

/// One connection as a server sees it, byte by byte: nothing is understood or answered by itself.
class raw_peer : public std::enable_shared_from_this<raw_peer> {
  public:
    explicit raw_peer(boost::asio::ip::tcp::socket socket) : socket_(std::move(socket)) {}

    /// From now on, or for the moment not: reads what comes.
    void read(bool on) {
        reading_ = on;
        if (on && !pending_) await();
    }
    /// Sends all of it, in time.
    void send(std::string bytes) {
        unsent += bytes.size();
        const auto kept = std::make_shared<std::string>(std::move(bytes));
        boost::asio::async_write(
            socket_, boost::asio::buffer(*kept),
            [self = shared_from_this(), kept](boost::system::error_code, std::size_t n) {
                self->unsent -= n;
            });
    }
    void close() { socket_.close(); }

    std::string got;
    bool left = false;       ///< the other side has closed
    std::size_t unsent = 0;  ///< of what is being sent, until it is sent whole

  private:
    void await() {
        pending_ = true;
        socket_.async_read_some(
            boost::asio::buffer(piece_),
            [self = shared_from_this()](boost::system::error_code ec, std::size_t n) {
                self->pending_ = false;
                self->got.append(self->piece_.data(), n);
                self->left = self->left || ec;
                if (!ec && self->reading_) self->await();
            });
    }

    boost::asio::ip::tcp::socket socket_;
    std::array<char, 16384> piece_{};
    bool reading_ = false;
    bool pending_ = false;
};

/// Listens on a loopback port of its own, on the loop of the test; the test plays each connection.
class raw_server {
  public:
    explicit raw_server(boost::asio::io_context& io)
        : io_(io), acceptor_(io, {boost::asio::ip::make_address("127.0.0.1"), 0}) {
        accept();
    }

    [[nodiscard]] std::string base_url() const {
        return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
    }
    [[nodiscard]] std::size_t connections() const { return peers_.size(); }
    [[nodiscard]] raw_peer& peer() const { return *peers_.back(); }

    /// Turns the loop until `condition` holds.
    template <class Condition>
    void until(Condition condition) {
        while (!condition()) {
            io_.restart();
            ensure(io_.run_one_for(std::chrono::seconds{30}) > 0, "what a test waits for happens");
        }
    }
    /// Turns the loop until nothing more happens by itself, timers aside.
    void settle() {
        io_.restart();
        while (io_.run_one_for(std::chrono::milliseconds{50}) > 0) continue;
    }

  private:
    void accept() {
        acceptor_.async_accept(
            [this](boost::system::error_code ec, boost::asio::ip::tcp::socket socket) {
                if (ec) return;
                peers_.push_back(std::make_shared<raw_peer>(std::move(socket)));
                peers_.back()->read(true);
                accept();
            });
    }

    boost::asio::io_context& io_;
    boost::asio::ip::tcp::acceptor acceptor_;
    std::vector<std::shared_ptr<raw_peer>> peers_;
};

}  // namespace slotgate::test
