#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "core/error.hpp"
#include "core/time.hpp"
#include "net/repeats.hpp"
#include "stream/conduit.hpp"
#include "wire/http.hpp"

namespace slotgate::net {

/// Decides whether a request may reach its handler (T1). Called on a connection's thread, often at
/// once on several: must be safe to share. The name appears in logs and in the printed
/// configuration.
struct guard {
    std::string name;
    std::function<result<void>(const wire::request&)> admits;
};

/// For routes that anybody may call: says so, in the table of routes.
[[nodiscard]] guard open_to_anybody();

/// In which shape a failure is answered: problem+json (RFC 9457) for our own routes, Cal.com's
/// envelope for `/v2` (calcom.md 1.3).
enum class error_shape : std::uint8_t { problem, calcom };

/// One row of the table of routes.
struct route {
    std::string method;  ///< `GET` (HEAD follows from it), `POST` ..., `*` for any
    std::string path;    ///< exact, or a prefix if it ends in `/*`; the longest match wins
    net::guard guard;    ///< without `admits` the server does not start
    error_shape errors = error_shape::problem;
    std::size_t body_bytes_max = 64U << 10U;
    /// Answers from memory on the connection's own thread, or nothing if it has to wait; may be
    /// empty.
    std::function<std::optional<wire::response>(const wire::request&)> at_once;
    /// What `at_once` has just answered, to be given again to requests of the very same bytes on
    /// this loop; null if they have to be looked at each time. Asked for GET without a body only;
    /// may be empty.
    std::function<std::shared_ptr<repeatable_answer>(const wire::request&, const wire::response&)>
        again;
    /// Answers in its own time. Runs on the connection's loop; hops elsewhere itself. A client that
    /// leaves does not cancel it.
    std::function<boost::asio::awaitable<wire::response>(wire::request)> handle;
    /// Instead of `handle`: answers through the conduit, whole or as it comes, and takes the
    /// request's body from there; `body` of the request it is given is empty, and so it is for the
    /// guard. `at_once` is asked before it if there is no body. Runs on the connection's loop and
    /// hops elsewhere itself; its end without an answer is a 500.
    std::function<boost::asio::awaitable<void>(wire::request, std::shared_ptr<stream::conduit>)>
        pass;
};

struct server_options {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  ///< 0: any free one; `server::port()` tells
    unsigned threads = 1;
    std::size_t header_bytes_max = 16U << 10U;
    std::size_t connections_max = 10'000;  ///< beyond: 503 and close
    /// From a request's first byte to its last; where bodies pass through, to the end of its head,
    /// and for each piece of the body.
    milliseconds request_deadline{10'000};
    milliseconds idle_deadline{75'000};   ///< between requests of one connection
    milliseconds write_deadline{30'000};  ///< for a client that does not read
    /// Bytes of a passing body that wait in memory, each way.
    std::size_t passing_bytes_max = 256U << 10U;
    milliseconds stop_deadline{10'000};  ///< for requests under way when stopping
    /// Told of each answer, on the connection's thread; without a row: no route took the request.
    /// May be empty.
    std::function<void(const route* to, int status)> answered;
    /// What time it is, for the timestamps of Cal.com's error envelope.
    std::function<instant()> now;
};

/// HTTP/1.1 over TCP: keep-alive, pipelining (answers in order), limits, one loop per thread.
/// Answers of the server itself: 400 for what is not HTTP, 404, 405 with `Allow`, 408, 413, 431,
/// 500 if a handler throws, 503 when full; each in the shape of the route it concerns.
class server {
  public:
    /// Checks the table of routes and binds. Errors: config (a route without a guard or handler,
    /// two equal routes), io (the address cannot be bound).
    [[nodiscard]] static result<std::unique_ptr<server>> open(server_options options,
                                                              std::vector<route> routes);
    virtual ~server() = default;
    /// The port bound.
    [[nodiscard]] virtual std::uint16_t port() const = 0;
    /// Starts to accept; returns at once.
    virtual void start() = 0;
    /// Stops accepting, lets requests under way end (each answer says `Connection: close`) until
    /// the deadline, then closes and joins the threads. Safe to call twice and from any thread of
    /// the caller's, not from a handler. A handler that is on a pool of its own when the deadline
    /// passes may still come back, without effect, until this server is destroyed: not later.
    virtual void stop() = 0;
};

/// An answer that tells a failure: `shape` chooses problem+json or Cal.com's envelope, which comes
/// with the headers that Cal.com sends with it.
[[nodiscard]] wire::response error_response(const error& e, error_shape shape,
                                            const wire::request& request, instant now);

}  // namespace slotgate::net
