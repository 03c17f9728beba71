#include <algorithm>
#include <array>
#include <utility>

#include "calcom-sim/faults.hpp"
#include "calcom-sim/fields.hpp"
#include "calcom-sim/page.hpp"
#include "calcom-sim/routes.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

constexpr std::int64_t delay_ms_max = 86'400'000;
constexpr std::int64_t count_max = 1'000'000'000;
constexpr std::array<std::string_view, 6> methods{"GET", "HEAD", "POST", "PATCH", "PUT", "DELETE"};

using spoils = spoiling::kind;

struct named_fault {
    std::string_view name;
    fault_target::kind of;
    fault_kind is;
    spoils how = spoils::none;
    /// Decided by the fault, where it makes no sense to choose.
    std::optional<bool> committed = {};
};

constexpr auto of_requests = fault_target::kind::requests;
constexpr auto of_webhooks = fault_target::kind::webhooks;

constexpr std::array named_faults{
    named_fault{"delay", of_requests, fault_kind::delay},
    named_fault{"status", of_requests, fault_kind::spoil, spoils::status},
    named_fault{"drop", of_requests, fault_kind::spoil, spoils::drop},
    named_fault{"reset", of_requests, fault_kind::spoil, spoils::reset},
    named_fault{"half", of_requests, fault_kind::spoil, spoils::half, true},
    named_fault{"garbage", of_requests, fault_kind::spoil, spoils::garbage, true},
    named_fault{"content", of_requests, fault_kind::spoil, spoils::content, true},
    named_fault{"lost", of_webhooks, fault_kind::lose, spoils::none, true},
    named_fault{"delay", of_webhooks, fault_kind::delay, spoils::none, true},
    named_fault{"double", of_webhooks, fault_kind::duplicate, spoils::none, true},
    named_fault{"reorder", of_webhooks, fault_kind::reorder, spoils::none, true},
};

bool is_method(std::string_view text) {
    return std::ranges::find(methods, text) != methods.end();
}

bool is_route(std::string_view text) {
    return std::ranges::find(page_routes, text) != page_routes.end() ||
           std::ranges::find(routes(), text, &route::pattern) != routes().end();
}

/// `*`, a method, a route, or a method and a route.
void read_route(fields& in, fault_target& into) {
    const auto text = in.text("route");
    if (text == "*") return;
    const auto space = text.find(' ');
    const bool has_both = space != std::string::npos;
    if (has_both || is_method(text)) into.method = text.substr(0, space);
    if (has_both || !is_method(text)) into.route = text.substr(has_both ? space + 1 : 0);
    const bool method_fits = into.method.empty() || is_method(into.method);
    const bool route_fits = text == into.method || is_route(into.route);
    if (!method_fits || !route_fits)
        in.complain("route", "must be *, a method, a route of the simulator, or both");
}

/// The value of a parameter as it stands in a query.
std::string text_of(const json::value& value) {
    const auto* text = value.if_string();
    return text == nullptr ? json::serialize(value) : std::string(*text);
}

void read_query(fields& in, fault_target& into) {
    if (!in.has("query")) return in.allow("query");
    for (const auto& member : in.object("query"))
        into.query.push_back({member.key(), text_of(member.value())});
}

/// 5000, {"min":300,"max":800} or {"mean":2000}.
duration_rule read_duration(fields& in, fault& wrong) {
    if (!in.is_object("ms"))
        return {.is = duration_rule::kind::fixed,
                .low = milliseconds{in.number("ms", 0, delay_ms_max)}};
    const auto given = json::value(in.object("ms"));
    fields rule(given, in.place() + ".ms", wrong);
    duration_rule out;
    if (rule.has("mean")) {
        out.is = duration_rule::kind::exponential;
        out.low = milliseconds{rule.number("mean", 0, delay_ms_max)};
    } else {
        out.is = duration_rule::kind::uniform;
        out.low = milliseconds{rule.number("min", 0, delay_ms_max)};
        out.high = milliseconds{rule.number("max", out.low.count(), delay_ms_max)};
    }
    rule.finish();
    return out;
}

spoiling::shape read_shape(fields& in) {
    constexpr std::array<std::pair<std::string_view, spoiling::shape>, 4> names{
        {{"calcom", spoiling::shape::calcom},
         {"bare", spoiling::shape::bare},
         {"html", spoiling::shape::html},
         {"empty", spoiling::shape::empty}}};
    const auto text = in.text_or("shape", "calcom");
    for (const auto& [name, shape] : names)
        if (name == text) return shape;
    in.complain("shape", "must be calcom, bare, html or empty");
    return spoiling::shape::calcom;
}

void read_status(fields& in, spoiling& into) {
    into.status = static_cast<int>(in.number("status", 200, 599));
    into.shaped = read_shape(in);
    into.message = in.text_or("message", {});
    if (!in.has("headers")) return in.allow("headers");
    for (const auto& member : in.object("headers"))
        into.headers.add(member.key(), text_of(member.value()));
}

void read_content(fields& in, spoiling& into) {
    into.content_type = in.text_or("contentType", "application/json; charset=utf-8");
    const auto* body = in.value("body");
    if (body == nullptr)
        in.complain("body", "must be what is answered: a text as it is, or any JSON");
    else
        into.content = text_of(*body);
}

void read_spoiling(fields& in, spoiling& into) {
    if (into.is == spoils::status) read_status(in, into);
    if (into.is == spoils::content) read_content(in, into);
    if (into.is == spoils::half)
        if (const auto bytes = in.number_if("bytes", 0, INT32_MAX))
            into.bytes = static_cast<std::size_t>(*bytes);
}

const named_fault* find_kind(fields& in, fault_target::kind of) {
    const auto name = in.text("fault");
    const auto* const found = std::ranges::find_if(
        named_faults, [&](const named_fault& one) { return one.of == of && one.name == name; });
    if (found != named_faults.end()) return found;
    std::string all;
    for (const auto& one : named_faults)
        if (one.of == of) all += (all.empty() ? "" : ", ") + std::string(one.name);
    in.complain("fault", "must be one of: " + all);
    return nullptr;
}

planned_fault read_one(const json::value& value, const std::string& at, fault& wrong) {
    fields in(value, at, wrong);
    planned_fault out;
    if (const auto* given = value.if_object()) out.given = *given;
    if (in.has("webhook")) {
        out.target.is = of_webhooks;
        out.target.webhook = in.text("webhook");
        if (out.target.webhook == "*") out.target.webhook.clear();
    } else {
        read_route(in, out.target);
        read_query(in, out.target);
    }
    if (const auto* kind = find_kind(in, out.target.is)) {
        out.is = kind->is;
        out.spoils.is = kind->how;
        out.committed = kind->committed ? *kind->committed : in.flag_or("committed", false);
    }
    if (out.is == fault_kind::delay) out.delay = read_duration(in, wrong);
    read_spoiling(in, out.spoils);
    out.probability = in.fraction_or("probability", 1);
    if (const auto count = in.number_if("count", 1, count_max))
        out.count = static_cast<std::uint64_t>(*count);
    out.after = static_cast<std::uint64_t>(in.number_if("after", 0, count_max).value_or(0));
    in.finish();
    return out;
}

}  // namespace

result<std::vector<planned_fault>> read_faults(std::string_view body) {
    std::vector<planned_fault> out;
    const auto read = read_body(body, "faults",
                                [&](const json::value& value, const std::string& at, fault& wrong) {
                                    out.push_back(read_one(value, at, wrong));
                                });
    if (!read) return std::unexpected(read.error());
    return out;
}

}  // namespace slotgate::sim
