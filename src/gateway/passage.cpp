#include "gateway/passage.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "gateway/whole_body.hpp"
#include "wire/booking_reading.hpp"
#include "wire/booking_refusal.hpp"

namespace slotgate::gateway {
namespace {

namespace asio = boost::asio;

constexpr milliseconds read_deadline{30'000};
/// Cal.com waits for its calendars and webhooks before it answers a write.
constexpr milliseconds write_deadline{60'000};
/// Cal.com's refusals are some hundred bytes.
constexpr std::size_t refusal_bytes_max = 4U << 10U;

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

using reader = result<wire::booking_request> (*)(std::string_view body);

/// What reads the body of a write that tells all it reaches, a booking or a hold; null of others.
reader reader_of(const wire::request& request) {
    if (request.method != "POST") return nullptr;
    const auto version = request.headers.find("cal-api-version");
    if (request.path() == "/v2/bookings" && version == "2024-08-13")
        return wire::read_booking_request;
    if (request.path() == "/v2/slots/reservations" && version == "2024-09-04")
        return wire::read_hold_request;
    return nullptr;
}

/// The time that a request asks for, if that can be told: the host is whoever Cal.com chooses, and
/// a hold may be everybody's.
void note_booking(const result<wire::booking_request>& asked, fact_desk::own_write& into) {
    if (!asked) return;
    const auto length = asked->length.value_or(minutes{0});
    into.booking = booking_change{.type = asked->event_type,
                                  .organizer = {},
                                  .members = {},
                                  .mentioned = asked->mentioned,
                                  .when = {*interval::between(asked->start, asked->start + length)},
                                  .is_length_open = true};
    into.news.wants = {.type = asked->event_type, .start = asked->start, .length = length};
}

/// The uid of the booking that a request cancels; empty if it does something else.
std::string cancelled_by(const wire::request& request) {
    const bool cancels =
        request.method == "POST" && is_like("/v2/bookings/{}/cancel", request.path());
    if (!cancels) return {};
    auto rest = request.path().substr(std::string_view("/v2/bookings/").size());
    return std::string(next_segment(rest));
}

/// Did it leave, and nobody will tell what became of it (B5)? A request that was not whole is not
/// carried out.
bool is_lost(const result<void>& ended, int status) {
    if (ended) return status >= 500;
    using enum errc;
    const auto code = ended.error().code;
    return code == upstream_lost || code == upstream_timeout || code == upstream_garbage;
}

}  // namespace

bool may_change_availability(const wire::request& request) {
    if (only_reads(request)) return false;
    return std::ranges::none_of(harmless, [&](auto p) { return is_like(p, request.path()); });
}

asio::awaitable<result<void>> passage::send(const tenant& t, wire::request request,
                                            stream::conduit& bodies) {
    const bool changes = may_change_availability(request);
    fact_desk::own_write write{
        .tenant = t.id, .changes = changes_of(request), .booking = {}, .news = {}, .cancelled = {}};
    // A body of unknown length is not waited for.
    const auto read = reader_of(request);
    if (read != nullptr && bodies.request_bytes()) {
        const auto body = co_await whole_body(bodies);
        if (body) note_booking(read(*body), write);
    }
    // A refusal has to be read (B7); every server can do without compressing its answer.
    const bool names_start = write.news.wants.has_value();
    if (names_start) {
        request.headers.remove("Accept-Encoding");
        // From the start, as some of the body may come with the head.
        bodies.keep_answer(refusal_bytes_max);
    }
    write.news.told_by = t.id;
    if (changes) write.news.id = desk_.next_write();
    const auto tell = [&](coherence::write_step step) {
        write.news.step = step;
        if (changes) desk_.tell(write);
    };
    const auto cancelled = cancelled_by(request);
    int status = 0;
    origin::answer_begins begins = [&](wire::response head) {
        status = head.status;
        // A limit was reached that may not be the event type's own (calcom.md 4.3).
        if (status == 401) write.booking.reset();
        if (status == 200) write.cancelled = cancelled;
        tell(coherence::write_step::is_told);
        head.headers.add("Cache-Status", "slotgate; fwd=bypass");
        bodies.begin(std::move(head));
    };
    const auto patience = only_reads(request) ? read_deadline : write_deadline;
    tell(coherence::write_step::leaves);
    auto ended = co_await t.calcom->relay(std::move(request), bodies, std::move(begins), patience);
    auto outcome = coherence::write_step::is_over;
    if (is_lost(ended, status))
        outcome = coherence::write_step::is_lost;
    else if (names_start && wire::refuses_start(status, bodies.kept_answer()))
        outcome = coherence::write_step::is_refused;
    tell(outcome);
    bodies.end(ended ? stream::ending::whole : stream::ending::broken);
    co_return ended;
}

}  // namespace slotgate::gateway
