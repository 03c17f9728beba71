#include "calcom-sim/request_log.hpp"

#include <algorithm>

#include <boost/json.hpp>

#include "calcom-sim/authentication.hpp"
#include "wire/digest.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

std::string short_digest(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const char c : wire::sha256(text).substr(0, 6)) {
        const auto byte = static_cast<unsigned char>(c);
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
    return out;
}

}  // namespace

std::string credential_digest(const wire::request& request) {
    if (const auto client = request.headers.find("x-cal-client-id")) return short_digest(*client);
    const auto token = bearer_of(request);
    return token.empty() ? "none" : short_digest(token);
}

void request_log::usage::count(instant now) {
    ++requests;
    // A clock that was set back begins a new window.
    if (!within_window.empty() && within_window.back().at > now) {
        within_window.clear();
        recent = 0;
    }
    while (!within_window.empty() && within_window.front().at <= now - window) {
        recent -= within_window.front().requests;
        within_window.pop_front();
    }
    if (within_window.empty() || within_window.back().at != now) within_window.push_back({now, 0});
    ++within_window.back().requests;
    most = std::max(most, ++recent);
}

void request_log::count_credential(const wire::request& request, instant now) {
    if (!request.path().starts_with("/v2/")) return;
    auto who = credential_digest(request);
    if (credentials_.size() >= credentials_max && !credentials_.contains(who)) who = "others";
    credentials_[who].count(now);
}

std::uint64_t request_log::arrived(const wire::request& request, std::string_view route,
                                   instant now) {
    const auto name = route.empty() ? std::string("unrouted") : std::string(route);
    ++counts_[request.method + ' ' + name];
    count_credential(request, now);
    if (entries_.size() == kept_max) entries_.pop_front();
    entries_.push_back({next_, request.method, request.target, 0});
    return next_++;
}

void request_log::answered(std::uint64_t number, int status) {
    ++statuses_[status];
    const auto found = std::ranges::find(entries_, number, &entry::number);
    if (found != entries_.end()) found->status = status;
}

void request_log::clear() {
    counts_.clear();
    statuses_.clear();
    credentials_.clear();
    entries_.clear();
}

std::string request_log::to_json(std::size_t last) const {
    json::object counts;
    for (const auto& [route, count] : counts_) counts[route] = count;
    json::object statuses;
    for (const auto& [status, count] : statuses_) statuses[std::to_string(status)] = count;
    json::array credentials;
    for (const auto& [who, used] : credentials_)
        credentials.emplace_back(json::object{
            {"credential", who}, {"requests", used.requests}, {"mostIn60s", used.most}});
    json::array newest;
    const auto skipped = entries_.size() - std::min(last, entries_.size());
    for (auto i = skipped; i < entries_.size(); ++i)
        newest.emplace_back(json::object{{"method", entries_[i].method},
                                         {"target", entries_[i].target},
                                         {"status", entries_[i].status}});
    return json::serialize(json::object{{"counts", std::move(counts)},
                                        {"statuses", std::move(statuses)},
                                        {"credentials", std::move(credentials)},
                                        {"last", std::move(newest)}});
}

}  // namespace slotgate::sim
