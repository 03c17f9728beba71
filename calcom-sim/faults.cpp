#include "calcom-sim/faults.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace slotgate::sim {
namespace {

namespace json = boost::json;

/// A fraction in [0, 1). Not by the library's distributions: those differ from one to the next.
double draw_fraction(std::mt19937_64& random) {
    return std::ldexp(static_cast<double>(random() >> 11U), -53);
}

constexpr milliseconds longest_delay = hours{24};

/// A fault's own stream of chance.
std::mt19937_64 stream_of(std::uint64_t seed, std::uint64_t id) {
    constexpr std::uint64_t golden = 0x9E3779B97F4A7C15;  // spreads neighbouring ids
    return std::mt19937_64(seed ^ (id * golden));
}

}  // namespace

milliseconds duration_rule::draw(std::mt19937_64& random) const {
    if (is == kind::fixed) return low;
    if (is == kind::uniform) {
        const auto choices = static_cast<std::uint64_t>((high - low).count()) + 1;
        return low + milliseconds{static_cast<std::int64_t>(random() % choices)};
    }
    const auto waits = -static_cast<double>(low.count()) * std::log1p(-draw_fraction(random));
    return std::min(longest_delay, milliseconds{std::llround(waits)});
}

bool fault_target::takes(const wire::request& request, std::string_view its_route) const {
    if (is != kind::requests) return false;
    if (!method.empty() && method != request.method) return false;
    if (!route.empty() && route != its_route) return false;
    if (query.empty()) return true;
    const auto given = wire::parse_query(request.query());
    return std::ranges::all_of(query, [&](const wire::query_parameter& wanted) {
        return std::ranges::any_of(given, [&](const wire::query_parameter& one) {
            return one.name == wanted.name && one.value == wanted.value;
        });
    });
}

bool fault_target::takes(const delivery& one) const {
    if (is != kind::webhooks) return false;
    return webhook.empty() || webhook == one.webhook || webhook == one.trigger ||
           (webhook.contains("://") && one.url.starts_with(webhook));
}

result<void> fault_plan::add(std::vector<planned_fault> faults) {
    if (faults_.size() + faults.size() > faults_max)
        return fail(errc::bad_request,
                    "There can be at most " + std::to_string(faults_max) + " faults at once.");
    for (auto& one : faults) {
        const auto id = next_id_++;
        faults_.push_back({.id = id, .is = std::move(one), .random = stream_of(seed_, id)});
    }
    return {};
}

std::vector<delivery> fault_plan::clear() {
    faults_.clear();
    std::vector<delivery> out;
    for (auto& one : std::exchange(held_, {})) out.push_back(std::move(one.is));
    return out;
}

bool fault_plan::entry::strikes() {
    ++matched;
    if (matched <= is.after || (is.count && struck >= *is.count)) return false;
    if (is.probability < 1 && draw_fraction(random) >= is.probability) return false;
    ++struck;
    return true;
}

request_fate fault_plan::fate_of(const wire::request& request, std::string_view route) {
    request_fate out;
    for (auto& one : faults_) {
        if (!one.is.target.takes(request, route) || !one.strikes()) continue;
        if (one.is.is == fault_kind::delay) {
            (one.is.committed ? out.after : out.before) += one.is.delay.draw(one.random);
            continue;
        }
        out.handled = one.is.committed;
        out.answer = one.is.spoils;
        out.answer.seed = one.random();
        return out;
    }
    return out;
}

bool fault_plan::holds_for(std::uint64_t id, std::string_view url) const {
    return std::ranges::any_of(
        held_, [&](const held_delivery& one) { return one.by == id && one.is.url == url; });
}

delivery_fate fault_plan::fate_of(const delivery& one) {
    delivery_fate out;
    for (auto& fault : faults_) {
        if (!fault.is.target.takes(one)) continue;
        // Whoever waits for the next one must let it pass.
        const bool reorders = fault.is.is == fault_kind::reorder;
        if ((reorders && holds_for(fault.id, one.url)) || !fault.strikes()) continue;
        if (fault.is.is == fault_kind::delay) out.delay += fault.is.delay.draw(fault.random);
        if (fault.is.is == fault_kind::duplicate) ++out.copies;
        out.lost = fault.is.is == fault_kind::lose;
        if (reorders) out.held_by = fault.id;
        if (out.lost || out.held_by) break;
    }
    return out;
}

void fault_plan::hold(delivery one, std::uint64_t held_by) {
    held_.push_back({.by = held_by, .is = std::move(one)});
}

std::vector<delivery> fault_plan::release(std::string_view url) {
    std::vector<delivery> out;
    for (auto& one : held_)
        if (one.is.url == url) out.push_back(one.is);
    std::erase_if(held_, [&](const held_delivery& one) { return one.is.url == url; });
    return out;
}

std::string fault_plan::to_json() const {
    json::array faults;
    for (const auto& one : faults_) {
        json::object told{{"id", one.id}};
        for (const auto& member : one.is.given) told.emplace(member.key(), member.value());
        told.emplace("matched", one.matched);
        told.emplace("struck", one.struck);
        faults.emplace_back(std::move(told));
    }
    return json::serialize(json::object{{"faults", std::move(faults)}});
}

}  // namespace slotgate::sim
