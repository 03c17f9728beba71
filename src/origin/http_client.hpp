#pragma once

#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "core/error.hpp"
#include "core/time.hpp"
#include "origin/origin.hpp"
#include "wire/http.hpp"

namespace slotgate::origin {

/// How connections are made.
struct http_client_options {
    std::size_t connections_per_host_max = 32;
    std::size_t connections_max = 128;
    /// Requests under way or waiting for a connection; one more is refused (overloaded).
    std::size_t requests_max = 4096;
    milliseconds connect_deadline{5000};
    /// A longer answer is an error (upstream_garbage), not a truncation.
    std::size_t body_bytes_max = 32U << 20U;
    /// In a stream: for each piece of the answer's body, and for the whole of it from its first
    /// byte up to its last one down.
    milliseconds piece_deadline{30'000};
    milliseconds stream_deadline{600'000};
    /// Streams keep to HTTP/1.1: a stream that waits for its client would stop what shares its
    /// connection.
    bool multiplex = true;
    /// File of trusted certificates; empty: the machine's own.
    std::string ca_file{};
};

/// Outgoing HTTP over libcurl's multi interface on an Asio loop: pooled connections, TLS verified,
/// HTTP/2 where offered, redirects not followed, no cookies kept, no proxy, bodies as they come.
/// Threads: confined to the executor it was built for; every call must be made there, destruction
/// too (or after its loop has stopped). Requests still waiting then end with shutting_down.
class http_client {
  public:
    http_client(boost::asio::any_io_executor executor, http_client_options options);
    ~http_client();
    http_client(const http_client&) = delete;
    http_client& operator=(const http_client&) = delete;

    /// Sends `request.method` with its headers and body to `base_url + request.target` and waits
    /// for the whole answer. `Host`, `Content-Length` and `Connection` are curl's to write. No
    /// header of the answer is hidden, hop-by-hop ones excepted. GET, HEAD and
    /// OPTIONS may leave a second time if a pooled connection proves closed; anything else leaves
    /// once at most. A cancelled coroutine takes its request off the connection. Errors:
    /// upstream_down (no connection, TLS refused: nothing has left), upstream_lost,
    /// upstream_timeout, upstream_garbage (not HTTP, too long), bad_request (a target or header
    /// that cannot be sent), config (no such base URL), overloaded, shutting_down.
    [[nodiscard]] boost::asio::awaitable<result<wire::response>> send(std::string base_url,
                                                                      wire::request request,
                                                                      milliseconds deadline);

    /// Sends a request whose body comes through `bodies`, and lets the answer's body go there, as
    /// origin::port::relay says; nothing of either is kept here. Errors: those of `send`,
    /// client_left.
    [[nodiscard]] boost::asio::awaitable<result<void>> relay(std::string base_url,
                                                             wire::request request,
                                                             stream::conduit& bodies,
                                                             answer_begins begins,
                                                             milliseconds first_byte);

  private:
    class loop;
    /// Shared with the coroutines that wait in `send` and `relay`: their clean-up needs it.
    std::shared_ptr<loop> loop_;
};

}  // namespace slotgate::origin
