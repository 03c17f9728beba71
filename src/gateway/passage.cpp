#include "gateway/passage.hpp"

#include <utility>

namespace slotgate::gateway {
namespace {

namespace asio = boost::asio;

constexpr milliseconds read_deadline{30'000};
/// Cal.com waits for its calendars and webhooks before it answers a write.
constexpr milliseconds write_deadline{60'000};

bool only_reads(const wire::request& request) {
    return request.method == "GET" || request.method == "HEAD" || request.method == "OPTIONS";
}

/// Bookings leave event types as they are; any other write may change their rules.
coherence::changes changes_of(const wire::request& request) {
    return request.path().starts_with("/v2/bookings") ? coherence::changes::bookings
                                                      : coherence::changes::rules;
}

}  // namespace

asio::awaitable<result<wire::response>> passage::send(const tenant& t, wire::request request) {
    if (only_reads(request)) co_return co_await t.calcom->relay(std::move(request), read_deadline);
    const coherence::fact change{.source = coherence::fact_source::own_request,
                                 .radius = coherence::whole_tenant{t.id},
                                 .changes = changes_of(request)};
    desk_.tell(change);
    auto answer = co_await t.calcom->relay(std::move(request), write_deadline);
    desk_.tell(change);
    co_return answer;
}

}  // namespace slotgate::gateway
