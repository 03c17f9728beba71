#pragma once

#include <memory>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "core/error.hpp"
#include "net/connection.hpp"

namespace slotgate::net {

/// What all loops of a server share; outlives them.
struct service {
    server_options options;
    router routes;
    gate connections;
    gate turned_away;  ///< those beyond `connections_max` that are being told so
};

/// May other sockets, those of the other loops, listen on the same port?
enum class port_sharing : std::uint8_t { alone, with_other_loops };

/// One thread with an `io_context` and a listening socket of its own. The kernel spreads new
/// connections over the loops (SO_REUSEPORT); a connection stays on the loop that took it.
/// Threads: `run`, `finish` and `end` from the server's caller, one at a time.
class loop {
  public:
    using executor = boost::asio::io_context::executor_type;
    using socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, executor>;
    using acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, executor>;

    explicit loop(service& of);
    loop(const loop&) = delete;
    loop& operator=(const loop&) = delete;
    ~loop();

    /// Errors: io.
    [[nodiscard]] result<void> listen(const boost::asio::ip::tcp::endpoint& at,
                                      port_sharing sharing);
    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// Starts the thread, which accepts and serves.
    void run();
    /// Takes no new connections, closes idle ones, lets requests under way end. Returns at once.
    void finish();
    /// Closes what is left and joins the thread.
    void end();

  private:
    void serve();
    void accept();
    void on_accept(boost::system::error_code ec, socket peer);
    void welcome(socket peer);
    [[nodiscard]] std::shared_ptr<connection<socket>> guest(socket peer, gate::pass pass);
    void pause_accepting(const boost::system::error_code& why);

    service& service_;
    live_connections live_;  // before `io_`: connections that die with it still leave this set
    date_header date_;
    repeats repeats_;
    boost::asio::io_context io_{1};
    acceptor acceptor_{io_};
    boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                      boost::asio::wait_traits<std::chrono::steady_clock>, executor>
        retry_{io_};
    std::uint16_t port_ = 0;
    bool finishing_ = false;
    std::thread thread_;
};

}  // namespace slotgate::net
