#include "ops/event_type_lookups.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

#include <fmt/format.h>

namespace slotgate::ops {
namespace {

/// Bits of a key that number the event type; the others number the tenant, from 1.
constexpr unsigned type_bits = 44;
constexpr std::uint64_t type_mask = (std::uint64_t{1} << type_bits) - 1;
constexpr std::uint64_t tenants_max = (std::uint64_t{1} << (64 - type_bits)) - 2;

/// 0 if it does not fit: no Cal.com numbers event types like that.
std::uint64_t key_of(tenant_id tenant, event_type_id type) {
    const auto number = static_cast<std::uint64_t>(type.value);
    if (type.value < 0 || number > type_mask || tenant.value > tenants_max) return 0;
    return (std::uint64_t{tenant.value} + 1) << type_bits | number;
}

/// Neighbouring numbers far apart (Fibonacci hashing).
std::size_t spread(std::uint64_t key) {
    return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15U) >> 40U);
}

}  // namespace

event_type_lookups::place& event_type_lookups::place_of(std::uint64_t key) {
    if (key == 0) return others_;
    for (std::size_t i = spread(key);; ++i) {
        auto& p = places_.at(i % places_count);
        auto there = p.key.load(std::memory_order_acquire);
        if (there == key) return p;
        if (there != 0) continue;
        if (used_.load(std::memory_order_relaxed) >= told_apart_max) return others_;
        if (p.key.compare_exchange_strong(there, key, std::memory_order_acq_rel)) {
            used_.fetch_add(1, std::memory_order_relaxed);
            return p;
        }
        if (there == key) return p;
    }
}

void event_type_lookups::count(tenant_id tenant, event_type_id type, answered how) {
    auto& p = place_of(key_of(tenant, type));
    (how == answered::from_memory ? p.hits : p.misses).fetch_add(1, std::memory_order_relaxed);
}

std::vector<event_type_lookups::row> event_type_lookups::rows() const {
    std::vector<row> out;
    for (const auto& p : places_) {
        const auto key = p.key.load(std::memory_order_acquire);
        if (key == 0) continue;
        out.push_back({.tenant = tenant_id{static_cast<std::uint32_t>((key >> type_bits) - 1)},
                       .type = event_type_id{static_cast<std::int64_t>(key & type_mask)},
                       .hits = p.hits.load(std::memory_order_relaxed),
                       .misses = p.misses.load(std::memory_order_relaxed)});
    }
    std::ranges::sort(out, {}, [](const row& r) { return std::tuple(r.tenant, r.type); });
    return out;
}

const std::string& event_type_lookups::name_of(tenant_id tenant) const {
    static const std::string unnamed;
    return tenant.value < tenants_.size() ? tenants_[tenant.value] : unnamed;
}

void event_type_lookups::write(std::string& out) const {
    constexpr auto name = "slotgate_event_type_lookups_total";
    fmt::format_to(std::back_inserter(out),
                   "# HELP {0} Questions about an event type, by whether memory answered them.\n"
                   "# TYPE {0} counter\n",
                   name);
    const auto line = [&](std::string_view tenant, std::string_view type, const char* result,
                          std::uint64_t count) {
        if (count == 0) return;
        fmt::format_to(std::back_inserter(out),
                       "{}{{tenant=\"{}\",event_type=\"{}\",result=\"{}\"}} {}\n", name, tenant,
                       type, result, count);
    };
    for (const auto& r : rows()) {
        line(name_of(r.tenant), std::to_string(r.type.value), "hit", r.hits);
        line(name_of(r.tenant), std::to_string(r.type.value), "miss", r.misses);
    }
    line("", "other", "hit", others_.hits.load(std::memory_order_relaxed));
    line("", "other", "miss", others_.misses.load(std::memory_order_relaxed));
}

}  // namespace slotgate::ops
