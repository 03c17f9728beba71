#include "gateway/passage.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "gateway/booking_write.hpp"
#include "gateway/whole_body.hpp"
#include "wire/booking_refusal.hpp"

namespace slotgate::gateway {
namespace {

namespace asio = boost::asio;

constexpr milliseconds read_deadline{30'000};
/// Cal.com waits for its calendars and webhooks before it answers a write.
constexpr milliseconds write_deadline{60'000};
/// Cal.com answers with a booking of one or two thousand bytes, and with some hundred that refuse.
constexpr std::size_t answer_bytes_max = 64U << 10U;

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

/// How long the body of an answer is; nothing if only its end will tell.
std::optional<std::uint64_t> length_of(const wire::response& head) {
    const auto text = head.headers.find("Content-Length");
    std::uint64_t out = 0;
    if (!text) return std::nullopt;
    const auto read = std::from_chars(text->data(), text->data() + text->size(), out);
    if (read.ec != std::errc{} || read.ptr != text->data() + text->size()) return std::nullopt;
    return out;
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
    const auto target = target_of(request);
    fact_desk::own_write write{
        .tenant = t.id, .changes = changes_of(request), .booking = {}, .news = {}, .told = {}};
    // A body of unknown length is not waited for.
    if (target.tells() && bodies.request_bytes()) {
        const auto body = co_await whole_body(bodies);
        if (body) note_request(write, target, *body, desk_);
    } else if (changes) {
        write.told.edited = target.uid;
    }
    const bool names_start = write.news.wants.has_value();
    if (names_start || target.is_answered()) {
        // What is answered has to be read (B7, S7); every server can do without compressing it.
        request.headers.remove("Accept-Encoding");
        // From the start, as some of the body may come with the head.
        bodies.keep_answer(answer_bytes_max);
    }
    write.news.told_by = t.id;
    if (changes) write.news.id = desk_.next_write();
    const auto tell = [&](coherence::write_step step) {
        write.news.step = step;
        if (changes) desk_.tell(write);
    };
    int status = 0;
    bool is_over = false;
    const auto learn = [&](std::string_view answer) {
        note_answer(write, target, answer, people_, now_().system);
        tell(coherence::write_step::is_over);
        is_over = true;
    };
    const auto teaches = [&] { return target.is_answered() && status >= 200 && status < 300; };
    origin::answer_begins begins = [&](wire::response head) {
        status = head.status;
        // A limit was reached that may not be the event type's own (calcom.md 4.3).
        if (status == 401) write.booking.reset();
        tell(coherence::write_step::is_told);
        // Known before the client has all of it, so that nobody who has is answered from before.
        const auto length = length_of(head);
        if (teaches() && length) bodies.when_kept(*length, learn);
        head.headers.add("Cache-Status", "slotgate; fwd=bypass");
        bodies.begin(std::move(head));
    };
    const auto patience = only_reads(request) ? read_deadline : write_deadline;
    tell(coherence::write_step::leaves);
    auto ended = co_await t.calcom->relay(std::move(request), bodies, std::move(begins), patience);
    if (!is_over && is_lost(ended, status))
        tell(coherence::write_step::is_lost);
    else if (names_start && wire::refuses_start(status, bodies.kept_answer()))
        tell(coherence::write_step::is_refused);
    else if (!is_over && ended && teaches())
        learn(bodies.kept_answer());
    else if (!is_over)
        tell(coherence::write_step::is_over);
    bodies.end(ended ? stream::ending::whole : stream::ending::broken);
    co_return ended;
}

}  // namespace slotgate::gateway
