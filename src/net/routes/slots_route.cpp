#include "net/routes/slots_route.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "gateway/branch_limits.hpp"
#include "net/calcom_headers.hpp"
#include "net/routes/cache_status.hpp"
#include "net/routes/calcom_caller.hpp"
#include "net/routes/repeated_hit.hpp"
#include "wire/cache_control.hpp"
#include "wire/calcom_error.hpp"
#include "wire/slots_answer.hpp"

namespace slotgate::net {
namespace {

namespace asio = boost::asio;
using gateway::answer_source;
using ops::lookup_result;

constexpr std::string_view no_such_key = "CustomThrottlerGuard - Invalid API Key";

wire::response refuse(int status, std::string_view message, const wire::request& request,
                      const calcom_services& s) {
    auto response = wire::calcom_error(status, message, request.target, s.now().system);
    add_calcom_headers(response);
    return response;
}

/// What kept an answer from being found, in the words of the error table: what a library said of it
/// is for the log (T3).
wire::response could_not_check(const error& e, const wire::request& request,
                               const calcom_services& s) {
    return error_response({.code = e.code, .detail = {}, .retry_after = e.retry_after},
                          error_shape::calcom, request, s.now().system);
}

wire::response no_such_route(const wire::request& request, const calcom_services& s) {
    return refuse(404, "Cannot " + request.method + " " + request.target, request, s);
}

/// Weak comparison (RFC 9110, 8.8.3.2), as Express does it for If-None-Match.
bool client_has(const wire::request& request, std::string_view etag) {
    auto given = request.headers.find("If-None-Match");
    if (!given) return false;
    if (*given == "*") return true;
    const auto opaque = etag.substr(etag.find('"'));
    return given->find(opaque) != std::string_view::npos;
}

wire::response respond(const gateway::rendered_answer& answer, answer_source source, moment now,
                       const wire::request& request) {
    wire::response out;
    out.headers.add("ETag", answer.etag);
    out.headers.add("Cache-Status", cache_status(source, answer.validity, now));
    out.headers.add("Age", std::to_string(gateway::age_of(answer, now).count()));
    add_calcom_headers(out);
    if (client_has(request, answer.etag)) {
        out.status = 304;
        return out;
    }
    out.headers.add("Content-Type", "application/json; charset=utf-8");
    out.body = answer.body;
    return out;
}

std::string body_of(const wire::slots_question& asked, const gateway::answered& answer) {
    if (!answer.seated.empty()) return wire::render_slots(asked, answer.seated);
    return wire::render_slots(asked, answer.slots);
}

/// Renders an answer and keeps the bytes for the next who asks the very same (S11).
wire::response render(const calcom_services& s, const wire::slots_question& asked,
                      const gateway::answered& answer, const wire::request& request) {
    auto rendered = std::make_shared<gateway::rendered_answer>();
    rendered->body = body_of(asked, answer);
    rendered->etag = wire::etag_of(rendered->body);
    rendered->validity = answer.validity;
    const auto now = s.now();
    auto out = respond(*rendered, answer.source, now, request);
    s.rendered.keep(request.target, std::move(rendered));
    return out;
}

/// Counts an answer. Questions that failed are not counted by event type: there may be none.
void count(const calcom_services& s, lookup_result result, const coherence::validity& answer) {
    s.metrics.looked_up(result, answer.tenant, answer.type);
}

/// The old contract reads a cookie that hides the caller's own hold from nobody but the caller.
bool carries_hold(const wire::request& request, wire::generation contract) {
    if (contract != wire::generation::v2024_04_15) return false;
    return request.headers.find("Cookie").value_or("").find("uid=") != std::string_view::npos;
}

const gateway::operation& operation_asked(const wire::request& request) {
    return gateway::operation_of(request.method, request.path());
}

/// True if nothing of this caller's has to be asked about first (T2).
bool is_accepted(const calcom_services& s, const gateway::caller& who,
                 const wire::request& request) {
    return !gateway::has_to_be_accepted(who, operation_asked(request)) ||
           s.credentials.accepted(who.of->id, who.token);
}

/// A credential for one branch is for the event types of that branch.
bool may_ask(const calcom_services& s, const gateway::caller& who,
             const wire::slots_question& asked) {
    if (who.issued == nullptr || !who.issued->event_types) return true;
    const auto type = s.availability.asked_for(who.of->id, asked);
    return type && who.issued->is_for(*type);
}

/// How fresh the caller wants it: whoever shows a credential that was accepted may say so (S12).
gateway::freshness freshness_of(const wire::cache_control& wanted) {
    if (wanted.no_cache) return {.max_age = seconds{0}};
    return {.max_age = wanted.max_age};
}

wire::cache_control wishes_of(const gateway::caller& who, const wire::request& request) {
    using enum gateway::credential_kind;
    if (who.kind != api_key && who.kind != issued) return {};
    return wire::read_cache_control(request.headers);
}

std::optional<wire::response> answer_from_memory(const calcom_services& s,
                                                 const wire::request& request) {
    const auto contract = contract_of(request);
    if (!contract) return no_such_route(request, s);
    const auto now = s.now();
    const auto who = gateway::identify(s.tenants, request, now.system);
    if (!who) return could_not_check(who.error(), request, s);
    if (!is_accepted(s, *who, request) || carries_hold(request, *contract)) return std::nullopt;
    const auto tenant = who->of->id;
    // A caller for one branch only may ask about some event types, which the question tells.
    const bool limited = who->issued != nullptr && who->issued->event_types.has_value();
    const auto wanted = freshness_of(wishes_of(*who, request));
    const auto rendered = limited ? nullptr : s.rendered.find(tenant, request.target, now);
    if (rendered && wanted.suffices(rendered->validity, now)) {
        count(s, lookup_result::derived, rendered->validity);
        return respond(*rendered, answer_source::hit, now, request);
    }
    const auto asked = wire::read_slots_question(*contract, request.query(), s.zones);
    if (!asked) return refuse(asked.error().status, asked.error().message, request, s);
    if (!may_ask(s, *who, *asked))
        return could_not_check({.code = errc::forbidden, .detail = {}}, request, s);
    const auto outcome = s.availability.at_once(tenant, *asked, wanted);
    if (!outcome) return std::nullopt;
    const auto* answer = std::get_if<gateway::answered>(&*outcome);
    if (answer == nullptr) return std::nullopt;
    count(s, lookup_result::hit, answer->validity);
    return render(s, *asked, *answer, request);
}

/// What answered this request, if nothing of it has to be asked again but whether the answer holds;
/// not for credentials, which expire or are taken back (T2), nor for wishes (S12).
std::shared_ptr<repeatable_answer> answer_again(const calcom_services& s,
                                                const wire::request& request,
                                                const wire::response& given) {
    const auto now = s.now();
    const auto who = gateway::identify(s.tenants, request, now.system);
    if (!who || who->kind != gateway::credential_kind::none) return nullptr;
    auto answer = s.rendered.find(who->of->id, request.target, now);
    if (answer == nullptr || answer->body != given.body) return nullptr;
    return std::make_shared<repeated_hit>(s, std::move(answer), given);
}

using bodies_of = std::shared_ptr<stream::conduit>;

/// Sends a request on with the credentials that Cal.com may see (T2).
asio::awaitable<void> pass(const calcom_services& s, const gateway::caller& who,
                           wire::request request, bodies_of bodies) {
    const auto shown = request;
    gateway::set_outgoing_credentials(request.headers, who, operation_asked(request));
    const auto ended = co_await s.passage.send(*who.of, std::move(request), *bodies);
    if (!ended && !bodies->has_begun()) bodies->respond(could_not_check(ended.error(), shown, s));
}

/// Cal.com's own refusal of a caller's key, or nothing if it accepts it (T2).
asio::awaitable<std::optional<wire::response>> refuse_credential(const calcom_services& s,
                                                                 const gateway::caller& who,
                                                                 const wire::request& request) {
    if (is_accepted(s, who, request)) co_return std::nullopt;
    const auto verdict =
        co_await s.credentials.check(*who.of, std::string(who.token), request.peer);
    if (!verdict) co_return could_not_check(verdict.error(), request, s);
    if (verdict->verdict == origin::credential_verdict::accepted) co_return std::nullopt;
    const auto message =
        verdict->message.empty() ? no_such_key : std::string_view(verdict->message);
    co_return refuse(401, message, request, s);
}

/// Refusals of a question that is valid by its form are Cal.com's to word.
bool calcom_should_say(errc code) {
    return code == errc::not_found || code == errc::upstream_refused;
}

/// The older contract has other words for seats, which the newer one does not give away.
bool tells_seats_differently(const gateway::answered& answer, wire::generation contract) {
    return !answer.seated.empty() && contract == wire::generation::v2024_04_15;
}

/// Nothing: the question is Cal.com's to answer.
using own_answer = std::optional<wire::response>;

/// For who wants nobody to be asked (RFC 9111, 5.2.1.7).
wire::response answer_if_cached(const calcom_services& s, const gateway::caller& who,
                                const wire::slots_question& asked, const wire::request& request) {
    const auto wanted = freshness_of(wishes_of(who, request));
    const auto outcome = s.availability.at_once(who.of->id, asked, wanted);
    const auto* answer = outcome ? std::get_if<gateway::answered>(&*outcome) : nullptr;
    if (answer == nullptr)
        return could_not_check({.code = errc::not_cached, .detail = {}}, request, s);
    count(s, lookup_result::hit, answer->validity);
    return render(s, asked, *answer, request);
}

asio::awaitable<own_answer> answer_question(const calcom_services& s, const gateway::caller& who,
                                            const wire::slots_question& asked,
                                            const wire::request& request) {
    const auto wishes = wishes_of(who, request);
    if (wishes.only_if_cached) co_return answer_if_cached(s, who, asked, request);
    const auto outcome = co_await s.availability.answer(who.of->id, asked, freshness_of(wishes));
    if (!outcome && !calcom_should_say(outcome.error().code)) {
        s.metrics.lookups.at(lookup_result::failed).increment();
        co_return could_not_check(outcome.error(), request, s);
    }
    const auto* answer = outcome ? std::get_if<gateway::answered>(&*outcome) : nullptr;
    if (answer == nullptr || tells_seats_differently(*answer, asked.contract)) {
        s.metrics.lookups.at(lookup_result::bypass).increment();
        co_return std::nullopt;
    }
    count(s, counted(answer->source), answer->validity);
    co_return render(s, asked, *answer, request);
}

asio::awaitable<own_answer> answer_in_time(const calcom_services& s, const gateway::caller& who,
                                           const wire::request& request) {
    auto refused = co_await refuse_credential(s, who, request);
    if (refused) co_return refused;
    const auto contract = contract_of(request);
    if (!contract) co_return no_such_route(request, s);
    const auto asked = wire::read_slots_question(*contract, request.query(), s.zones);
    if (!asked) co_return refuse(asked.error().status, asked.error().message, request, s);
    if (!may_ask(s, who, *asked))
        co_return could_not_check({.code = errc::forbidden, .detail = {}}, request, s);
    if (carries_hold(request, *contract)) co_return std::nullopt;
    co_return co_await answer_question(s, who, *asked, request);
}

asio::awaitable<void> answer_or_pass(const calcom_services& s, wire::request request,
                                     bodies_of bodies) {
    // Its views stay good: moving a request on does not move the texts of its headers.
    const auto who = gateway::identify(s.tenants, request, s.now().system);
    if (!who) co_return bodies->respond(could_not_check(who.error(), request, s));
    auto own = co_await answer_in_time(s, *who, request);
    if (own) co_return bodies->respond(std::move(*own));
    co_await pass(s, *who, std::move(request), std::move(bodies));
}

/// Leaves the connection's loop for the gateway's.
template <class Work>
auto on_loop(const calcom_services& s, Work work) {
    return [&s, work](wire::request request, bodies_of bodies) -> asio::awaitable<void> {
        return asio::co_spawn(s.loop, work(s, std::move(request), std::move(bodies)),
                              asio::use_awaitable);
    };
}

/// No path of Cal.com's has two dots in a row, or a dot that needs an escape; a router behind it
/// might take one for a way out of `/v2`.
bool walks_upwards(const wire::request& request) {
    const auto path = request.path();
    return path.find("..") != std::string_view::npos ||
           path.find("%2e") != std::string_view::npos || path.find("%2E") != std::string_view::npos;
}

asio::awaitable<void> pass_through(const calcom_services& s, wire::request request,
                                   bodies_of bodies) {
    if (walks_upwards(request)) co_return bodies->respond(no_such_route(request, s));
    const auto who = gateway::identify(s.tenants, request, s.now().system);
    if (!who) co_return bodies->respond(could_not_check(who.error(), request, s));
    const auto permitted =
        co_await gateway::permit_branch(*who, operation_asked(request), request, *bodies);
    if (!permitted) co_return bodies->respond(could_not_check(permitted.error(), request, s));
    co_await pass(s, *who, std::move(request), std::move(bodies));
}

route slots_route(const calcom_services& s, std::string path) {
    return {.method = "GET",
            .path = std::move(path),
            .guard = known_caller(s.tenants, s.now),
            .errors = error_shape::calcom,
            .at_once = [&s](const wire::request& r) { return answer_from_memory(s, r); },
            .again = [&s](const wire::request& r,
                          const wire::response& given) { return answer_again(s, r, given); },
            .handle = {},
            .pass = on_loop(s, answer_or_pass)};
}

/// Cal.com's own limit on bodies is not published. A long one costs no memory here; this keeps one
/// client from sending for ever.
constexpr std::size_t passed_body_bytes_max = 100U << 20U;

}  // namespace

std::vector<route> slots_routes(const calcom_services& services) {
    return {slots_route(services, "/v2/slots"), slots_route(services, "/v2/slots/available")};
}

std::vector<route> passage_routes(const calcom_services& services) {
    return {{.method = "*",
             .path = "/v2/*",
             .guard = known_caller(services.tenants, services.now),
             .errors = error_shape::calcom,
             .body_bytes_max = passed_body_bytes_max,
             .at_once = {},
             .again = {},
             .handle = {},
             .pass = on_loop(services, pass_through)}};
}

}  // namespace slotgate::net
