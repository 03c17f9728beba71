#pragma once

#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/beast/_experimental/test/fail_count.hpp>
#include <doctest/doctest.h>

#include "net/connection.hpp"
#include "net/memory_stream.hpp"

namespace slotgate::test {

inline constexpr std::size_t never = std::numeric_limits<std::size_t>::max();

inline net::server_options options_of_scene() {
    net::server_options out;
    out.now = [] { return *parse_instant("2031-05-06T07:00:00Z"); };
    return out;
}

/// One connection between a test and the server's side, on one thread, step by step.
struct scene {
    explicit scene(std::vector<net::route> rows, std::size_t fails_at = never,
                   std::size_t send_bytes_max = never)
        : routes(std::move(*net::router::open(std::move(rows)))),
          failures(fails_at, boost::beast::test::error::test_failure) {
        memory_stream far(io, failures);
        far.send_bytes_max = send_bytes_max;
        resets = far.resets;
        reads = far.reads;
        far.connect(near);
        auto pass = door.enter(1);
        REQUIRE(pass);
        made = std::make_shared<net::connection<memory_stream>>(
            std::move(far), "192.0.2.1",
            net::connection_context{.options = options,
                                    .routes = routes,
                                    .live = live,
                                    .date = date,
                                    .repeats = repeats},
            std::move(*pass));
    }

    void start() {
        made->start();
        made.reset();
        io.poll();
    }

    void send(std::string_view bytes) {
        boost::system::error_code ignored;  // a server that is gone does not listen
        near.write_some(boost::asio::buffer(bytes), ignored);
        io.poll();
    }

    /// Everything the server has sent so far.
    [[nodiscard]] std::string received() const { return std::string(near.str()); }
    /// Nothing holds the connection any more.
    [[nodiscard]] bool is_over() const { return door.inside() == 0 && live.all().empty(); }
    void leave() {
        near.stream::close();
        io.poll();
    }
    void run_until_over() {
        while (!is_over() && io.run_one() > 0) continue;
    }

    net::server_options options = options_of_scene();
    net::router routes;
    net::gate door;
    net::live_connections live;
    net::date_header date;
    net::repeats repeats;
    boost::asio::io_context io;
    boost::beast::test::fail_count failures;
    memory_stream near{io};
    std::shared_ptr<net::connection<memory_stream>> made;
    std::shared_ptr<bool> resets;  ///< whether the server ended with a reset
    std::shared_ptr<int> reads;    ///< how often it began to read
};

}  // namespace slotgate::test
