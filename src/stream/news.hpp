#pragma once

#include <memory>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "core/time.hpp"
#include "stream/conduit.hpp"

namespace slotgate::stream {

/// Lets a coroutine on Cal.com's side of a conduit wait for what the client's side does, all in all
/// not longer than `patience`. One at a time for a conduit. Threads: confined to `executor`'s.
class news {
  public:
    news(const boost::asio::any_io_executor& executor, conduit& of, milliseconds patience)
        : of_(of), timer_(std::make_shared<boost::asio::steady_timer>(executor, patience)) {
        of_.wake_upstream([timer = timer_] {
            boost::asio::post(timer->get_executor(), [timer] { timer->cancel(); });
        });
    }
    news(const news&) = delete;
    news& operator=(const news&) = delete;
    ~news() { of_.wake_upstream({}); }

    /// Waits until something changed after the last look, or for nothing; false if the patience is
    /// over.
    boost::asio::awaitable<bool> next() {
        const auto [ec] =
            co_await timer_->async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        co_return ec == boost::asio::error::operation_aborted;
    }

  private:
    conduit& of_;
    std::shared_ptr<boost::asio::steady_timer> timer_;  ///< shared with calls that are posted
};

}  // namespace slotgate::stream
