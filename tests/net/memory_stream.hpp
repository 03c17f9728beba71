#pragma once

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/socket_base.hpp>
#include <boost/beast/_experimental/test/stream.hpp>

namespace slotgate::test {

/// Beast's in-memory two-way stream in the shape of a non-blocking socket. With a `fail_count`
/// every operation from the n-th on fails.
class memory_stream : public boost::beast::test::stream {
  public:
    using stream = boost::beast::test::stream;
    using stream::stream;

    /// How much a socket's send buffer takes before it says `would_block`.
    std::size_t send_bytes_max = std::numeric_limits<std::size_t>::max();

    /// Told to close with a reset? Copies share it, as they share the pipe.
    std::shared_ptr<bool> resets = std::make_shared<bool>(false);

    /// How often somebody began to read. Copies share it.
    std::shared_ptr<int> reads = std::make_shared<int>(0);

    template <class Buffers, class Handler>
    auto async_read_some(const Buffers& buffers, Handler&& handler) {
        ++*reads;
        return stream::async_read_some(buffers, std::forward<Handler>(handler));
    }

    void set_option(boost::asio::socket_base::linger how, boost::system::error_code& ec) {
        *resets = how.enabled() && how.timeout() == 0;
        ec = {};
    }

    template <class Buffers>
    std::size_t write_some(const Buffers& buffers, boost::system::error_code& ec) {
        const auto taken = std::min(boost::asio::buffer_size(buffers), send_bytes_max);
        if (taken == 0) {
            ec = boost::asio::error::would_block;
            return 0;
        }
        std::string bytes(taken, '\0');
        boost::asio::buffer_copy(boost::asio::buffer(bytes), buffers);
        return stream::write_some(boost::asio::buffer(bytes), ec);
    }

    /// The peer sees the end; what it still sends can be read.
    void shutdown(boost::asio::socket_base::shutdown_type, boost::system::error_code& ec) {
        stream::close();
        ec = {};
    }

    void close(boost::system::error_code& ec) {
        stream::close();
        ec = {};
    }
};

}  // namespace slotgate::test
