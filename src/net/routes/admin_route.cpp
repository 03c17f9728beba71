#include "net/routes/admin_route.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <utility>

#include <boost/json.hpp>

#include "net/routes/admin_json.hpp"
#include "wire/digest.hpp"
#include "wire/http.hpp"

namespace slotgate::net {
namespace {

namespace json = boost::json;

guard operator_token(const admin_services& s) {
    return {.name = "operator token", .admits = [&s](const wire::request& request) -> result<void> {
                if (s.token_digest.empty())
                    return fail(errc::forbidden, "no operator token is configured (admin.token)");
                const auto given = request.headers.find("Authorization").value_or("");
                constexpr std::string_view scheme = "Bearer ";
                // Digests are compared, so that the time it takes tells nothing of the token.
                if (given.starts_with(scheme) &&
                    wire::sha256(given.substr(scheme.size())) == s.token_digest)
                    return {};
                return fail(errc::unauthorized, "Authorization: Bearer with the operator's token");
            }};
}

/// The tenant of that name; without one the only tenant there is.
result<tenant_id> tenant_named(const admin_services& s, std::optional<std::string_view> name) {
    if (!name) {
        if (s.tenants.all().size() == 1) return s.tenants.all().front().id;
        return fail(errc::bad_request, "tenant: several are served here, name one");
    }
    const auto* found = s.tenants.named(*name);
    if (found == nullptr) return fail(errc::bad_request, "tenant: there is none of that name");
    return found->id;
}

std::optional<std::int64_t> number_in(std::string_view text) {
    std::int64_t out{};
    const auto* const end = text.end();
    if (std::from_chars(text.begin(), end, out).ptr != end || text.empty() || out < 0)
        return std::nullopt;
    return out;
}

/// What a query says, each name once and none but these.
using parameters = std::map<std::string, std::string, std::less<>>;
result<parameters> read_parameters(const wire::request& request,
                                   std::initializer_list<std::string_view> known) {
    parameters out;
    for (auto& [name, value] : wire::parse_query(request.query())) {
        if (std::ranges::find(known, name) == known.end() || out.contains(name))
            return fail(errc::bad_request, "a parameter there is not, or one given twice");
        out.emplace(std::move(name), std::move(value));
    }
    return out;
}

std::optional<std::string_view> given(const parameters& all, std::string_view name) {
    const auto found = all.find(name);
    if (found == all.end()) return std::nullopt;
    return found->second;
}

result<json::object> explain(const admin_services& s, const wire::request& request) {
    const auto query = read_parameters(request, {"tenant", "eventTypeId", "start", "duration"});
    if (!query) return std::unexpected(query.error());
    const auto tenant = tenant_named(s, given(*query, "tenant"));
    if (!tenant) return std::unexpected(tenant.error());
    const auto type = number_in(given(*query, "eventTypeId").value_or(""));
    if (!type) return fail(errc::bad_request, "eventTypeId: the number of an event type");
    const auto start = parse_instant(given(*query, "start").value_or(""));
    if (!start) return fail(errc::bad_request, "start: a time like 2031-05-06T08:00:00Z");
    const auto duration = number_in(given(*query, "duration").value_or("0"));
    constexpr std::int64_t minutes_max = 10 * 366 * 24 * 60;
    if (!duration || *duration > minutes_max)
        return fail(errc::bad_request, "duration: minutes, a whole number");
    auto out = explanation_json(
        s.desk.explain(*tenant, event_type_id{*type}, *start, minutes{*duration}), s.now());
    out["eventTypeId"] = *type;
    out["start"] = to_text(*start);
    return out;
}

std::optional<utc_date> date_in(const json::object& body, std::string_view key) {
    const auto* value = body.if_contains(key);
    const auto* text = value == nullptr ? nullptr : value->if_string();
    if (text == nullptr) return std::nullopt;
    const auto date = parse_date({text->data(), text->size()});
    if (!date) return std::nullopt;
    return utc_date{*date};
}

/// Dates to forget: `from` and `to`, both included.
result<coherence::blast_radius> dates_of(tenant_id tenant, event_type_id type,
                                         const json::object& body) {
    constexpr days dates_max{366};
    if (!body.contains("from") && !body.contains("to"))
        return coherence::whole_event_type{tenant, type};
    const auto from = date_in(body, "from");
    const auto to = date_in(body, "to");
    if (!from || !to || *to < *from || *to - *from > dates_max)
        return fail(errc::bad_request, "from, to: dates like 2031-05-06, a year apart at most");
    return coherence::some_dates{tenant, type, *from, *to};
}

result<coherence::blast_radius> radius_in(const admin_services& s, const json::object& body) {
    for (const auto& member : body)
        if (member.key() != "tenant" && member.key() != "eventTypeId" && member.key() != "from" &&
            member.key() != "to")
            return fail(errc::bad_request, "tenant, eventTypeId, from and to are all there is");
    const auto* name = body.if_contains("tenant");
    const auto* type = body.if_contains("eventTypeId");
    if (name != nullptr && !name->is_string())
        return fail(errc::bad_request, "tenant: the name of a tenant");
    if (type == nullptr && (body.contains("from") || body.contains("to")))
        return fail(errc::bad_request, "from, to: only with an eventTypeId");
    if (name == nullptr && type == nullptr) return coherence::everything{};
    std::optional<std::string_view> wanted;
    if (name != nullptr) wanted = std::string_view(name->get_string());
    const auto tenant = tenant_named(s, wanted);
    if (!tenant) return std::unexpected(tenant.error());
    if (type == nullptr) return coherence::whole_tenant{*tenant};
    if (!type->is_int64()) return fail(errc::bad_request, "eventTypeId: a number");
    return dates_of(*tenant, event_type_id{type->get_int64()}, body);
}

result<json::object> invalidate(const admin_services& s, const wire::request& request) {
    json::object body;
    if (!request.body.empty()) {
        boost::system::error_code failed;
        auto parsed = json::parse(request.body, failed);
        if (failed || !parsed.is_object())
            return fail(errc::bad_request, "the body: a JSON object");
        body = std::move(parsed.get_object());
    }
    const auto radius = radius_in(s, body);
    if (!radius) return std::unexpected(radius.error());
    s.desk.invalidate(*radius);
    return json::object{{"invalidated", coherence::to_text(*radius)}};
}

json::object switched(const admin_services& s, bool on) {
    s.desk.switch_to(on);
    return {{"state", on ? "on" : "off"}};
}

using answerer = std::function<result<json::object>(const admin_services&, const wire::request&)>;

route row(const admin_services& s, std::string method, std::string path, answerer answer) {
    return {.method = std::move(method),
            .path = "/admin" + std::move(path),
            .guard = operator_token(s),
            .at_once = [&s, answer = std::move(answer)](
                           const wire::request& request) -> std::optional<wire::response> {
                auto out = answer(s, request);
                if (!out)
                    return error_response(out.error(), error_shape::problem, request,
                                          s.now().system);
                auto response = wire::json_response(200, json::serialize(*out));
                response.headers.add("Cache-Control", "no-store");
                return response;
            },
            .handle = {}};
}

}  // namespace

std::vector<route> admin_routes(const admin_services& services) {
    return {
        row(services, "GET", "/explain", explain),
        row(services, "GET", "/cache",
            [](const auto& s, const auto&) -> result<json::object> {
                return holdings_json(s.desk.holdings(), s.tenants, s.desk.is_on());
            }),
        row(services, "GET", "/cache/stats",
            [](const auto& s, const auto&) -> result<json::object> {
                return stats_json(s.metrics, s.tenants, s.desk.is_on());
            }),
        row(services, "POST", "/cache/invalidate", invalidate),
        row(services, "POST", "/cache/off",
            [](const auto& s, const auto&) -> result<json::object> { return switched(s, false); }),
        row(services, "POST", "/cache/on",
            [](const auto& s, const auto&) -> result<json::object> { return switched(s, true); })};
}

}  // namespace slotgate::net
