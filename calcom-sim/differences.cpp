#include "calcom-sim/differences.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "calcom-sim/json_access.hpp"
#include "wire/signature.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

/// Our words for a recorded answer that is not JSON.
std::string text_of(const json::value& body) {
    if (body.is_null()) return {};
    if (const auto* text = body.if_string()) return std::string(*text);
    return json::serialize(body);
}

std::optional<std::string> body_difference(correspondence& names, const std::string& ours,
                                           const json::value& theirs, correspondence::span when) {
    boost::system::error_code broken;
    const auto value = json::parse(ours, broken);
    if (broken) return names.difference(ours, text_of(theirs));
    auto found = names.difference(value, theirs, when);
    if (!found && json::serialize(value) != ours)
        return "ours is the same, in other bytes: " + ours;
    return found;
}

/// How long an answer takes whose time was not recorded: the slowest that was, without receivers
/// of webhooks that keep it waiting.
constexpr milliseconds usual_answer{3'000};
/// What the recorder's own clock adds.
constexpr milliseconds usual_error{50};

correspondence::span span_of(const recording& item) {
    return {.from = item.now, .took = item.took.value_or(usual_answer) + usual_error};
}

/// Headers that the API writes; the others are the server's or a proxy's.
bool is_of_the_api(std::string_view name) {
    std::string low(name);
    std::ranges::transform(low, low.begin(), [](unsigned char c) { return std::tolower(c); });
    return low.starts_with("x-ratelimit-") || low == "etag" || low == "content-type" ||
           low == "access-control-allow-origin";
}

/// Seconds until a limit is reset are counted when the answer is made, a little after the request
/// arrived.
bool are_close(std::string_view ours, std::string_view theirs) {
    const auto a = whole_number(ours);
    const auto b = whole_number(theirs);
    return a && b && std::abs(*a - *b) <= 1;
}

/// A tag is made of the body's bytes, so it is compared where these are the same.
void compare_headers(const recording& item, const wire::response& ours,
                     std::vector<std::string>& out) {
    for (const auto& [name, theirs] : item.headers.fields()) {
        const bool is_tag = wire::same_header_name(name, "etag");
        if (!is_of_the_api(name) || (is_tag && ours.body != text_of(item.body))) continue;
        const auto own = ours.headers.find(name).value_or("absent");
        const bool is_reset = name.find("reset") != std::string::npos;
        if (own == theirs || (is_reset && are_close(own, theirs))) continue;
        out.push_back("header " + name + ": ours " + std::string(own) + ", recorded " + theirs);
    }
}

/// Bodies differ by what the server invents, so signatures do: each is checked over its own bytes.
bool is_signed_with(const std::optional<std::string>& secret, const wire::headers& headers,
                    const std::string& body) {
    const auto signature = headers.find("x-cal-signature-256").value_or("");
    if (!secret) return signature == "no-secret-provided";
    return wire::signature_matches(*secret, body, signature);
}

void compare_signatures(const delivery& own, const recorded_delivery& recorded,
                        std::span<const webhook> hooks, std::vector<std::string>& out) {
    const auto hook = std::ranges::find(hooks, own.webhook, &webhook::id);
    const auto secret = hook == hooks.end() ? std::nullopt : hook->secret;
    if (!is_signed_with(secret, own.request.headers, own.request.body))
        out.emplace_back("ours is not signed with its secret");
    if (recorded.headers.fields().empty()) return;
    if (!is_signed_with(secret, recorded.headers, recorded.body))
        out.emplace_back("the recorded one is not signed with this secret");
}

std::vector<std::string> compare_delivery(const recording& item, const delivery& own,
                                          const recorded_delivery& recorded,
                                          std::span<const webhook> hooks, correspondence& names) {
    std::vector<std::string> out;
    boost::system::error_code broken;
    auto body = json::parse(recorded.body, broken);
    if (broken) body = recorded.body;
    if (auto found = body_difference(names, own.request.body, body, span_of(item)))
        out.push_back(std::move(*found));
    // The rest of the recorded headers are the HTTP client's.
    for (const auto* const name : {"content-type", "x-cal-webhook-version", "user-agent"}) {
        const auto theirs = recorded.headers.find(name);
        if (theirs && own.request.headers.find(name) != theirs)
            out.push_back(std::string(name) + " is not " + std::string(*theirs));
    }
    compare_signatures(own, recorded, hooks, out);
    return out;
}

/// For each recorded delivery the place of ours that went to the same receiver, in turn.
std::vector<std::optional<std::size_t>> matched(const recording& item,
                                                std::span<const delivery> ours) {
    std::vector<std::optional<std::size_t>> out;
    std::vector<bool> used(ours.size(), false);
    for (const auto& recorded : item.deliveries) {
        auto& place = out.emplace_back();
        for (std::size_t i = 0; i < ours.size() && !place; ++i)
            if (!used[i] && ours[i].request.target == recorded.receiver) place = i;
        if (place) used[*place] = true;
    }
    return out;
}

/// Webhooks of one event arrive within this; the next event takes longer (recorded H5).
constexpr milliseconds same_moment{40};

bool is_before(const recorded_delivery& a, const recorded_delivery& b) {
    return a.after && b.after && *b.after - *a.after > same_moment;
}

void compare_deliveries(const recording& item, const replayed& done, std::span<const webhook> hooks,
                        correspondence& names, std::vector<std::string>& out) {
    const auto places = matched(item, done.deliveries);
    for (std::size_t i = 0; i < places.size(); ++i) {
        const auto& recorded = item.deliveries[i];
        const auto where = "webhook " + std::to_string(i + 1) + " (" + recorded.receiver + "): ";
        if (!places[i]) {
            out.push_back(where + "not sent");
            continue;
        }
        for (const auto& one :
             compare_delivery(item, done.deliveries[*places[i]], recorded, hooks, names))
            out.push_back(where + one);
        for (std::size_t k = 0; k < i; ++k)
            if (places[k] > places[i] && is_before(item.deliveries[k], recorded))
                out.push_back(where + "sent before webhook " + std::to_string(k + 1));
    }
    if (done.deliveries.size() != item.deliveries.size())
        out.push_back(std::to_string(done.deliveries.size()) + " webhooks, recorded " +
                      std::to_string(item.deliveries.size()));
}

}  // namespace

std::vector<std::string> differences(const recording& item, const replayed& done,
                                     std::span<const webhook> hooks, correspondence& names) {
    std::vector<std::string> out;
    const auto& answer = done.answer;
    if (answer.status != item.status)
        out.push_back("status " + std::to_string(answer.status) + ", recorded " +
                      std::to_string(item.status));
    if (auto body = body_difference(names, answer.body, item.body, span_of(item)))
        out.push_back(std::move(*body));
    compare_headers(item, answer, out);
    compare_deliveries(item, done, hooks, names, out);
    return out;
}

}  // namespace slotgate::sim
