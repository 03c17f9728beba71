#pragma once

#include <future>
#include <memory>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "core/ensure.hpp"
#include "net/server.hpp"

namespace slotgate::test {

/// A handler that waits until the test lets it go on. Serves one request.
class held_handler {
  public:
    [[nodiscard]] net::route at(std::string path) {
        return {.method = "GET",
                .path = std::move(path),
                .guard = net::open_to_anybody(),
                .at_once = {},
                .handle = [this](wire::request request) { return wait(std::move(request)); }};
    }

    /// Waits until the handler has been reached.
    void await_entry() { entered_.get_future().wait(); }

    /// Whether the handler has been reached. On its own thread only.
    [[nodiscard]] bool is_entered() const { return !timer_.expired(); }

    /// From any thread, after `await_entry`.
    void release() {
        const auto timer = timer_.lock();
        ensure(timer != nullptr, "a test releases a handler once, after it was reached");
        boost::asio::post(timer->get_executor(), [timer] { timer->cancel(); });
    }

  private:
    boost::asio::awaitable<wire::response> wait(wire::request request) {
        const auto executor = co_await boost::asio::this_coro::executor;
        const auto timer = std::make_shared<boost::asio::steady_timer>(executor);
        timer->expires_at(boost::asio::steady_timer::time_point::max());
        timer_ = timer;
        entered_.set_value();
        co_await timer->async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        co_return wire::json_response(200, request.target);
    }

    std::promise<void> entered_;
    std::weak_ptr<boost::asio::steady_timer> timer_;  ///< the waiting coroutine owns it
};

}  // namespace slotgate::test
