#include "origin/rate_headers.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <string_view>

#include "origin/http_date.hpp"

namespace slotgate::origin {
namespace {

constexpr milliseconds believed_max = hours{1};
constexpr std::int64_t limit_max = 10'000'000;
constexpr std::int64_t epoch_from = 1'000'000'000;
constexpr std::size_t limits_max = 8;
constexpr std::string_view prefix = "x-ratelimit-";

std::string lower_case(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::optional<std::int64_t> number_in(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

milliseconds believed(milliseconds time) {
    return std::clamp(time, milliseconds{0}, believed_max);
}

milliseconds time_until(std::int64_t told, instant now) {
    if (told > epoch_from) {
        // Beyond this a number of seconds does not fit an instant in milliseconds.
        constexpr std::int64_t instant_max = 100'000'000'000;
        return believed(instant{seconds{std::min(told, instant_max)}} - now);
    }
    return believed(seconds{std::min(told, std::int64_t{86'400})});
}

/// The three numbers of one name, as far as they came.
struct numbers {
    std::optional<std::int64_t> limit, remaining, reset;
};

void take(std::map<std::string, numbers>& all, std::string_view field, std::string_view value) {
    const auto read = number_in(value);
    for (const auto& [word, member] :
         {std::pair{"limit", &numbers::limit}, std::pair{"remaining", &numbers::remaining},
          std::pair{"reset", &numbers::reset}}) {
        const std::string_view w = word;
        if (!field.starts_with(w)) continue;
        auto name = field.substr(w.size());
        // `X-RateLimit-Limit` without a name is another service's, or another version's: read too.
        if (!name.empty() && !name.starts_with('-')) return;
        if (!name.empty()) name.remove_prefix(1);
        all[std::string(name)].*member = read;
        return;
    }
}

}  // namespace

std::optional<milliseconds> read_retry_after(const wire::headers& headers, instant now) {
    const auto text = headers.find("retry-after");
    if (!text) return std::nullopt;
    if (const auto number = number_in(*text))
        return believed(seconds{std::min(*number, std::int64_t{86'400})});
    if (const auto date = parse_http_date(*text)) return believed(*date - now);
    return std::nullopt;
}

rate_reading read_rate(int status, const wire::headers& headers, instant now) {
    rate_reading out;
    out.limited = status == 429;
    out.retry_after = read_retry_after(headers, now);
    std::map<std::string, numbers> all;
    for (const auto& [name, value] : headers.fields()) {
        const auto field = lower_case(name);
        if (field.starts_with(prefix))
            take(all, std::string_view(field).substr(prefix.size()), value);
    }
    for (const auto& [name, told] : all) {
        const bool whole = told.limit && told.remaining && told.reset;
        if (!whole || *told.limit < 1 || *told.limit > limit_max || *told.remaining > *told.limit ||
            out.limits.size() == limits_max)
            continue;
        out.limits.push_back({.name = name,
                              .most = *told.limit,
                              .remaining = *told.remaining,
                              .reset = time_until(*told.reset, now) + seconds{1}});
    }
    return out;
}

}  // namespace slotgate::origin
