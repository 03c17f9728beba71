#include "gateway/branch_limits.hpp"

#include <algorithm>
#include <string>

#include "gateway/whole_body.hpp"
#include "wire/event_types_named.hpp"

namespace slotgate::gateway {
namespace {

namespace asio = boost::asio;

wire::event_types_named named_in_path(const operation& what, const wire::request& request) {
    const auto values = values_in(what.pattern, request.path());
    const auto one = values.empty() ? std::nullopt : wire::read_event_type_number(values.front());
    return one ? wire::event_types_named{*one} : wire::event_types_named{};
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
