#include "coherence/settling.hpp"

#include <algorithm>

namespace slotgate::coherence {

namespace {

/// A request that left in a window may land this much after its end, and is judged by it then;
/// requests are given up far sooner.
constexpr milliseconds remembered{300'000};

}  // namespace

void settle_windows::open(const blast_radius& radius, steady_instant end, steady_instant now) {
    struct opener {
        settle_windows& self;
        steady_instant end;
        steady_instant now;

        void operator()(const everything&) const {}
        void operator()(const whole_tenant& r) const {
            auto& whole = self.tenants_[r.tenant].whole;
            whole = std::max(whole, end);
        }
        void operator()(const whole_event_type& r) const {
            self.add(r.tenant, {r.type, utc_date::min(), utc_date::max(), end}, now);
        }
        void operator()(const dates_from& r) const {
            self.add(r.tenant, {r.type, r.first, utc_date::max(), end}, now);
        }
        void operator()(const some_dates& r) const {
            self.add(r.tenant, {r.type, r.first, r.last, end}, now);
        }
    };
    std::visit(opener{*this, end, now}, radius);
}

void settle_windows::add(tenant_id tenant, const window& w, steady_instant now) {
    auto& own = tenants_[tenant];
    if (own.windows.size() >= each_max_)
        std::erase_if(own.windows, [&](const window& old) { return old.end + remembered <= now; });
    if (own.windows.size() < each_max_)
        own.windows.push_back(w);
    else
        own.whole = std::max(own.whole, w.end);
}

bool settle_windows::is_open(tenant_id tenant, event_type_id type, utc_date first, utc_date last,
                             steady_instant now) const {
    const auto own = tenants_.find(tenant);
    if (own == tenants_.end()) return false;
    if (now < own->second.whole) return true;
    return std::ranges::any_of(own->second.windows, [&](const window& w) {
        return now < w.end && w.type == type && w.first <= last && first <= w.last;
    });
}

}  // namespace slotgate::coherence
