#include "gateway/whole_body.hpp"

#include <boost/asio/this_coro.hpp>

#include "stream/news.hpp"

namespace slotgate::gateway {
namespace {

constexpr milliseconds body_deadline{60'000};
/// Half of what a conduit holds: a client is let send as long as it is not reached.
constexpr std::size_t body_bytes_max = 128U << 10U;

}  // namespace

boost::asio::awaitable<result<std::string>> whole_body(stream::conduit& bodies) {
    const auto executor = co_await boost::asio::this_coro::executor;
    stream::news news(executor, bodies, body_deadline);
    for (;;) {
        auto seen = bodies.look_at_request();
        if (seen.end == stream::ending::broken) co_return fail(errc::client_left);
        if (seen.bytes.size() > body_bytes_max) co_return fail(errc::body_too_large);
        if (seen.end == stream::ending::whole) co_return std::move(seen.bytes);
        const bool in_time = co_await news.next();
        if (!in_time) co_return fail(errc::timeout_request);
    }
}

}  // namespace slotgate::gateway
