#include "calcom-sim/throttle.hpp"

#include <algorithm>

#include "calcom-sim/authentication.hpp"

namespace slotgate::sim {
namespace {

/// Who is counted, and by which limits.
struct counted {
    std::string who;
    std::vector<rate_limit> limits;
};

/// What is left of a span, in whole seconds, as the headers tell it.
std::int64_t seconds_until(instant end, instant now) {
    return std::max<std::int64_t>(0, std::chrono::ceil<seconds>(end - now).count());
}

std::string suffix_of(const rate_limit& limit) {
    std::string out = limit.name;
    if (!out.empty() && out.front() >= 'a' && out.front() <= 'z')
        out.front() = static_cast<char>(out.front() - 'a' + 'A');
    return out;
}

std::string address_of(const wire::request& request) {
    return std::string(request.headers.find("cf-connecting-ip").value_or(request.peer));
}

counted by_key(const world& w, std::string_view key) {
    counted out{.who = "key " + std::string(key), .limits = {rate_limit{}}};
    const auto found = std::ranges::find(w.api_keys, key, &api_key::key);
    if (found != w.api_keys.end() && !found->limits.empty()) out.limits = found->limits;
    return out;
}

counted by_credentials(const world& w, const wire::request& request) {
    constexpr std::int64_t tokens_max = 500;
    const auto token = bearer_of(request);
    if (token.starts_with("cal_")) return by_key(w, token);
    if (!token.empty())
        return {.who = "token " + std::string(token), .limits = {{.limit = tokens_max}}};
    if (const auto client = request.headers.find("x-cal-client-id"))
        return {.who = "client " + std::string(*client), .limits = {{.limit = tokens_max}}};
    return {.who = "address " + address_of(request), .limits = {rate_limit{}}};
}

/// A change of a booking's place is counted apart, and less of it is allowed.
counted counted_for(const world& w, const wire::request& request, std::string_view pattern) {
    auto out = by_credentials(w, request);
    constexpr std::int64_t places_max = 5;
    if (!pattern.starts_with("/v2/bookings/") || !pattern.ends_with("/location")) return out;
    out.who += " location";
    out.limits = {{.limit = places_max}};
    return out;
}

}  // namespace

bool throttle::is_over(const counter& c, instant now) {
    return c.blocked_until ? now >= *c.blocked_until : now >= c.window_end;
}

void throttle::hit(counter& c, const rate_limit& limit, instant now) {
    if (is_over(c, now)) c = {.hits = 0, .window_end = now + limit.window, .blocked_until = {}};
    if (c.blocked_until) return;
    if (++c.hits > limit.limit) c.blocked_until = now + limit.block;
}

throttle::verdict throttle::count(const world& w, const wire::request& request,
                                  std::string_view pattern, instant now) {
    std::erase_if(counters_, [&](const auto& entry) { return is_over(entry.second, now); });
    const auto who = counted_for(w, request, pattern);
    for (const auto& limit : who.limits) hit(counters_[who.who + '\n' + limit.name], limit, now);
    return look(w, request, pattern, now);
}

throttle::verdict throttle::look(const world& w, const wire::request& request,
                                 std::string_view pattern, instant now) const {
    const auto who = counted_for(w, request, pattern);
    verdict out{.blocked = true, .headers = {}};
    for (const auto& limit : who.limits) {
        const auto found = counters_.find(who.who + '\n' + limit.name);
        const auto c = found == counters_.end() ? counter{.window_end = now} : found->second;
        const auto left = c.blocked_until ? 0 : std::max<std::int64_t>(0, limit.limit - c.hits);
        const auto suffix = suffix_of(limit);
        out.headers.add("X-RateLimit-Limit-" + suffix, std::to_string(limit.limit));
        out.headers.add("X-RateLimit-Remaining-" + suffix, std::to_string(left));
        out.headers.add("X-RateLimit-Reset-" + suffix,
                        std::to_string(seconds_until(c.blocked_until.value_or(c.window_end), now)));
        out.blocked = out.blocked && c.blocked_until.has_value();
    }
    return out;
}

}  // namespace slotgate::sim
