#include <algorithm>
#include <charconv>

#include <boost/json.hpp>

#include "calcom-sim/control.hpp"
#include "wire/http.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

constexpr std::int64_t hour_ms = 3'600'000;

/// The one member of the object in `body`, named among `names`.
result<json::key_value_pair> only_member(std::string_view body,
                                         std::initializer_list<std::string_view> names) {
    boost::system::error_code failed;
    const auto parsed = json::parse(body, failed);
    std::string wanted;
    for (const auto name : names) wanted += (wanted.empty() ? "" : " or ") + std::string(name);
    if (failed || !parsed.is_object() || parsed.get_object().size() != 1)
        return fail(errc::bad_request, "The body must be a JSON object with " + wanted + '.');
    const auto& member = *parsed.get_object().begin();
    if (std::ranges::find(names, std::string_view(member.key())) == names.end())
        return fail(errc::bad_request, "The body must have " + wanted + ", nothing else.");
    return member;
}

/// True for `yes`, false for `no`, as the text of the only member.
result<bool> read_choice(std::string_view body, std::string_view name, std::string_view yes,
                         std::string_view no) {
    const auto member = only_member(body, {name});
    if (!member) return std::unexpected(member.error());
    const auto* text = member->value().if_string();
    if (text != nullptr && *text == yes) return true;
    if (text != nullptr && *text == no) return false;
    return fail(errc::bad_request, std::string(name) + " must be " + std::string(yes) + " or " +
                                       std::string(no) + '.');
}

}  // namespace

result<clock_order> read_clock(std::string_view body, instant now) {
    const auto member = only_member(body, {"now", "advance_ms", "pass_ms"});
    if (!member) return std::unexpected(member.error());
    const auto& value = member->value();
    if (member->key() == "now") {
        const auto to = value.is_string() ? parse_instant(value.get_string()) : std::nullopt;
        if (to) return clock_order{.to = *to};
        return fail(errc::bad_request, "now must be a time like 2031-05-05T05:30:00Z.");
    }
    constexpr std::int64_t century = 3'155'760'000'000;
    if (value.is_int64() && value.get_int64() >= 0 && value.get_int64() <= century)
        return clock_order{.to = now + milliseconds{value.get_int64()},
                           .passing = member->key() == "pass_ms"};
    return fail(errc::bad_request,
                std::string(member->key()) + " must be a whole number of milliseconds, 0 or more.");
}

result<latency> read_latency(std::string_view body) {
    const auto real = read_choice(body, "slots", "real", "off");
    if (!real) return std::unexpected(real.error());
    return *real ? latency::real : latency::off;
}

result<milliseconds> read_cache(std::string_view body) {
    const auto member = only_member(body, {"slots_ms"});
    if (!member) return std::unexpected(member.error());
    const auto* value = member->value().if_int64();
    if (value != nullptr && *value >= 0 && *value <= hour_ms) return milliseconds{*value};
    return fail(errc::bad_request, "slots_ms must be milliseconds from 0 to 3600000.");
}

result<bool> read_limits(std::string_view body) {
    return read_choice(body, "rate", "on", "off");
}

result<std::size_t> read_last(std::string_view query) {
    std::size_t last = 20;
    for (const auto& [name, value] : wire::parse_query(query)) {
        if (name != "last") return fail(errc::bad_request, "The only parameter is last.");
        const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), last);
        if (failed != std::errc{} || end != value.data() + value.size() ||
            last > request_log::kept_max)
            return fail(errc::bad_request, "last must be a number from 0 to 1000.");
    }
    return last;
}

}  // namespace slotgate::sim
