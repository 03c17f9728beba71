#include "calcom-sim/control.hpp"

#include <algorithm>
#include <charconv>

#include <boost/json.hpp>

#include "wire/http.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

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

}  // namespace

std::uint64_t request_log::arrived(std::string_view method, std::string_view target,
                                   std::string_view route) {
    const auto name = route.empty() ? std::string("unrouted") : std::string(route);
    ++counts_[std::string(method) + ' ' + name];
    if (entries_.size() == kept_max) entries_.pop_front();
    entries_.push_back({next_, std::string(method), std::string(target), 0});
    return next_++;
}

void request_log::answered(std::uint64_t number, int status) {
    const auto found = std::ranges::find(entries_, number, &entry::number);
    if (found != entries_.end()) found->status = status;
}

void request_log::clear() {
    counts_.clear();
    entries_.clear();
}

std::string request_log::to_json(std::size_t last) const {
    json::object counts;
    for (const auto& [route, count] : counts_) counts[route] = count;
    json::array newest;
    const auto skipped = entries_.size() - std::min(last, entries_.size());
    for (auto i = skipped; i < entries_.size(); ++i)
        newest.emplace_back(json::object{{"method", entries_[i].method},
                                         {"target", entries_[i].target},
                                         {"status", entries_[i].status}});
    return json::serialize(
        json::object{{"counts", std::move(counts)}, {"last", std::move(newest)}});
}

result<instant> read_clock(std::string_view body, instant now) {
    const auto member = only_member(body, {"now", "advance_ms"});
    if (!member) return std::unexpected(member.error());
    const auto& value = member->value();
    if (member->key() == "now") {
        const auto to = value.is_string() ? parse_instant(value.get_string()) : std::nullopt;
        if (to) return *to;
        return fail(errc::bad_request, "now must be a time like 2031-05-05T05:30:00Z.");
    }
    constexpr std::int64_t century = 3'155'760'000'000;
    if (value.is_int64() && value.get_int64() >= 0 && value.get_int64() <= century)
        return now + milliseconds{value.get_int64()};
    return fail(errc::bad_request, "advance_ms must be a whole number of milliseconds, 0 or more.");
}

result<bool> read_latency(std::string_view body) {
    const auto member = only_member(body, {"slots"});
    if (!member) return std::unexpected(member.error());
    const auto& value = member->value();
    if (value == "real") return true;
    if (value == "off") return false;
    return fail(errc::bad_request, "slots must be real or off.");
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
