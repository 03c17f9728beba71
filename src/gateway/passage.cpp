#include "gateway/passage.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "gateway/whole_body.hpp"
#include "wire/booking_reading.hpp"

namespace slotgate::gateway {
namespace {

namespace asio = boost::asio;

constexpr milliseconds read_deadline{30'000};
/// Cal.com waits for its calendars and webhooks before it answers a write.
constexpr milliseconds write_deadline{60'000};

/// Where requests of any method change nothing about starts (S1): who is told, and who may ask.
/// `{}` stands for one id. What is not here is a fact.
constexpr std::array<std::string_view, 21> harmless{
    "/v2/api-keys/refresh",
    "/v2/webhooks",
    "/v2/webhooks/{}",
    "/v2/event-types/{}/webhooks",
    "/v2/event-types/{}/webhooks/{}",
    "/v2/teams/{}/event-types/{}/webhooks",
    "/v2/teams/{}/event-types/{}/webhooks/{}",
    "/v2/oauth-clients/{}/webhooks",
    "/v2/oauth-clients/{}/webhooks/{}",
    "/v2/organizations/{}/webhooks",
    "/v2/organizations/{}/webhooks/{}",
    "/v2/verified-resources/emails/verification-code/request",
    "/v2/verified-resources/emails/verification-code/verify",
    "/v2/verified-resources/phones/verification-code/request",
    "/v2/verified-resources/phones/verification-code/verify",
    "/v2/teams/{}/verified-resources/emails/verification-code/request",
    "/v2/teams/{}/verified-resources/emails/verification-code/verify",
    "/v2/teams/{}/verified-resources/phones/verification-code/request",
    "/v2/teams/{}/verified-resources/phones/verification-code/verify",
    "/v2/oauth/{}/exchange",
    "/v2/oauth/{}/refresh",
};

std::string_view next_segment(std::string_view& path) {
    const auto segment = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), segment.size() + 1));
    return segment;
}

/// Nothing that could mean something else to Cal.com's router than to us: no escapes, no dots.
bool is_plain_id(std::string_view segment) {
    return !segment.empty() && std::ranges::all_of(segment, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-' || c == '_';
    });
}

bool is_like(std::string_view pattern, std::string_view path) {
    if (std::ranges::count(pattern, '/') != std::ranges::count(path, '/')) return false;
    while (!pattern.empty() || !path.empty()) {
        const auto expected = next_segment(pattern);
        const auto segment = next_segment(path);
        if (expected == "{}" ? !is_plain_id(segment) : segment != expected) return false;
    }
    return true;
}

bool only_reads(const wire::request& request) {
    return request.method == "GET" || request.method == "HEAD" || request.method == "OPTIONS";
}

/// Bookings and holds leave event types as they are; any other write may change their rules.
coherence::changes changes_of(const wire::request& request) {
    const auto path = request.path();
    return path.starts_with("/v2/bookings") || path.starts_with("/v2/slots/")
               ? coherence::changes::bookings
               : coherence::changes::rules;
}

/// Is this the one write whose body tells all that it reaches?
bool is_booking(const wire::request& request) {
    return request.method == "POST" && request.path() == "/v2/bookings" &&
           request.headers.find("cal-api-version") == "2024-08-13";
}

/// The booking that a request asks for. Nothing if it asks for something else, or it cannot be
/// told: the host is whoever Cal.com chooses.
std::optional<booking_change> booking_in(const std::string& body) {
    const auto asked = wire::read_booking_request(body);
    if (!asked) return std::nullopt;
    const auto end = asked->start + asked->length.value_or(minutes{0});
    return booking_change{.type = asked->event_type,
                          .organizer = {},
                          .members = {},
                          .mentioned = asked->mentioned,
                          .when = {*interval::between(asked->start, end)},
                          .is_length_open = true};
}

}  // namespace

bool may_change_availability(const wire::request& request) {
    if (only_reads(request)) return false;
    return std::ranges::none_of(harmless, [&](auto p) { return is_like(p, request.path()); });
}

asio::awaitable<result<void>> passage::send(const tenant& t, wire::request request,
                                            stream::conduit& bodies) {
    const bool changes = may_change_availability(request);
    const coherence::fact change{.source = coherence::fact_source::own_request,
                                 .radius = coherence::whole_tenant{t.id},
                                 .changes = changes_of(request)};
    std::optional<booking_change> booking;
    // A body of unknown length is not waited for.
    if (is_booking(request) && bodies.request_bytes()) {
        const auto body = co_await whole_body(bodies);
        if (body) booking = booking_in(*body);
    }
    const auto tell = [&] {
        if (!changes) return;
        if (!booking) return desk_.tell(change);
        desk_.tell(t.id, *booking, change.source, {.event_type = booking->type, .booking_id = {}});
    };
    origin::answer_begins begins = [&](wire::response head) {
        // A limit was reached that may not be the event type's own (calcom.md 4.3).
        if (head.status == 401) booking.reset();
        tell();
        head.headers.add("Cache-Status", "slotgate; fwd=bypass");
        bodies.begin(std::move(head));
    };
    const auto patience = only_reads(request) ? read_deadline : write_deadline;
    tell();
    auto ended = co_await t.calcom->relay(std::move(request), bodies, std::move(begins), patience);
    tell();
    bodies.end(ended ? stream::ending::whole : stream::ending::broken);
    co_return ended;
}

}  // namespace slotgate::gateway
