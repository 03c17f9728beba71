#include "coherence/stamps.hpp"

#include <algorithm>
#include <iterator>

namespace slotgate::coherence {
namespace {

constexpr unsigned epoch_shift = 40;  // 2^40 changes in one life: a million a second for 12 days

}  // namespace

stamp_table::stamp_table(std::uint32_t epoch, std::size_t dates_max)
    : newest_{(std::uint64_t{epoch & 0xFFFFFFU} << epoch_shift) | 1U}, dates_max_(dates_max) {}

stamp stamp_table::draw() {
    ++newest_.value;
    return newest_;
}

void stamp_table::move_all() {
    all_ = draw();
    tenants_.clear();
    dates_ = 0;
}

void stamp_table::move(tenant_id tenant) {
    auto& t = tenants_[tenant];
    t.own = draw();
    // Everything below is older than what was just drawn, so it says nothing any more.
    for (const auto& [id, type] : t.types) dates_ -= type.size();
    t.types.clear();
}

void stamp_table::move(tenant_id tenant, event_type_id type) {
    move(tenants_[tenant].types[type]);
}

void stamp_table::move(of_type& type) {
    type.own = draw();
    dates_ -= type.size();
    type.dates.clear();
    type.from.clear();
}

void stamp_table::move(tenant_id tenant, event_type_id type, utc_date date) {
    auto& t = tenants_[tenant].types[type];
    const auto [place, added] = t.dates.insert_or_assign(date.time_since_epoch().count(), draw());
    if (added && ++dates_ > dates_max_) move(t);
}

void stamp_table::move_from(tenant_id tenant, event_type_id type, utc_date first) {
    auto& t = tenants_[tenant].types[type];
    dates_ -= std::erase_if(t.from, [&](const auto& older) { return older.first >= first; });
    t.from.emplace_back(first, draw());
    if (++dates_ > dates_max_) move(t);
}

bool stamp_table::current(stamp noted, tenant_id tenant, event_type_id type, utc_date date) const {
    return current(noted, tenant, type, date, date);
}

bool stamp_table::current(stamp noted, tenant_id tenant, event_type_id type, utc_date first,
                          utc_date last) const {
    if (all_ > noted) return false;
    const auto t = tenants_.find(tenant);
    if (t == tenants_.end()) return true;
    if (t->second.own > noted) return false;
    const auto e = t->second.types.find(type);
    if (e == t->second.types.end()) return true;
    if (e->second.own > noted) return false;
    const auto& from = e->second.from;
    // The last that reaches `last` is the newest that reaches any of the dates.
    const auto beyond =
        std::ranges::upper_bound(from, last, {}, &std::pair<utc_date, stamp>::first);
    if (beyond != from.begin() && std::prev(beyond)->second > noted) return false;
    if (e->second.dates.empty()) return true;
    for (auto date = first; date <= last; date += days{1}) {
        const auto d = e->second.dates.find(date.time_since_epoch().count());
        if (d != e->second.dates.end() && d->second > noted) return false;
    }
    return true;
}

}  // namespace slotgate::coherence
