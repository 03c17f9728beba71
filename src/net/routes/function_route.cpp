#include "net/routes/function_route.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "gateway/caller.hpp"
#include "net/routes/cache_status.hpp"
#include "speech/offers.hpp"
#include "wire/function_answer.hpp"
#include "wire/function_call.hpp"

namespace slotgate::net {
namespace {

namespace asio = boost::asio;
using ops::lookup_result;

/// The call in the body carries its whole transcript, word by word: megabytes after an hour.
constexpr std::size_t body_bytes_max = 8U << 20U;

bool anybody_may_ask(const gateway::tenants& all) {
    return std::ranges::any_of(all.all(), [](const gateway::tenant& t) {
        return std::ranges::any_of(t.credentials, [](const gateway::issued_credential& c) {
            return c.grants.allow(gateway::grant::availability);
        });
    });
}

result<gateway::caller> agent_of(const function_services& s, const wire::request& request) {
    if (!anybody_may_ask(s.tenants))
        return fail(errc::unauthorized,
                    "No voice agent may ask yet: configure one of [[tenants.credentials]] with "
                    "grants = [\"availability\"], and let the agent send its token.");
    const auto given = request.headers.find("Authorization").value_or("");
    if (!gateway::bearer_token(given).starts_with("sgk_"))
        return fail(errc::unauthorized, "Send Authorization: Bearer with the agent's token.");
    const auto who = gateway::identify(s.tenants, request, s.now().system);
    if (who && !who->issued->grants.allow(gateway::grant::availability))
        return fail(errc::forbidden);
    return who;
}

guard agent_guard(const function_services& s) {
    return {.name = "agent's token", .admits = [&s](const wire::request& request) -> result<void> {
                const auto who = agent_of(s, request);
                if (!who) return std::unexpected(who.error());
                return {};
            }};
}

wire::response bad_request(const error& e, const wire::request& request,
                           const function_services& s) {
    return error_response(e, error_shape::problem, request, s.now().system);
}

wire::response refused(int status, std::string_view name, std::string_view message) {
    return wire::json_response(status, wire::render_refused_function(name, message));
}

wire::response no_such_function(const wire::function_call& call) {
    const auto in = speech::language_named(call.argument({"sprache", "language"}));
    return refused(404, "unknown_function", speech::say(speech::reply::unknown_function, in));
}

/// Without a `Retry-After`: who hears this asks again when the caller does.
wire::response could_not_check(const error& e, speech::language in) {
    const auto message = speech::say(speech::reply::could_not_check, in);
    return wire::json_response(
        200, wire::render_refused_function("could_not_check", message, facts_of(e.code).name));
}

wire::response respond(const gateway::told_alternatives& told, const function_services& s) {
    const auto& of = told.answer->validity;
    const auto now = s.now();
    s.metrics.looked_up(told.derived ? lookup_result::derived : counted(told.source), of.tenant,
                        of.type);
    auto out = wire::json_response(200, told.answer->body);
    out.headers.add("Cache-Status",
                    cache_status(told.source, of, now) + "; key=\"" + told.key + "\"");
    out.headers.add("Age", std::to_string(gateway::age_of(*told.answer, now).count()));
    return out;
}

/// What is asked for, or the answer that says why nothing is.
std::expected<gateway::alternatives_request, wire::response> read(const function_services& s,
                                                                  const wire::request& request) {
    const auto who = agent_of(s, request);
    if (!who) return std::unexpected(bad_request(who.error(), request, s));
    const auto call = wire::read_function_call(request.body);
    if (!call) return std::unexpected(bad_request(call.error(), request, s));
    if (call->name != "get_alternatives") return std::unexpected(no_such_function(*call));
    const auto asked = gateway::understand(*who, *call, s.now().system);
    if (!asked) return std::unexpected(refused(200, asked.error().status, asked.error().message));
    return *asked;
}

std::optional<wire::response> answer_from_memory(const function_services& s,
                                                 const wire::request& request) {
    const auto asked = read(s, request);
    if (!asked) return asked.error();
    const auto told = s.alternatives.at_once(*asked);
    if (!told) return std::nullopt;
    return respond(*told, s);
}

asio::awaitable<wire::response> answer(const function_services& s, wire::request request) {
    const auto asked = read(s, request);
    if (!asked) co_return asked.error();
    const auto told = co_await s.alternatives.answer(*asked);
    if (told) co_return respond(*told, s);
    s.metrics.lookups.at(lookup_result::failed).increment();
    co_return could_not_check(told.error(), asked->language);
}

}  // namespace

std::vector<route> function_routes(const function_services& services) {
    const auto& s = services;
    return {{.method = "POST",
             .path = "/api/retell/function-call",
             .guard = agent_guard(s),
             .body_bytes_max = body_bytes_max,
             .at_once = [&s](const wire::request& r) { return answer_from_memory(s, r); },
             .handle = [&s](wire::request r) -> asio::awaitable<wire::response> {
                 return asio::co_spawn(s.loop, answer(s, std::move(r)), asio::use_awaitable);
             }}};
}

}  // namespace slotgate::net
