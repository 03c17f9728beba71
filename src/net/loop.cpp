#include "net/loop.hpp"

#include <string>

#include <boost/asio/post.hpp>
#include <boost/asio/socket_base.hpp>

#include "ops/log.hpp"

namespace slotgate::net {
namespace {

namespace asio = boost::asio;

/// Connections beyond `connections_max` that may be told so at one time; the others are just
/// closed.
constexpr std::size_t turned_away_max = 256;
/// How long to wait when the machine has no socket or memory to give, instead of asking in circles.
constexpr milliseconds accept_pause{100};

using reuse_port = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

/// As text, an IPv4 client of an IPv6 socket as IPv4. Empty if it is gone already.
std::string address_of(const loop::socket& peer) {
    boost::system::error_code ec;
    const auto endpoint = peer.remote_endpoint(ec);
    if (ec) return {};
    const auto address = endpoint.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    return address.to_string();
}

}  // namespace

loop::loop(service& of) : service_(of) {}

loop::~loop() {
    end();
}

result<void> loop::listen(const asio::ip::tcp::endpoint& at, port_sharing sharing) {
    boost::system::error_code ec;
    const auto step = [&](auto&& action) {
        if (!ec) action();
    };
    step([&] { acceptor_.open(at.protocol(), ec); });
    step([&] { acceptor_.set_option(asio::socket_base::reuse_address(true), ec); });
    if (sharing == port_sharing::with_other_loops)
        step([&] { acceptor_.set_option(reuse_port(true), ec); });
    step([&] { acceptor_.bind(at, ec); });
    step([&] { acceptor_.listen(asio::socket_base::max_listen_connections, ec); });
    step([&] { port_ = acceptor_.local_endpoint(ec).port(); });
    if (ec)
        return fail(errc::io, "cannot listen on " + at.address().to_string() + " port " +
                                  std::to_string(at.port()) + ": " + ec.message());
    return {};
}

void loop::run() {
    accept();
    thread_ = std::thread([this] { serve(); });
}

void loop::finish() {
    asio::post(io_, [this] {
        finishing_ = true;
        boost::system::error_code ignored;
        acceptor_.close(ignored);
        retry_.cancel();
        for (const auto& connection : live_.all()) connection->finish();
    });
}

void loop::end() {
    asio::post(io_, [this] {
        boost::system::error_code ignored;
        acceptor_.close(ignored);
        for (const auto& connection : live_.all()) connection->close();
        io_.stop();
    });
    // A loop that never ran has nothing to close but its listening socket.
    if (!thread_.joinable()) return serve();
    thread_.join();
}

/// The last resort of a session: what a handler throws is answered elsewhere, so this is for want
/// of memory and bugs. The connection concerned goes; the loop goes on.
void loop::serve() {
    for (;;) {
        try {
            io_.run();
            return;
        } catch (...) {
            ops::log(ops::level::error, "Connection failed");
        }
    }
}

void loop::accept() {
    acceptor_.async_accept(
        [this](boost::system::error_code ec, socket peer) { on_accept(ec, std::move(peer)); });
}

void loop::on_accept(boost::system::error_code ec, socket peer) {
    if (finishing_ || !acceptor_.is_open()) return;
    if (ec == asio::error::connection_aborted) return accept();
    if (ec) return pause_accepting(ec);
    welcome(std::move(peer));
    accept();
}

void loop::welcome(socket peer) {
    boost::system::error_code ec;
    peer.non_blocking(true, ec);
    if (!ec) peer.set_option(asio::ip::tcp::no_delay(true), ec);
    if (ec) return;
    if (auto pass = service_.connections.enter(service_.options.connections_max))
        return guest(std::move(peer), std::move(*pass))->start();
    if (auto pass = service_.turned_away.enter(turned_away_max))
        guest(std::move(peer), std::move(*pass))->turn_away(errc::overloaded);
}

std::shared_ptr<connection<loop::socket>> loop::guest(socket peer, gate::pass pass) {
    auto address = address_of(peer);
    return std::make_shared<connection<socket>>(std::move(peer), std::move(address),
                                                connection_context{.options = service_.options,
                                                                   .routes = service_.routes,
                                                                   .live = live_,
                                                                   .date = date_,
                                                                   .repeats = repeats_},
                                                std::move(pass));
}

void loop::pause_accepting(const boost::system::error_code& why) {
    ops::log(ops::level::error, "Cannot accept connections", {{"reason", why.message()}});
    retry_.expires_after(accept_pause);
    retry_.async_wait([this](boost::system::error_code ec) {
        if (!ec && !finishing_) accept();
    });
}

}  // namespace slotgate::net
