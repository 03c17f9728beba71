#pragma once

#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "core/error.hpp"
#include "core/time.hpp"
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
    /// File of trusted certificates; empty: the machine's own.
    std::string ca_file{};
};

/// Outgoing HTTP over libcurl's multi interface on an Asio loop: pooled connections, TLS verified,
/// HTTP/2 where offered, redirects not followed, no cookies kept, no proxy.
/// Threads: confined to the executor it was built for; every call must be made there, destruction
/// too (or after its loop has stopped). Requests still waiting then end with shutting_down.
class http_client {
  public:
    http_client(boost::asio::any_io_executor executor, http_client_options options);
    ~http_client();
    http_client(const http_client&) = delete;
    http_client& operator=(const http_client&) = delete;

    /// Sends `request.method` with its headers and body to `base_url + request.target` and waits
    /// for the whole answer. `Host`, `Content-Length` and `Connection` are curl's to write. Header
    /// names come back in lower case; no header is hidden, hop-by-hop ones excepted. GET, HEAD and
    /// OPTIONS may leave a second time if a pooled connection proves closed; anything else leaves
    /// once at most. A cancelled coroutine takes its request off the connection. Errors:
    /// upstream_down (no connection, TLS refused, connection lost), upstream_timeout,
    /// upstream_garbage (not HTTP, too long), bad_request (a target or header that cannot be sent),
    /// config (no such base URL), overloaded, shutting_down.
    [[nodiscard]] boost::asio::awaitable<result<wire::response>> send(std::string base_url,
                                                                      wire::request request,
                                                                      milliseconds deadline);

  private:
    class loop;
    /// Shared with the coroutines that wait in `send`: their clean-up needs it.
    std::shared_ptr<loop> loop_;
};

}  // namespace slotgate::origin
