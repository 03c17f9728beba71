#include "gateway/branch_limits.hpp"

#include <algorithm>
#include <string>

#include <boost/asio/this_coro.hpp>

#include "stream/news.hpp"
#include "wire/event_types_named.hpp"

namespace slotgate::gateway {
namespace {

namespace asio = boost::asio;

constexpr milliseconds body_deadline{60'000};
/// Half of what a conduit holds: a client is let send as long as it is not reached.
constexpr std::size_t body_bytes_max = 128U << 10U;

wire::event_types_named named_in_path(const operation& what, const wire::request& request) {
    const auto values = values_in(what.pattern, request.path());
    const auto one = values.empty() ? std::nullopt : wire::read_event_type_number(values.front());
    return one ? wire::event_types_named{*one} : wire::event_types_named{};
}

/// The body, when all of it is there to be looked at.
asio::awaitable<result<std::string>> whole_body(stream::conduit& bodies) {
    const auto executor = co_await asio::this_coro::executor;
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

asio::awaitable<result<wire::event_types_named>> event_types_of(const caller& who,
                                                                const operation& what,
                                                                const wire::request& request,
                                                                stream::conduit& bodies) {
    switch (what.event_type) {
        case event_type_place::nowhere:
            co_return wire::event_types_named{};
        case event_type_place::query:
            co_return wire::event_types_of_query(request.query());
        case event_type_place::body: {
            const auto body = co_await whole_body(bodies);
            if (!body) co_return std::unexpected(body.error());
            co_return wire::event_types_of_body(*body);
        }
        case event_type_place::path:
            co_return named_in_path(what, request);
        case event_type_place::booking:
            break;
    }
    const auto values = values_in(what.pattern, request.path());
    co_return co_await who.of->calcom->event_types_of_booking(std::string(values.front()));
}

}  // namespace

asio::awaitable<result<void>> permit_branch(const caller& who, const operation& what,
                                            const wire::request& request, stream::conduit& bodies) {
    if (who.issued == nullptr || !who.issued->event_types) co_return result<void>{};
    const bool anybody_may =
        what.credentials == credential_use::ignored && what.event_type == event_type_place::nowhere;
    if (anybody_may) co_return result<void>{};
    const auto named = co_await event_types_of(who, what, request, bodies);
    if (!named) co_return std::unexpected(named.error());
    const bool inside = !named->empty() && std::ranges::all_of(*named, [&](event_type_id type) {
        return who.issued->is_for(type);
    });
    if (!inside) co_return fail(errc::forbidden);
    co_return result<void>{};
}

}  // namespace slotgate::gateway
