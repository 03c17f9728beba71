// `origin::http_client` as this program has it: without sockets, over the simulated network. Linked
// instead of src/origin/http_client.cpp, so that everything above it is what users run.

#include "origin/http_client.hpp"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "core/ensure.hpp"
#include "sim/line.hpp"
#include "stream/news.hpp"

namespace slotgate::origin {

namespace asio = boost::asio;
using asio::awaitable;
using simulation::call;

class http_client::loop {
  public:
    explicit loop(asio::any_io_executor executor)
        : executor_(std::move(executor)),
          network_(asio::use_service<simulation::line>(executor_.context()).to()) {}

    awaitable<result<wire::response>> exchange(wire::request request, milliseconds deadline) {
        const auto mine = std::make_shared<call>(executor_);  // with the network
        mine->bell.expires_after(deadline);
        network_.send(std::move(request), mine);
        co_await mine->bell.async_wait(asio::as_tuple(asio::use_awaitable));
        if (!mine->reply) co_return fail(errc::upstream_timeout);
        co_return std::move(*mine->reply);
    }

    [[nodiscard]] const asio::any_io_executor& executor() const { return executor_; }

  private:
    asio::any_io_executor executor_;
    simulation::network& network_;
};

http_client::http_client(asio::any_io_executor executor, http_client_options /*options*/)
    : loop_(std::make_shared<loop>(std::move(executor))) {}

http_client::~http_client() = default;

awaitable<result<wire::response>> http_client::send(std::string /*base_url*/, wire::request request,
                                                    milliseconds deadline) {
    const auto in = loop_;
    co_return co_await in->exchange(std::move(request), deadline);
}

awaitable<result<void>> http_client::relay(std::string /*base_url*/, wire::request request,
                                           stream::conduit& bodies, answer_begins begins,
                                           milliseconds first_byte) {
    const auto in = loop_;
    auto body = bodies.take_request(std::size_t{1} << 20U);
    ensure(body.end == stream::ending::whole, "clients here send their bodies at once");
    request.body = std::move(body.bytes);
    auto answer = co_await in->exchange(std::move(request), first_byte);
    if (!answer) co_return std::unexpected(std::move(answer.error()));
    const auto bytes = std::exchange(answer->body, {});
    begins(std::move(*answer));
    const bool fits = bodies.put(bytes);
    ensure(fits, "answers here fit a conduit");
    co_return result<void>{};
}

}  // namespace slotgate::origin
