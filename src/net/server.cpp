#include "net/server.hpp"

#include <chrono>
#include <mutex>
#include <utility>

#include <boost/asio/ip/address.hpp>

#include "net/loop.hpp"

namespace slotgate::net {
namespace {

using boost::asio::ip::tcp;

class http_server final : public server {
  public:
    http_server(server_options options, router routes)
        : service_{.options = std::move(options),
                   .routes = std::move(routes),
                   .connections = {},
                   .turned_away = {}} {}
    http_server(const http_server&) = delete;
    http_server& operator=(const http_server&) = delete;
    ~http_server() override { stop(); }

    /// Errors: io.
    [[nodiscard]] result<void> listen();

    [[nodiscard]] std::uint16_t port() const override { return loops_.front()->port(); }
    void start() override;
    void stop() override;

  private:
    enum class stage : std::uint8_t { open, running, stopped };
    [[nodiscard]] result<void> add_loop(const tcp::endpoint& at, port_sharing sharing);

    service service_;
    std::vector<std::unique_ptr<loop>> loops_;  // after the service, which they use
    std::mutex mutex_;                          // a second `stop` waits for the first
    stage stage_ = stage::open;
};

/// Sockets that share a port would share it with another program of the same user as well, and each
/// would get half of the requests: a socket that shares nothing asks first whether the port is
/// free.
result<void> is_free(service& of, const tcp::endpoint& at) {
    return loop(of).listen(at, port_sharing::alone);
}

result<void> http_server::listen() {
    const auto& options = service_.options;
    boost::system::error_code ec;
    const auto address = boost::asio::ip::make_address(options.address, ec);
    if (ec) return fail(errc::io, options.address + " is not an IP address to listen on");
    tcp::endpoint at(address, options.port);
    if (options.threads == 1) return add_loop(at, port_sharing::alone);
    if (options.port != 0) {
        if (auto is = is_free(service_, at); !is) return is;
    }
    for (unsigned i = 0; i < options.threads; ++i) {
        if (auto added = add_loop(at, port_sharing::with_other_loops); !added) return added;
        at.port(port());
    }
    return {};
}

result<void> http_server::add_loop(const tcp::endpoint& at, port_sharing sharing) {
    loops_.push_back(std::make_unique<loop>(service_));
    return loops_.back()->listen(at, sharing);
}

void http_server::start() {
    const std::lock_guard lock(mutex_);
    if (stage_ != stage::open) return;
    stage_ = stage::running;
    for (const auto& one : loops_) one->run();
}

void http_server::stop() {
    const std::lock_guard lock(mutex_);
    if (stage_ == stage::running) {
        for (const auto& one : loops_) one->finish();
        // In vain or not: afterwards everything is closed.
        static_cast<void>(service_.connections.wait_until_empty(service_.options.stop_deadline));
    }
    for (const auto& one : loops_) one->end();
    stage_ = stage::stopped;
}

instant system_now() {
    return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
}

}  // namespace

result<std::unique_ptr<server>> server::open(server_options options, std::vector<route> routes) {
    if (options.threads == 0) return fail(errc::config, "a server needs at least one thread");
    auto table = router::open(std::move(routes));
    if (!table) return std::unexpected(std::move(table.error()));
    if (!options.now) options.now = system_now;
    auto out = std::make_unique<http_server>(std::move(options), std::move(*table));
    if (auto listening = out->listen(); !listening)
        return std::unexpected(std::move(listening.error()));
    return out;
}

}  // namespace slotgate::net
